/** A receipt as HQ holds it: the sale's event, the promotions it names, and all that came back of it anywhere. */

import type { Effect } from "../../engine/effect.ts";
import { savedWith } from "../../engine/refund/index.ts";
import type { HeldReceipt, ReceiptQuestion, UsedVoucher } from "../protocol.ts";
import type { RestoredCoupon, RestoredList } from "../suspended.ts";
import type { Database } from "./database/database.ts";
import { number, restoredCoupons } from "./numbered.ts";

const HELD = `SELECT sale_id AS "saleId", body FROM sale JOIN event USING (lane_id, sequence)`;

/** Undefined where HQ holds nothing of it. */
export async function receiptIn(
  database: Database,
  question: ReceiptQuestion,
): Promise<HeldReceipt | undefined> {
  const row = await saleOf(database, question);
  const saleId = row?.saleId ?? ("sale" in question ? question.sale : undefined);
  if (saleId === undefined) return undefined;
  const sale = row === undefined ? null : JSON.parse(row.body);
  const returns = await database.all<{ body: string }>(
    `SELECT body FROM goods_return JOIN event USING (lane_id, sequence)
     WHERE sale_id = :saleId ORDER BY goods_return.at_ms, return_id`,
    { saleId },
  );
  if (sale === null && returns.length === 0) return undefined;
  const hashes: unknown = sale?.definitions;
  const definitions = await definitionsOf(
    database,
    Array.isArray(hashes) ? hashes.filter((hash): hash is string => typeof hash === "string") : [],
  );
  const vouchersUsed = await usedOf(database, sale?.vouchers);
  return {
    sale,
    definitions,
    returns: returns.map(({ body }) => JSON.parse(body)),
    ...(vouchersUsed.length === 0 ? {} : { vouchersUsed }),
  };
}

/** @param vouchers as the till's sale names them; whatever a till may have sent */
async function usedOf(database: Database, vouchers: unknown): Promise<UsedVoucher[]> {
  const ids = (Array.isArray(vouchers) ? vouchers : []).flatMap((one) =>
    typeof one?.couponId === "string" ? [one.couponId as string] : [],
  );
  if (ids.length === 0) return [];
  // A return that took a voucher back has used it up too, and is no sale.
  const uses = await database.all<{ couponId: string; body: string }>(
    `SELECT u.coupon_id AS "couponId", body
     FROM coupon_use u JOIN sale USING (sale_id) JOIN event ON event.lane_id = sale.lane_id AND event.sequence = sale.sequence
     WHERE u.coupon_id IN ${database.list("ids")} AND NOT EXISTS (
       SELECT 1 FROM coupon_restored r WHERE r.coupon_id = u.coupon_id AND r.sale_id = u.sale_id)
     ORDER BY u.coupon_id, u.sale_id`,
    { ids: JSON.stringify(ids) },
  );
  const used = new Map<string, UsedVoucher>();
  for (const { couponId, body } of uses) {
    const { effects } = JSON.parse(body) as { effects?: Effect[] };
    const savedCents = savedWith(effects ?? [], couponId);
    if (savedCents >= (used.get(couponId)?.savedCents ?? 0)) used.set(couponId, { couponId, savedCents });
  }
  return [...used.values()];
}

function saleOf(
  database: Database,
  question: ReceiptQuestion,
): Promise<{ readonly saleId: string; readonly body: string } | undefined> {
  if ("sale" in question) return database.one(`${HELD} WHERE sale_id = :sale`, { sale: question.sale });
  const { receipt, store, till = null } = question;
  // Of several with one number the newest.
  return database.one(
    `${HELD} WHERE receipt = :receipt AND store = :store AND (CAST(:till AS text) IS NULL OR till = CAST(:till AS text))
     ORDER BY sale.received_ms DESC, sequence DESC LIMIT 1`,
    { receipt, store, till },
  );
}

/** Wherever a till told them first: with another sale, at another till. */
async function definitionsOf(
  database: Database,
  hashes: readonly string[],
): Promise<HeldReceipt["definitions"]> {
  const found = await database.all<{ hash: string; body: string }>(
    `SELECT definition.hash, body FROM definition JOIN event USING (lane_id, sequence)
     WHERE definition.hash IN ${database.list("hashes")}`,
    { hashes: JSON.stringify(hashes) },
  );
  const bodies = new Map(found.map(({ hash, body }) => [hash, body]));
  return hashes.flatMap((hash) => (bodies.has(hash) ? [JSON.parse(bodies.get(hash)!)] : []));
}

/** Coupons that one answer tells of. */
const RESTORED_MAX = 500;

/** Coupons that are good again, for the till that sold with them; a till that has heard of more than there is begins anew. */
export async function restoredIn(database: Database, store: string, since: number): Promise<RestoredList> {
  const known = await number(database, restoredCoupons);
  const rows = await database.all<RestoredCoupon & { readonly position: number }>(
    `SELECT coupon_restored.position, coupon_id AS "couponId", till, coalesce(transaction_id, '') AS "transactionId",
       sale_id AS "saleId", suspension_key AS key
     FROM coupon_restored JOIN sale USING (sale_id)
     WHERE coupon_restored.position > :since AND coupon_restored.position <= :known AND store = :store
     ORDER BY coupon_restored.position LIMIT ${RESTORED_MAX}`,
    { store, since: since > known ? 0 : since, known },
  );
  const coupons = rows.map(({ position: _, ...coupon }) => coupon);
  return { coupons, position: rows.length < RESTORED_MAX ? known : rows.at(-1)!.position };
}
