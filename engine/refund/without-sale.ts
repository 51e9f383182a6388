/** A return whose sale nobody finds: not in the journal, at the lead till or at HQ. */

import type { Cents, Taxed } from "../basket.ts";
import { taxOf } from "../taxed.ts";
import { byVatRate, type LineRefund, type VatRefund } from "./by-line.ts";

/** Goods with what was really paid for them, as the POS knows it from its own receipt. */
export interface PaidGoods extends Taxed {
  readonly lineId: string;
  /** What was paid for each unit that comes back, after all discounts: one entry a piece, or one for a measured line. */
  readonly unitsPaidCents: readonly Cents[];
}

export interface RefundWithoutSale {
  readonly refundCents: Cents;
  readonly lines: readonly LineRefund[];
  readonly vat: readonly VatRefund[];
}

/**
 * What was paid for each unit comes back. Nothing is withheld, and neither points nor vouchers nor coupons change:
 * nobody knows what the kept goods would cost alone. A negative share counts as 0.
 */
export function refundWithoutSale(goods: readonly PaidGoods[]): RefundWithoutSale {
  const lines = goods.map((one) => ({
    lineId: one.lineId,
    ...taxOf(one),
    amountCents: one.unitsPaidCents.reduce((sum, cents) => sum + Math.max(0, cents), 0),
  }));
  return {
    refundCents: lines.reduce((sum, { amountCents }) => sum + amountCents, 0),
    lines,
    vat: byVatRate(lines),
  };
}
