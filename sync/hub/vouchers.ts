/** Vouchers as journals tell of them: which tills issued, which were used and how they had proved themselves; what does not fit together. */

import type { VoucherReport, VoucherUsed } from "../vouchers.ts";
import type { Connection, Database } from "./database/database.ts";
import type { Place } from "./holdings.ts";
import type { Meaning } from "./interpret.ts";
import { rows } from "./schema.ts";

type Of<Kind extends Meaning["kind"]> = Extract<Meaning, { kind: Kind }> & { readonly atMs: number };

export interface ToldOfVouchers {
  readonly sales: readonly Of<"sale">[];
  readonly returns: readonly Of<"return">[];
  readonly couponUses: readonly Of<"coupon-use">[];
}

/** In the transaction that takes these events in. */
export async function vouchersTold(
  tx: Connection,
  { store, till }: Place,
  { sales, returns, couponUses }: ToldOfVouchers,
): Promise<void> {
  const issued = [
    ...sales.map(({ saleId, vouchers, atMs }) => ({ saleId, vouchers, atMs })),
    // A smaller one that a return left.
    ...returns.map(({ returnId, vouchersInstead, atMs }) => ({
      saleId: returnId,
      vouchers: vouchersInstead,
      atMs,
    })),
  ];
  await tx.insert(
    rows.voucherIssued,
    issued.flatMap(({ saleId, vouchers, atMs }) =>
      vouchers.map(({ couponId, series, amountCents }) => ({
        ...{ coupon_id: couponId, store, till, sale_id: saleId, series },
        ...{ amount_cents: amountCents ?? null, at_ms: atMs },
      })),
    ),
  );
  await tx.insert(
    rows.voucherUse,
    couponUses.flatMap(({ couponId, saleId, voucher, atMs }) =>
      voucher === undefined
        ? []
        : [{ coupon_id: couponId, store, till, sale_id: saleId, ...cellsOf(voucher), at_ms: atMs }],
    ),
  );
}

function cellsOf(voucher: VoucherUsed) {
  const { form, amountCents = null } = voucher;
  const nobody = { key_id: null, issuer_store: null, issuer_till: null, issued_ms: null };
  const issuer =
    voucher.form === "signed"
      ? {
          key_id: voucher.key,
          issuer_store: voucher.store,
          issuer_till: voucher.till,
          issued_ms: voucher.issuedMs,
        }
      : nobody;
  return { form, ...issuer, amount_cents: amountCents };
}

export interface VoucherQuestion {
  /** Of this till alone: what its signature stands under. Absent: of all. */
  readonly of?: Place | undefined;
  /** Issued since then, milliseconds since 1970. */
  readonly fromMs: number;
  /** What HQ lets a till issue in a day. */
  readonly limitCents?: number | undefined;
}

/** So many lines are told of each kind. */
const LINES_MAX = 1000;
const DAY_MS = 86_400_000;
/** Of whom, since when; a number alone names nobody. */
const USED_SINCE = `u.form <> 'earlier' AND coalesce(u.issued_ms, u.at_ms) >= :fromMs
  AND (CAST(:store AS text) IS NULL OR (u.issuer_store = CAST(:store AS text) AND u.issuer_till = CAST(:till AS text)))`;
const UNTOLD = "NOT EXISTS (SELECT 1 FROM voucher_issued i WHERE i.coupon_id = u.coupon_id)";

export async function voucherReport(
  database: Database,
  { of, fromMs, limitCents }: VoucherQuestion,
): Promise<VoucherReport> {
  const asked = { store: of?.store ?? null, till: of?.till ?? null, fromMs };
  const issued = await database.one<VoucherReport["issued"]>(
    `SELECT count(*) AS count, CAST(coalesce(sum(amount_cents), 0) AS bigint) AS "amountCents" FROM voucher_issued
     WHERE at_ms >= :fromMs
       AND (CAST(:store AS text) IS NULL OR (store = CAST(:store AS text) AND till = CAST(:till AS text)))`,
    asked,
  );
  const used = await database.one<VoucherReport["used"]>(
    `SELECT count(*) AS count, CAST(coalesce(sum(u.amount_cents), 0) AS bigint) AS "amountCents"
     FROM voucher_use u WHERE ${USED_SINCE}`,
    asked,
  );
  const untold = await database.all<VoucherReport["untold"][number]>(
    `SELECT u.coupon_id AS "couponId", u.form, u.issuer_store AS "issuerStore", u.issuer_till AS "issuerTill",
       u.issued_ms AS "issuedMs", u.amount_cents AS "amountCents", u.store, u.till, u.sale_id AS "saleId", u.at_ms AS "atMs"
     FROM voucher_use u WHERE ${USED_SINCE} AND ${UNTOLD}
     ORDER BY u.at_ms DESC, u.coupon_id LIMIT ${LINES_MAX}`,
    asked,
  );
  const overLimit = limitCents === undefined ? [] : await daysOver(database, asked, limitCents);
  return { issued: issued!, used: used!, untold, overLimit };
}

/** A till that counts for itself never comes so far: what its journal says it issued, and what others saw with its signature. */
async function daysOver(
  database: Database,
  asked: { readonly store: string | null; readonly till: string | null; readonly fromMs: number },
  limitCents: number,
): Promise<VoucherReport["overLimit"]> {
  const days = await database.all<{ store: string; till: string; day: number; amountCents: number }>(
    `SELECT store, till, day, CAST(sum(amount_cents) AS bigint) AS "amountCents" FROM (
       SELECT store, till, at_ms / ${DAY_MS} AS day, amount_cents FROM voucher_issued WHERE at_ms >= :fromMs
       UNION ALL
       SELECT issuer_store, issuer_till, issued_ms / ${DAY_MS}, max(amount_cents) FROM voucher_use u
       WHERE form = 'signed' AND issued_ms >= :fromMs AND ${UNTOLD}
       GROUP BY coupon_id, issuer_store, issuer_till, issued_ms / ${DAY_MS}) AS said
     WHERE CAST(:store AS text) IS NULL OR (store = CAST(:store AS text) AND till = CAST(:till AS text))
     GROUP BY store, till, day HAVING sum(amount_cents) > :limitCents
     ORDER BY day DESC, sum(amount_cents) DESC LIMIT ${LINES_MAX}`,
    { ...asked, limitCents },
  );
  return days.map(({ day, ...more }) => ({
    ...more,
    day: new Date(day * DAY_MS).toISOString().slice(0, 10),
  }));
}
