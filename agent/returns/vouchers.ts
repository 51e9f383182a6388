import type { IssuedVoucher } from "../../engine/refund/index.ts";
import type { StoredReturn } from "../store/stored-return.ts";
import type { StoredSale } from "../store/stored-sale.ts";
import { ofSale } from "./so-far.ts";

/**
 * Every voucher that a sale earned, and those that its returns put in their place. HQ gives them their printed numbers;
 * between till and HQ they are called by the sale, the promotion and how manieth of it they are.
 */
export function vouchersOf(
  { saleId, effects }: Pick<StoredSale, "saleId" | "effects">,
  returns: readonly StoredReturn[],
): IssuedVoucher[] {
  const issued: IssuedVoucher[] = [];
  const counts = new Map<string, number>();
  for (const effect of effects) {
    if (effect.kind !== "voucher") continue;
    const { promotionId, series, pieces, amountCents } = effect;
    for (let piece = 0; piece < pieces; piece += 1) {
      const number = (counts.get(promotionId) ?? 0) + 1;
      counts.set(promotionId, number);
      issued.push({
        couponId: `${saleId}/${promotionId}/${number}`,
        promotionId,
        series,
        ...(amountCents === undefined ? {} : { amountCents }),
      });
    }
  }
  for (const { returnId, vouchersToVoid } of ofSale(returns))
    for (const { couponId, replacedByCents } of vouchersToVoid) {
      const voided = issued.find((voucher) => voucher.couponId === couponId);
      if (voided === undefined || replacedByCents === undefined) continue;
      issued.push({ ...voided, couponId: `${couponId}/${returnId}`, amountCents: replacedByCents });
    }
  return issued;
}
