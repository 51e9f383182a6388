import type { Refund } from "../../engine/refund/index.ts";
import { refundOf } from "../returns/refund-of.ts";
import { ofSale } from "../returns/so-far.ts";
import type { JournalReader } from "../store/journal-reader.ts";
import type { StoredReturn } from "../store/stored-return.ts";
import type { StoredSale } from "../store/stored-sale.ts";
import type { StoredVoucher } from "../vouchers/issue.ts";
import type { RefundAnswer, RefundQuestion } from "./evaluation-api.ts";

/** Smaller vouchers that are printed now, and how. */
export type VoucherSlip = (
  sale: StoredSale,
  earlier: readonly StoredVoucher[],
  refund: Refund,
) => Pick<Extract<RefundAnswer, { kind: "reckoned" }>, "instead" | "receipt">;

/** What goods bring back, from this till's journal and what others told of the sale and its returns. */
export function answerRefund(
  { sale: wanted, elsewhere, vouchersUsed = [], goods }: RefundQuestion,
  journal: JournalReader,
  voucherSlip: VoucherSlip,
): RefundAnswer {
  const startMs = performance.now();
  const found = typeof wanted === "string" ? journal.find(wanted) : wanted;
  if (found === undefined) return { kind: "gone" };
  const here = journal.returnsOf(found.sale.saleId);
  const issued = (found.sale.vouchers ?? []).map(({ couponId }) => couponId);
  const used = [...vouchersUsed, ...journal.vouchersUsed(issued)];
  const returns = onceEach([...here, ...elsewhere]);
  const reckoned = refundOf(found, returns, goods, used);
  if (reckoned.kind === "refused") return reckoned;
  const { saleId, transactionId, receipt, context, coupons, allowances } = found.sale;
  return {
    kind: "reckoned",
    reckoned,
    of: { saleId, transactionId, receipt, context, coupons, ...(allowances && { allowances }) },
    knownHere: here.length,
    ...voucherSlip(
      found.sale,
      ofSale(returns).flatMap(({ vouchersInstead = [] }) => vouchersInstead),
      reckoned,
    ),
    evaluationMs: Math.round((performance.now() - startMs) * 1000) / 1000,
  };
}

/** A return of this till is in its journal, and at HQ as soon as it was sent. */
function onceEach(returns: readonly StoredReturn[]): StoredReturn[] {
  const key = ({ store, till, returnId }: StoredReturn) => JSON.stringify([store, till, returnId]);
  return [...new Map(returns.map((one) => [key(one), one])).values()];
}
