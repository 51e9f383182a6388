/**
 * A store's lead asks for its lease, answers what HQ asked of it, and is told what it must know. A lease that was over is
 * given again only when the home has heard all that HQ granted meanwhile; one that lives is only made longer.
 */

import { type After, CALLS_MAX, type Claim, type ClaimCall } from "../claims/claims.ts";
import { isLive } from "../claims/homes.ts";
import { LEASE_MS, type LeaseAsk, type LeaseSaid } from "../claims/lease.ts";
import type { Connection, Database } from "./database/database.ts";
import type { Place } from "./holdings.ts";
import { HOME_ROW, type HomeRow, newLease, tillAt } from "./home-book.ts";
import { rows } from "./schema.ts";

/** One that holds for nearly as long is left as it is: a store asks every minute. */
const RENEW_MS = 5 * 60_000;
/** Whoever was refused may try again so long, and finds that the home has consented. */
export const LINGER_MS = 2 * 60_000;

interface LeaseRow {
  readonly number: number;
  readonly untilMs: number;
  readonly line: number;
}

export function leased(
  database: Database,
  { store, till }: Place,
  ask: LeaseAsk,
  nowMs: number,
): Promise<LeaseSaid> {
  return database.transaction(async (tx) => {
    await tx.insert(rows.lease, [newLease(store)]);
    const { number, line, ...row } = (await tx.one<LeaseRow>(
      `SELECT number, until_ms AS "untilMs", line FROM lease WHERE store = :store${database.forUpdate}`,
      { store },
    ))!;
    // No home was ever promised more: what shows more is of an hour when HQ's clock was ahead.
    const untilMs = Math.min(row.untilMs, nowMs + LEASE_MS);
    await answered(tx, store, ask.answers, nowMs);
    const isKnown = ask.line === line;
    // A book that somebody began anew by hand may lack what the last one held: it hears it all again.
    if (!isKnown && number > 0) await sayAgain(tx, store, nowMs);
    await ends(tx, store, nowMs);
    const due = await tx.all<HomeRow>(
      `${HOME_ROW} WHERE home = :store AND state IN ('asked', 'used', 'free', 'restored')
       ORDER BY changed_ms, id LIMIT ${CALLS_MAX}`,
      { store },
    );
    const granted = await grantedHere(tx, store);
    const calls = due.flatMap((row) => callsOf(row, granted.has(row.id)));
    const goesOn = isKnown && isLive({ number, untilMs }, nowMs);
    const isToHear = await tx.one(
      "SELECT 1 AS one FROM home_claim WHERE home = :store AND state IN ('asked', 'used', 'restored') LIMIT 1",
      { store },
    );
    if (!goesOn && isToHear !== undefined) {
      await tx.run("UPDATE lease SET line = :line, till = :till, homed = :homed WHERE store = :store", {
        ...{ store, till, line: ask.line, homed: ask.homed },
      });
      // Until it has heard, the old one is not gone on with either.
      if (!isKnown) await tx.run("UPDATE lease SET until_ms = 0 WHERE store = :store", { store });
      return { lease: null, calls };
    }
    const lease = { number: goesOn ? number : number + 1, untilMs };
    if (!goesOn || untilMs < nowMs + LEASE_MS - RENEW_MS || untilMs < row.untilMs) {
      lease.untilMs = nowMs + LEASE_MS;
      await tx.run(
        `UPDATE lease SET number = :number, until_ms = :untilMs, till = :till, homed = :homed, line = :line
         WHERE store = :store`,
        { ...lease, store, till, homed: ask.homed, line: ask.line },
      );
    }
    return { lease: { number: lease.number, forMs: Math.max(0, lease.untilMs - nowMs) }, calls };
  });
}

async function answered(
  tx: Connection,
  store: string,
  answers: LeaseAsk["answers"],
  nowMs: number,
): Promise<void> {
  for (const { reservation: id, call, answer } of answers) {
    const move = (from: string, to: string, refusal: string | null = null) =>
      tx.run(
        `UPDATE home_claim SET state = :to, answer = CAST(:refusal AS text), changed_ms = :nowMs
         WHERE id = :id AND home = :store AND state = :from`,
        { id, store, from, to, refusal, nowMs },
      );
    // What has changed since it was said is said again.
    if (call === "claim" && answer.kind === "granted") await move("asked", "granted");
    else if (call === "claim" && answer.kind === "refused")
      await move("asked", "refused", JSON.stringify(answer));
    else if (call === "settle") await move("used", "over");
    else if (call === "release") await move("free", "over");
    else if (call === "restored") await move("restored", "over");
  }
}

async function sayAgain(tx: Connection, store: string, nowMs: number): Promise<void> {
  await tx.run(
    `UPDATE home_claim SET state = CASE WHEN state = 'granted' THEN 'asked' ELSE 'used' END, changed_ms = :nowMs
     WHERE home = :store AND (state = 'granted' OR (state = 'over' AND sale_id IS NOT NULL))`,
    { store, nowMs },
  );
}

/** What nobody wants any more goes back, once whoever was refused has had time to try again; and what a silent till held. */
async function ends(tx: Connection, store: string, nowMs: number): Promise<void> {
  await tx.run(
    `UPDATE home_claim SET ended_ms = :nowMs WHERE home = :store AND state = 'granted' AND ended_ms IS NULL
       AND EXISTS (SELECT 1 FROM claim c WHERE c.reservation = home_claim.reservation AND c.state = 'held'
         AND c.until_ms < :nowMs)`,
    { store, nowMs },
  );
  await tx.run(
    `UPDATE home_claim SET state = 'free', changed_ms = :nowMs
     WHERE home = :store AND state IN ('asked', 'granted') AND ended_ms < :beforeMs`,
    { store, nowMs, beforeMs: nowMs - LINGER_MS },
  );
}

/** Of what the home is asked or told, what a sale has already: no home's refusal takes it away from there. */
async function grantedHere(tx: Connection, store: string): Promise<ReadonlySet<string>> {
  const found = await tx.all<{ id: string }>(
    `SELECT id FROM home_claim JOIN claim USING (reservation)
     WHERE home = :store AND home_claim.state = 'asked' AND claim.state = 'held' AND claim.amount >= home_claim.amount`,
    { store },
  );
  return new Set(found.map(({ id }) => id));
}

function callsOf(
  { id, thing, call, state, saleId, amount, home, ...at }: HomeRow,
  isGranted: boolean,
): ClaimCall[] {
  const points = thing.startsWith("points ") ? { points: amount } : {};
  const till = tillAt(home, at);
  const settle: After = { call: "settle", reservation: id, saleId: saleId ?? "", thing, till, ...points };
  switch (state) {
    case "asked":
      return [{ ...(JSON.parse(call) as Claim), ...(isGranted && { isGranted }) }];
    case "used":
      return [settle];
    case "free":
      return [{ call: "release", reservation: id }];
    case "restored":
      return [settle, { call: "restored", reservation: id, thing, saleId: saleId ?? "" }];
    default:
      return [];
  }
}
