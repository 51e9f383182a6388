/**
 * Sales that wait to be taken up at another till of their store. One row a sale, whichever till has it: a claim is one
 * transaction, so exactly one till wins it. What a sale is, HQ does not ask; how it ended, it hears by the tills' events.
 */

import type Database from "better-sqlite3";
import { SyncError } from "../protocol.ts";
import type { Claim, ClaimAnswer, Offer, SaleAtHome, Standing } from "../suspended.ts";

/** How long it is known what became of a sale, after the time in which it could be claimed. */
const KNOWN_MS = 7 * 86_400_000;
/** Sales of one till that wait at the same time; who has more has a fault, and is not to fill HQ's disk. */
const WAITING_MAX = 200;

export const suspendedSchema = `
  CREATE TABLE IF NOT EXISTS suspended (
    store TEXT NOT NULL, key TEXT NOT NULL, till TEXT NOT NULL, round INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'held', 'over')),
    offered_by TEXT NOT NULL, code TEXT NOT NULL, format INTEGER NOT NULL, body BLOB,
    until_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL, used TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (store, key));
  CREATE INDEX IF NOT EXISTS suspended_code ON suspended (store, code);
  CREATE INDEX IF NOT EXISTS suspended_until ON suspended (until_ms);
  CREATE TABLE IF NOT EXISTS suspended_sale (
    store TEXT NOT NULL, key TEXT NOT NULL, sale_id TEXT NOT NULL, till TEXT NOT NULL,
    PRIMARY KEY (store, key, sale_id));`;

/** A till of the store, known by its token. */
export interface Place {
  readonly store: string;
  readonly till: string;
}

/** A sale that was paid at more than one till. */
export interface ForkedSale {
  readonly store: string;
  readonly key: string;
  readonly sales: readonly { readonly saleId: string; readonly till: string; readonly receipt: string }[];
  /** Unique coupons that more than one of them used up. */
  readonly coupons: readonly string[];
}

/** What a hub's store does for suspended sales; each is one transaction. Times in milliseconds since 1970. */
export interface Suspended {
  /**
   * What is known already stays; a later round of the till that has the sale takes its place. Throws SyncError `refused`
   * where too many of the till's wait already.
   */
  offer(place: Place, offer: Offer, nowMs: number): Standing;
  /** For the same till the same answer, for as long as the sale is not over. */
  claim(place: Place, claim: Claim, nowMs: number): ClaimAnswer;
  /** The till that has it goes on with it, if no other has claimed it. */
  takeBack(place: Place, sale: SaleAtHome, nowMs: number): Standing;
  /** Those of them that are known. */
  standings(store: string, keys: readonly string[]): Standing[];
  /** A till told that it was paid, or that the till that had it cancelled it. */
  ended(place: Place, end: SaleEnd, nowMs: number): void;
  forked(): ForkedSale[];
}

export type SaleEnd = { readonly key: string } & (
  | { readonly saleId: string; readonly used: readonly string[] }
  | { readonly saleId: null }
);

interface Row extends Omit<Standing, "used"> {
  readonly used: string;
  readonly offeredBy: string;
  readonly code: string;
  readonly format: number;
  readonly body: Buffer | null;
  readonly untilMs: number;
}

const ROW = `SELECT key, round, state, till, used, offered_by AS offeredBy, code, format, body, until_ms AS untilMs FROM suspended`;

export function suspendedIn(db: Database.Database): Suspended {
  const one = db.prepare(`${ROW} WHERE store = :store AND key = :key`);
  const byCode = db.prepare(
    `${ROW} WHERE store = :store AND code = :code AND (:by IS NULL OR offered_by = :by)`,
  );
  const some = db.prepare(`${ROW} WHERE store = ? AND key IN (SELECT value FROM json_each(?))`);
  const put = db.prepare(`
    INSERT INTO suspended (store, key, till, round, state, offered_by, code, format, body, until_ms, changed_ms, used)
    VALUES (:store, :key, :till, :round, :state, :till, :code, :format, :body, :untilMs, :nowMs, :used)
    ON CONFLICT DO UPDATE SET till = excluded.till, round = excluded.round, state = excluded.state,
      offered_by = excluded.offered_by, code = excluded.code, format = excluded.format, body = excluded.body,
      until_ms = excluded.until_ms, changed_ms = excluded.changed_ms, used = excluded.used`);
  const hold = db.prepare(`
    UPDATE suspended SET till = :till, state = 'held', changed_ms = :nowMs WHERE store = :store AND key = :key`);
  const purge = db.prepare("DELETE FROM suspended WHERE until_ms < ?");
  /** Nobody can claim it any more, so nobody needs to have it. */
  const empty = db.prepare(
    "UPDATE suspended SET body = NULL WHERE state = 'open' AND until_ms < ? AND body IS NOT NULL",
  );
  const waiting = db
    .prepare(
      "SELECT count(*) FROM suspended WHERE store = :store AND offered_by = :till AND state = 'open' AND until_ms > :nowMs",
    )
    .pluck();
  const addSale = db.prepare(
    "INSERT INTO suspended_sale VALUES (:store, :key, :saleId, :till) ON CONFLICT DO NOTHING",
  );
  const forked = db.prepare(`
    SELECT store, key, sale_id AS saleId, suspended_sale.till, receipt
    FROM suspended_sale JOIN sale USING (store, sale_id)
    WHERE (store, key) IN (SELECT store, key FROM suspended_sale GROUP BY store, key HAVING count(*) > 1)
    ORDER BY position`);
  const usedBySome = db
    .prepare(`
    SELECT coupon_id FROM coupon_use WHERE sale_id IN (SELECT value FROM json_each(?))
    GROUP BY coupon_id HAVING count(DISTINCT sale_id) > 1 ORDER BY coupon_id`)
    .pluck();

  const rowOf = (store: string, key: string) => one.get({ store, key }) as Row | undefined;
  const now = (store: string, key: string) => standingOf(rowOf(store, key)!);
  const suspended: Suspended = {
    offer({ store, till }, { key, round, code, format, forMs, body }, nowMs) {
      const row = rowOf(store, key);
      const isNewer = row !== undefined && row.state !== "over" && row.till === till && round > row.round;
      if (row === undefined || isNewer) {
        purge.run(nowMs - KNOWN_MS);
        empty.run(nowMs);
        if (row === undefined && (waiting.get({ store, till, nowMs }) as number) >= WAITING_MAX)
          throw new SyncError("refused", `${WAITING_MAX} suspended sales of till ${till} wait already`);
        const untilMs = nowMs + forMs;
        put.run({ store, till, key, round, state: "open", code, format, body, untilMs, nowMs, used: "[]" });
      }
      return now(store, key);
    },

    claim({ store, till }, { code, till: by = null, format }, nowMs) {
      const rows = byCode.all({ store, code, by }) as Row[];
      const isMine = (row: Row) => row.state === "held" && row.till === till && row.body !== null;
      const isWaiting = (row: Row) => row.state === "open" && row.untilMs > nowMs;
      const [row, ...others] = rows.filter((one) => isMine(one) || isWaiting(one));
      if (row === undefined) {
        const gone = rows.find(({ state, till: at }) => state === "held" && at !== till);
        return gone === undefined ? { kind: "unknown" } : { kind: "taken", till: gone.till };
      }
      if (others.length > 0) return { kind: "ambiguous" };
      const { key, round, offeredBy: from, body } = row;
      if (row.format !== format) return { kind: "other-format", till: from };
      if (!isMine(row)) hold.run({ store, till, key, nowMs });
      return { kind: "claimed", key, round, from, body: body!.toString("base64") };
    },

    takeBack({ store, till }, { key, round, code }, nowMs) {
      const row = rowOf(store, key);
      const isOurs = row === undefined || (row.till === till && row.state !== "over" && round >= row.round);
      // Without a body nobody can claim it any more; by its code he is told which till has it.
      const by = { code: code ?? row?.code ?? "", format: 0, body: null, untilMs: row?.untilMs ?? nowMs };
      if (isOurs) put.run({ store, till, key, round, state: "held", ...by, nowMs, used: "[]" });
      return now(store, key);
    },

    standings: (store, keys) => (some.all(store, JSON.stringify(keys)) as Row[]).map(standingOf),

    ended({ store, till }, end, nowMs) {
      const { key, saleId } = end;
      const row = rowOf(store, key);
      if (saleId !== null) addSale.run({ store, till, key, saleId });
      // Paid is paid, wherever; cancelled is what the till says that has it.
      else if (row !== undefined && (row.till !== till || row.state === "over")) return;
      const before: string[] = row === undefined ? [] : JSON.parse(row.used);
      const used = JSON.stringify([...new Set([...before, ...(saleId === null ? [] : end.used)])]);
      const round = row?.round ?? 1;
      const untilMs = row?.untilMs ?? nowMs;
      const gone = { state: "over", code: row?.code ?? "", format: 0, body: null };
      put.run({ store, till: row?.till ?? till, key, round, ...gone, untilMs, nowMs, used });
    },

    forked() {
      type Paid = { store: string; key: string; saleId: string; till: string; receipt: string };
      const sales = Map.groupBy(forked.all() as Paid[], ({ store, key }) => `${store} ${key}`);
      return [...sales.values()].map((paid) => ({
        store: paid[0]!.store,
        key: paid[0]!.key,
        sales: paid.map(({ saleId, till, receipt }) => ({ saleId, till, receipt })),
        coupons: usedBySome.all(JSON.stringify(paid.map(({ saleId }) => saleId))) as string[],
      }));
    },
  };
  return {
    ...suspended,
    offer: db.transaction(suspended.offer).immediate,
    claim: db.transaction(suspended.claim).immediate,
    takeBack: db.transaction(suspended.takeBack).immediate,
  };
}

function standingOf({ key, round, state, till, used }: Row): Standing {
  return { key, round, state, till, used: JSON.parse(used) };
}
