/** HQ's books against what the POS was told and what the till's journal holds, row by row. */

import Database from "better-sqlite3";
import { same, type Truth } from "../crash/truth.ts";

interface EventRow {
  readonly lane: string;
  readonly sequence: number;
  readonly hash: string;
  readonly body: string;
}

/** Throws an Error that says what is missing, there twice or other. Both files are at rest. Answers how many events. */
export function checkHq(hubDb: string, journalPath: string, truth: Truth): number {
  const hq = new Database(hubDb, { readonly: true });
  const till = new Database(journalPath, { readonly: true });
  try {
    const events = till
      .prepare("SELECT lane, sequence, hash, body FROM outbox ORDER BY lane, sequence")
      .all() as EventRow[];
    const held = hq
      .prepare(
        "SELECT lane, sequence, hash, body FROM event JOIN lane ON lane.id = lane_id ORDER BY lane, sequence",
      )
      .all() as EventRow[];
    same("how many events HQ holds", held.length, events.length);
    for (const [at, event] of events.entries()) same(`HQ's ${event.lane} ${event.sequence}`, held[at], event);

    const told = [...truth.recorded.values()].map(({ completion, answer }) => ({ completion, answer }));
    sameRows(
      "sales",
      hq.prepare("SELECT sale_id || ' ' || receipt || ' ' || total_cents FROM sale").pluck().all(),
      told.map(({ completion, answer }) => `${answer.saleId} ${completion.receipt} ${answer.totalCents}`),
    );
    sameRows(
      "coupon uses",
      hq.prepare("SELECT coupon_id || ' ' || sale_id FROM coupon_use").pluck().all(),
      told.flatMap(({ answer }) => answer.coupons.redeemed.map((id) => `${id} ${answer.saleId}`)),
    );
    sameRows("returns", hq.prepare("SELECT return_id FROM goods_return").pluck().all(), [
      ...truth.returned.keys(),
    ]);
    sameRows("coupons given back", hq.prepare("SELECT coupon_id FROM coupon_restored").pluck().all(), [
      ...[...truth.returned.values()].flatMap(({ answer }) => answer.couponsRestored),
    ]);
    for (const table of ["quarantine", "fork"])
      same(`rows of ${table}`, hq.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), 0);
    return held.length;
  } finally {
    hq.close();
    till.close();
  }
}

function sameRows(what: string, found: readonly unknown[], told: readonly string[]): void {
  const expected = new Set(told);
  const extra = found.filter((row) => !expected.has(row as string));
  const missing = told.filter((row) => !found.includes(row));
  if (extra.length + missing.length > 0 || found.length !== told.length)
    throw new Error(
      `HQ's ${what}: ${found.length}, the POS was told of ${told.length}; missing ${missing.slice(0, 3)}, more ${extra.slice(0, 3)}`,
    );
}
