/** Coupons that the sale redeemed: one comes back to its owner only if nothing that it served remains. */

import type { Basket } from "../basket.ts";
import type { Effect } from "../effect.ts";

/** Ids of the coupons that the sale used up, in the order of its effects. */
export function redeemedBy(effects: readonly Effect[]): string[] {
  return [...new Set(effects.flatMap(({ couponIds }) => couponIds))];
}

/** Those that come back with this return. */
export function couponsRestored(
  sale: readonly Effect[],
  kept: { readonly basket: Basket; readonly effects: readonly Effect[] },
  restoredBefore: readonly string[],
): string[] {
  const lines = new Set(kept.basket.lines.map(({ lineId }) => lineId));
  // By promotion, not by coupon: of two alike the kept goods may now use up the other one.
  const serving = new Set(
    kept.effects.filter(({ couponIds }) => couponIds.length > 0).map(({ promotionId }) => promotionId),
  );
  return redeemedBy(sale).filter(
    (couponId) =>
      !restoredBefore.includes(couponId) &&
      sale.every(
        (effect) =>
          !effect.couponIds.includes(couponId) ||
          (!serving.has(effect.promotionId) &&
            !(effect.kind === "price-modifier" && effect.shares.some(({ lineId }) => lines.has(lineId)))),
      ),
  );
}
