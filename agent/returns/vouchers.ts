import type { IssuedVoucher } from "../../engine/refund/index.ts";
import type { UsedVoucher } from "../../sync/protocol.ts";
import type { StoredReturn } from "../store/stored-return.ts";
import type { StoredSale } from "../store/stored-sale.ts";
import { ofSale } from "./so-far.ts";

/**
 * Every voucher that a sale earned, and those that its returns put in their place. One that was printed is called by its
 * number's hash; the others, which nobody can use, by the sale, the promotion and how manieth of it they are.
 */
export function vouchersOf(
  { saleId, effects, vouchers = [] }: Pick<StoredSale, "saleId" | "effects" | "vouchers">,
  returns: readonly StoredReturn[],
  used: readonly UsedVoucher[] = [],
): IssuedVoucher[] {
  const issued: IssuedVoucher[] = [];
  const counts = new Map<string, number>();
  const printed = [...vouchers];
  const idOf = (voucher: Omit<IssuedVoucher, "couponId">) => {
    const place = printed.findIndex(
      (one) => one.promotionId === voucher.promotionId && one.amountCents === voucher.amountCents,
    );
    return place < 0 ? undefined : printed.splice(place, 1)[0]!.couponId;
  };
  for (const effect of effects) {
    if (effect.kind !== "voucher") continue;
    const { promotionId, series, pieces, amountCents } = effect;
    for (let piece = 0; piece < pieces; piece += 1) {
      const number = (counts.get(promotionId) ?? 0) + 1;
      counts.set(promotionId, number);
      const voucher = { promotionId, series, ...(amountCents === undefined ? {} : { amountCents }) };
      issued.push({ couponId: idOf(voucher) ?? `${saleId}/${promotionId}/${number}`, ...voucher });
    }
  }
  for (const { returnId, vouchersToVoid, vouchersInstead = [] } of ofSale(returns))
    for (const { couponId, replacedByCents } of vouchersToVoid) {
      const voided = issued.find((voucher) => voucher.couponId === couponId);
      if (voided === undefined || replacedByCents === undefined) continue;
      const instead = vouchersInstead.find((one) => one.insteadOf === couponId);
      issued.push({
        ...voided,
        couponId: instead?.couponId ?? `${couponId}/${returnId}`,
        amountCents: replacedByCents,
      });
    }
  const savedBy = new Map(used.map(({ couponId, savedCents }) => [couponId, savedCents]));
  return issued.map((voucher) => {
    const savedCents = savedBy.get(voucher.couponId);
    return savedCents === undefined ? voucher : { ...voucher, used: { savedCents } };
  });
}
