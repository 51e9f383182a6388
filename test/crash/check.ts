/** The journal against what the POS was told. */

import Database from "better-sqlite3";
import { verifyJournal } from "../../agent/store/verify.ts";
import { same, type Truth } from "./truth.ts";

interface SaleRow {
  readonly saleId: string;
  readonly transactionId: string;
  readonly receipt: string;
  readonly answer: string;
}

export interface CheckOptions {
  /** Only what was told up to this mark must be there; later things may. Default all. */
  readonly upTo?: number;
  /** The agent was stopped with no sale open and everything answered: then nothing else may be there either. */
  readonly atRest?: boolean;
}

/** Throws an Error that says what is missing, burnt, doubled or broken. Answers how many sales there are. */
export function checkJournal(path: string, truth: Truth, options: CheckOptions = {}): number {
  const { upTo = Number.POSITIVE_INFINITY, atRest = true } = options;
  const { broken } = verifyJournal(path);
  if (broken !== undefined) throw new Error(`broken at ${broken.table} ${broken.row}: it ${broken.what}`);
  const db = new Database(path, { readonly: true });
  try {
    const rows = db
      .prepare("SELECT sale_id AS saleId, transaction_id AS transactionId, receipt, answer FROM sale")
      .all() as SaleRow[];
    const byTransaction = new Map(rows.map((row) => [row.transactionId, row]));
    for (const [transactionId, { answer, mark }] of truth.recorded) {
      if (mark > upTo) continue;
      const row = byTransaction.get(transactionId);
      if (row === undefined) throw new Error(`${transactionId} was acknowledged and is not in the journal`);
      same(`the answer kept for ${transactionId}`, JSON.parse(row.answer), answer);
    }
    const receipts = new Set<string>();
    for (const { transactionId, receipt } of rows) {
      if (receipts.has(receipt)) throw new Error(`receipt ${receipt} stands twice`);
      receipts.add(receipt);
      if (!truth.sent.has(transactionId)) throw new Error(`${transactionId} was never completed`);
      if (atRest && !truth.recorded.has(transactionId))
        throw new Error(`nobody was told of ${transactionId}`);
    }
    checkCoupons(db, truth, upTo, byTransaction);
    checkPoints(db, rows);
    return rows.length;
  } finally {
    db.close();
  }
}

function checkCoupons(
  db: Database.Database,
  truth: Truth,
  upTo: number,
  sales: ReadonlyMap<string, SaleRow>,
): void {
  const rows = db.prepare("SELECT coupon_id AS id, state, transaction_id AS by FROM coupon").all() as {
    id: string;
    state: string;
    by: string;
  }[];
  const found = new Map(rows.map((row) => [row.id, row]));
  const redeemed = new Map<string, string>();
  for (const { transactionId, answer } of sales.values())
    for (const id of (JSON.parse(answer) as { coupons: { redeemed: string[] } }).coupons.redeemed) {
      if (redeemed.has(id))
        throw new Error(`coupon ${id} was used in ${redeemed.get(id)} and ${transactionId}`);
      redeemed.set(id, transactionId);
    }
  for (const [id, by] of redeemed)
    if (found.get(id)?.state !== "redeemed" || found.get(id)?.by !== by)
      throw new Error(`coupon ${id} was used in ${by} and stands as ${JSON.stringify(found.get(id))}`);
  for (const { id, state, by } of rows)
    if (state === "redeemed" && redeemed.get(id) !== by) throw new Error(`coupon ${id} is burnt by ${by}`);
  // At another moment than the end reservations that were granted still stand.
  if (upTo === Number.POSITIVE_INFINITY) return;
  for (const { couponId, transactionId, mark, until } of truth.granted) {
    if (mark > upTo || until <= upTo) continue;
    const row = found.get(couponId);
    if (row?.state !== "reserved" || row.by !== transactionId)
      throw new Error(
        `coupon ${couponId} was reserved for ${transactionId} and stands as ${JSON.stringify(row)}`,
      );
  }
}

function checkPoints(db: Database.Database, rows: readonly SaleRow[]): void {
  const ledger = db.prepare("SELECT account, points FROM ledger WHERE sale_id = ? ORDER BY entry");
  for (const { saleId, transactionId, answer } of rows) {
    const { points } = JSON.parse(answer) as { points: { account: string; points: number }[] };
    const told = points.map(({ account, points: earned }) => ({ account, points: earned }));
    same(`the points of ${transactionId}`, ledger.all(saleId), told);
  }
}
