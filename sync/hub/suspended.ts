/**
 * Sales that wait to be taken up at another till of their store. One row a sale, whichever till has it: a claim is one
 * transaction, so exactly one till wins it. What a sale is, HQ does not ask; how it ended, it hears by the tills' events.
 */

import { SyncError } from "../protocol.ts";
import type { Claim, ClaimAnswer, Offer, SaleAtHome, Standing } from "../suspended.ts";
import type { Connection, Database } from "./database/database.ts";

/** How long it is known what became of a sale, after the time in which it could be claimed. */
const KNOWN_MS = 7 * 86_400_000;
/** Sales of one till that wait at the same time; who has more has a fault, and is not to fill HQ's disk. */
const WAITING_MAX = 200;

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

export type SaleEnd = { readonly key: string } & (
  | { readonly saleId: string; readonly used: readonly string[] }
  /** Tills that gave it on to the one that cancelled it, and HQ had not heard of that. */
  | { readonly saleId: null; readonly movedFrom: readonly string[] }
);

interface Row extends Omit<Standing, "used"> {
  readonly used: string;
  readonly offeredBy: string;
  readonly code: string;
  readonly format: number;
  readonly body: Uint8Array | null;
  readonly untilMs: number;
}

const ROW = `SELECT key, round, state, till, used, offered_by AS "offeredBy", code, format, body, until_ms AS "untilMs"
  FROM suspended`;
const INSERT = `
  INSERT INTO suspended (store, key, till, round, state, offered_by, code, format, body, until_ms, changed_ms, used)
  VALUES (:store, :key, :till, :round, :state, :till, :code, :format, :body, :untilMs, :nowMs, :used)`;
const PUT = `${INSERT}
  ON CONFLICT (store, key) DO UPDATE SET till = excluded.till, round = excluded.round, state = excluded.state,
    offered_by = excluded.offered_by, code = excluded.code, format = excluded.format, body = excluded.body,
    until_ms = excluded.until_ms, changed_ms = excluded.changed_ms, used = excluded.used`;

interface Key {
  readonly store: string;
  readonly key: string;
}

/** For whoever is in the transaction until its end. */
async function held(tx: Connection, forUpdate: string, { store, key }: Key): Promise<Row | undefined> {
  return tx.one<Row>(`${ROW} WHERE store = :store AND key = :key${forUpdate}`, { store, key });
}

async function standing(tx: Connection, { store, key }: Key): Promise<Standing> {
  const row = await tx.one<Row>(`${ROW} WHERE store = :store AND key = :key`, { store, key });
  return standingOf(row!);
}

/**
 * What is known already stays; a later round of the till that has the sale takes its place. Throws SyncError `refused`
 * where too many of the till's wait already. Times in milliseconds since 1970, here and below.
 */
export function offer(
  database: Database,
  { store, till }: Place,
  { key, round, code, format, forMs, body }: Offer,
  nowMs: number,
): Promise<Standing> {
  return database.transaction(async (tx) => {
    const row = await held(tx, database.forUpdate, { store, key });
    const isNewer = row !== undefined && row.state !== "over" && row.till === till && round > row.round;
    if (row === undefined || isNewer) {
      await tidied(tx, nowMs);
      if (row === undefined) await mayWait(tx, { store, till }, nowMs);
      const untilMs = nowMs + forMs;
      await tx.run(row === undefined ? `${INSERT} ON CONFLICT DO NOTHING` : PUT, {
        ...{ store, till, key, round, code, format, body, untilMs, nowMs },
        state: "open",
        used: "[]",
      });
    }
    return standing(tx, { store, key });
  });
}

async function tidied(tx: Connection, nowMs: number): Promise<void> {
  await tx.run("DELETE FROM suspended WHERE until_ms < :before", { before: nowMs - KNOWN_MS });
  // Nobody can claim it any more, so nobody needs to have it.
  await tx.run(
    "UPDATE suspended SET body = NULL WHERE state = 'open' AND until_ms < :nowMs AND body IS NOT NULL",
    { nowMs },
  );
}

async function mayWait(tx: Connection, { store, till }: Place, nowMs: number): Promise<void> {
  const row = await tx.one<{ waiting: number }>(
    `SELECT count(*) AS waiting FROM suspended
     WHERE store = :store AND offered_by = :till AND state = 'open' AND until_ms > :nowMs`,
    { store, till, nowMs },
  );
  if (row!.waiting >= WAITING_MAX)
    throw new SyncError("refused", `${WAITING_MAX} suspended sales of till ${till} wait already`);
}

/** For the same till the same answer, for as long as the sale is not over. */
export function claim(
  database: Database,
  { store, till }: Place,
  { code, till: by, format }: Claim,
  nowMs: number,
): Promise<ClaimAnswer> {
  return database.transaction(async (tx): Promise<ClaimAnswer> => {
    const rows = await tx.all<Row>(
      `${ROW} WHERE store = :store AND code = :code AND (CAST(:by AS text) IS NULL OR offered_by = CAST(:by AS text))
       ORDER BY key${database.forUpdate}`,
      { store, code, by: by ?? null },
    );
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
    if (!isMine(row))
      await tx.run(
        "UPDATE suspended SET till = :till, state = 'held', changed_ms = :nowMs WHERE store = :store AND key = :key",
        { store, till, key, nowMs },
      );
    return { kind: "claimed", key, round, from, body: Buffer.from(body!).toString("base64") };
  });
}

/** The till that has it, or that got it from the one that has it, goes on with it, if no other has claimed it. */
export function takeBack(
  database: Database,
  { store, till }: Place,
  { key, round, code, movedFrom = [] }: SaleAtHome,
  nowMs: number,
): Promise<Standing> {
  return database.transaction(async (tx) => {
    const row = await held(tx, database.forUpdate, { store, key });
    const had = row !== undefined && [till, ...movedFrom].includes(row.till);
    const isOurs = row === undefined || (had && row.state !== "over" && round >= row.round);
    // Without a body nobody can claim it any more; by its code he is told which till has it.
    const by = { code: code ?? row?.code ?? "", format: 0, body: null, untilMs: row?.untilMs ?? nowMs };
    if (isOurs)
      await tx.run(row === undefined ? `${INSERT} ON CONFLICT DO NOTHING` : PUT, {
        ...{ store, till, key, round, state: "held", ...by, nowMs, used: "[]" },
      });
    return standing(tx, { store, key });
  });
}

/** Those of them that are known. */
export async function standings(
  database: Database,
  store: string,
  keys: readonly string[],
): Promise<readonly Standing[]> {
  const rows = await database.all<Row>(`${ROW} WHERE store = :store AND key IN ${database.list("keys")}`, {
    store,
    keys: JSON.stringify(keys),
  });
  return rows.map(standingOf);
}

/** A till told that it was paid, or that the till that had it cancelled it. */
export async function saleEnded(
  tx: Connection,
  forUpdate: string,
  { store, till }: Place,
  end: SaleEnd,
  nowMs: number,
): Promise<void> {
  const { key, saleId } = end;
  const row = await held(tx, forUpdate, { store, key });
  if (row === undefined) {
    // Made known first, so that of two tills that tell of it at once the second finds what the first one said.
    const made = { round: 1, state: "over", code: "", format: 0, body: null, untilMs: nowMs, used: "[]" };
    const isFirst = await tx.run(`${INSERT} ON CONFLICT DO NOTHING`, { store, till, key, ...made, nowMs });
    if (isFirst === 0 || saleId !== null) return saleEnded(tx, forUpdate, { store, till }, end, nowMs);
    return;
  }
  if (saleId !== null)
    await tx.run("INSERT INTO suspended_sale VALUES (:store, :key, :saleId, :till) ON CONFLICT DO NOTHING", {
      ...{ store, till, key, saleId },
    });
  // Paid is paid, wherever; cancelled is what the till says that has it.
  else if (![till, ...end.movedFrom].includes(row.till) || row.state === "over") return;
  const before: string[] = JSON.parse(row.used);
  const used = JSON.stringify([...new Set([...before, ...(saleId === null ? [] : end.used)])]);
  const { till: at, round, code, untilMs } = row;
  const gone = { state: "over", format: 0, body: null };
  await tx.run(PUT, { store, key, till: at, round, code, ...gone, untilMs, nowMs, used });
}

export async function forkedSales(database: Database): Promise<readonly ForkedSale[]> {
  type Paid = { store: string; key: string; saleId: string; till: string; receipt: string };
  const paid = await database.all<Paid>(`
    SELECT suspended_sale.store, key, sale_id AS "saleId", suspended_sale.till, receipt
    FROM suspended_sale JOIN sale USING (sale_id)
    WHERE (suspended_sale.store, key) IN
      (SELECT store, key FROM suspended_sale GROUP BY store, key HAVING count(*) > 1)
    ORDER BY received_ms, suspended_sale.till, sequence`);
  const sales = Map.groupBy(paid, ({ store, key }) => `${store} ${key}`);
  return Promise.all(
    [...sales.values()].map(async (of) => {
      const twice = await database.all<{ id: string }>(
        `SELECT coupon_id AS id FROM coupon_use WHERE sale_id IN ${database.list("sales")}
         GROUP BY coupon_id HAVING count(DISTINCT sale_id) > 1 ORDER BY coupon_id`,
        { sales: JSON.stringify(of.map(({ saleId }) => saleId)) },
      );
      return {
        store: of[0]!.store,
        key: of[0]!.key,
        sales: of.map(({ saleId, till, receipt }) => ({ saleId, till, receipt })),
        coupons: twice.map(({ id }) => id),
      };
    }),
  );
}

function standingOf({ key, round, state, till, used }: Row): Standing {
  return { key, round, state, till, used: JSON.parse(used) };
}
