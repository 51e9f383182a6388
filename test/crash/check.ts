/** The journal against what the POS was told. */

import Database from "better-sqlite3";
import { verifyJournal } from "../../agent/store/verify.ts";
import { type CompletionAnswer, type ReturnAnswer, same, type Truth } from "./truth.ts";

interface SaleRow {
  readonly saleId: string;
  readonly transactionId: string;
  readonly receipt: string;
  readonly sequence: number;
  readonly answer: string;
}

interface ReturnRow {
  readonly returnId: string;
  readonly saleId: string;
  readonly sequence: number;
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
      .prepare(
        "SELECT sale_id AS saleId, transaction_id AS transactionId, receipt, sequence, answer FROM sale",
      )
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
      if (truth.cancelled.has(transactionId))
        throw new Error(`${transactionId} was cancelled and is recorded`);
      if (atRest && !truth.recorded.has(transactionId))
        throw new Error(`nobody was told of ${transactionId}`);
    }
    const returns = checkReturns(db, truth, upTo, atRest);
    checkCoupons(db, truth, upTo, rows, returns);
    checkPoints(db, rows, returns);
    return rows.length;
  } finally {
    db.close();
  }
}

function checkReturns(db: Database.Database, truth: Truth, upTo: number, atRest: boolean): ReturnRow[] {
  const rows = db
    .prepare("SELECT return_id AS returnId, sale_id AS saleId, sequence, answer FROM sale_return")
    .all() as ReturnRow[];
  const byId = new Map(rows.map((row) => [row.returnId, row]));
  for (const [returnId, { answer, mark }] of truth.returned) {
    if (mark > upTo) continue;
    const row = byId.get(returnId);
    if (row === undefined) throw new Error(`${returnId} was acknowledged and is not in the journal`);
    const { evaluationMs: _, ...kept } = JSON.parse(row.answer) as ReturnAnswer;
    same(`the answer kept for ${returnId}`, kept, answer);
  }
  for (const { returnId } of rows) {
    if (!truth.sentReturns.has(returnId)) throw new Error(`${returnId} was never sent`);
    if (atRest && !truth.returned.has(returnId)) throw new Error(`nobody was told of ${returnId}`);
  }
  return rows;
}

function checkCoupons(
  db: Database.Database,
  truth: Truth,
  upTo: number,
  sales: readonly SaleRow[],
  returns: readonly ReturnRow[],
): void {
  const rows = db.prepare("SELECT coupon_id AS id, state, transaction_id AS by FROM coupon").all() as {
    id: string;
    state: string;
    by: string;
  }[];
  const found = new Map(rows.map((row) => [row.id, row]));
  const restored = new Set(
    returns.flatMap(({ saleId, answer }) =>
      (JSON.parse(answer) as ReturnAnswer).couponsRestored.map((id) => `${saleId} ${id}`),
    ),
  );
  const redeemed = new Map<string, string>();
  for (const { saleId, transactionId, answer } of sales)
    for (const id of (JSON.parse(answer) as CompletionAnswer).coupons.redeemed) {
      if (restored.has(`${saleId} ${id}`)) continue;
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

function checkPoints(db: Database.Database, sales: readonly SaleRow[], returns: readonly ReturnRow[]): void {
  const ledger = db.prepare("SELECT account, points FROM ledger WHERE sequence = ? ORDER BY entry");
  for (const { sequence, transactionId, answer } of sales) {
    const { points } = JSON.parse(answer) as CompletionAnswer;
    const told = points.map(({ account, points: earned }) => ({ account, points: earned }));
    same(`the points of ${transactionId}`, ledger.all(sequence), told);
  }
  for (const { sequence, returnId, answer } of returns) {
    const { balances } = JSON.parse(answer) as ReturnAnswer;
    const told = balances
      .map(({ account, taken, givenBack }) => ({ account, points: givenBack - taken }))
      .filter(({ points }) => points !== 0);
    same(`the points of ${returnId}`, ledger.all(sequence), told);
  }
}
