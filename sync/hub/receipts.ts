/** A receipt as HQ holds it: the sale's event, the promotions it names, and all that came back of it anywhere. */

import type Database from "better-sqlite3";
import type { HeldReceipt, ReceiptQuestion } from "../protocol.ts";
import type { RestoredCoupon, RestoredList } from "../suspended.ts";

/** Definitions are found by hash wherever a till told them first: another sale, till or epoch. */
const HASH = "CASE WHEN json_valid(body) THEN body ->> 'hash' END";

export const receiptSchema = `
  CREATE TABLE IF NOT EXISTS goods_return (
    store TEXT NOT NULL, till TEXT NOT NULL, return_id TEXT NOT NULL, sale_id TEXT, epoch TEXT NOT NULL,
    sequence INTEGER NOT NULL, receipt TEXT NOT NULL, at_ms INTEGER NOT NULL, paid_out_cents INTEGER NOT NULL,
    PRIMARY KEY (store, till, return_id));
  CREATE INDEX IF NOT EXISTS goods_return_sale ON goods_return (sale_id);
  CREATE TABLE IF NOT EXISTS coupon_restored (
    coupon_id TEXT NOT NULL, sale_id TEXT NOT NULL, return_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (coupon_id, sale_id));
  CREATE INDEX IF NOT EXISTS sale_receipt ON sale (receipt, store);
  CREATE INDEX IF NOT EXISTS event_definition ON event (${HASH}) WHERE kind = 'definition';`;

export function receiptsIn(db: Database.Database): (question: ReceiptQuestion) => HeldReceipt | undefined {
  const held = "SELECT sale_id AS saleId, body FROM sale JOIN event USING (store, till, epoch, sequence)";
  const bySale = db.prepare(`${held} WHERE sale_id = ? AND lane = 'sales' AND kind = 'sale'`);
  // Of several with one number the newest.
  const byReceipt = db.prepare(`
    ${held} WHERE receipt = @receipt AND store = @store AND (@till IS NULL OR till = @till)
      AND lane = 'sales' AND kind = 'sale' ORDER BY position DESC LIMIT 1`);
  const definition = db.prepare(`SELECT body FROM event WHERE kind = 'definition' AND ${HASH} = ? LIMIT 1`);
  const returns = db.prepare(`
    SELECT body FROM goods_return JOIN event USING (store, till, epoch, sequence)
    WHERE sale_id = ? AND lane = 'sales' AND kind = 'return' ORDER BY goods_return.at_ms, return_id`);

  return (question) => {
    const row = (
      "sale" in question ? bySale.get(question.sale) : byReceipt.get({ till: null, ...question })
    ) as { saleId: string; body: string } | undefined;
    const saleId = row?.saleId ?? ("sale" in question ? question.sale : undefined);
    if (saleId === undefined) return undefined;
    const sale = row === undefined ? null : JSON.parse(row.body);
    const cameBack = (returns.pluck().all(saleId) as string[]).map((body) => JSON.parse(body));
    if (sale === null && cameBack.length === 0) return undefined;
    const hashes: unknown = sale?.definitions;
    const definitions = (Array.isArray(hashes) ? hashes : []).flatMap((hash) => {
      const body = definition.pluck().get(hash) as string | undefined;
      return body === undefined ? [] : [JSON.parse(body)];
    });
    return { sale, definitions, returns: cameBack };
  };
}

/**
 * Of a sale that came later than what came back of it: now it can be told which till had sold it, and those that have
 * heard of all before must hear of it too.
 */
export const restoredAnew = `
  UPDATE coupon_restored SET rowid = (SELECT max(rowid) FROM coupon_restored) + moved.n
  FROM (SELECT coupon_id AS id, row_number() OVER (ORDER BY rowid) AS n FROM coupon_restored WHERE sale_id = :saleId) AS moved
  WHERE sale_id = :saleId AND coupon_id = moved.id`;

/** Coupons that one answer tells of. */
const RESTORED_MAX = 500;

/** Coupons that are good again, for the till that sold with them; a till that has heard of more than there is begins anew. */
export function restoredIn(db: Database.Database): (store: string, since: number) => RestoredList {
  const last = db.prepare("SELECT coalesce(max(rowid), 0) FROM coupon_restored").pluck();
  const after = db.prepare(`
    SELECT coupon_restored.rowid AS position, coupon_id AS couponId, till,
      body ->> 'transactionId' AS transactionId, body ->> '$.suspension.key' AS key
    FROM coupon_restored JOIN sale USING (sale_id) JOIN event USING (store, till, epoch, sequence)
    WHERE coupon_restored.rowid > ? AND store = ? AND lane = 'sales' AND kind = 'sale'
    ORDER BY coupon_restored.rowid LIMIT ${RESTORED_MAX}`);
  return (store, since) => {
    const known = last.get() as number;
    const rows = after.all(since > known ? 0 : since, store) as (RestoredCoupon & { position: number })[];
    const coupons = rows.map(({ position: _, ...coupon }) => coupon);
    return { coupons, position: rows.length < RESTORED_MAX ? known : rows.at(-1)!.position };
  };
}
