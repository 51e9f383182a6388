/** Vouchers that the sale issued and the kept goods would not have earned: void, or owed if they were used. */

import type { Cents } from "../basket.ts";
import type { Effect } from "../effect.ts";
import type { IssuedVoucher } from "./sale.ts";

export interface VoucherFate {
  /** Not used yet and no longer earned. */
  readonly toVoid: readonly VoidedVoucher[];
  /** All used ones that are no longer earned, whenever they were used. */
  readonly owedCents: Cents;
}

export interface VoidedVoucher {
  readonly couponId: string;
  /** The kept goods still earn one of this amount: to be issued instead. */
  readonly replacedByCents?: Cents;
}

/**
 * What the kept goods still earn is laid on used vouchers first, so that as little as possible is owed; then on those
 * that were issued for the most.
 */
export function vouchersAfter(
  issued: readonly IssuedVoucher[],
  kept: readonly Effect[],
  voided: readonly string[],
): VoucherFate {
  const toVoid: VoidedVoucher[] = [];
  let owedCents = 0;
  for (const alike of Map.groupBy(issued, keyOf).values()) {
    const earned = earnedOf(kept, keyOf(alike[0]!));
    const live = alike
      .filter(({ couponId, used }) => used !== undefined || !voided.includes(couponId))
      .sort(
        (a, b) =>
          Number(b.used !== undefined) - Number(a.used !== undefined) ||
          (b.amountCents ?? 0) - (a.amountCents ?? 0),
      );
    live.forEach(({ couponId, amountCents, used }, place) => {
      const isEarned = place < earned.length;
      const still = earned[place];
      if (used !== undefined) {
        const face = amountCents ?? used.savedCents;
        owedCents += isEarned ? Math.max(0, face - (still ?? face)) : face;
      } else if (!isEarned) toVoid.push({ couponId });
      else if (still !== undefined && amountCents !== undefined && still < amountCents) {
        toVoid.push({ couponId, replacedByCents: still });
      }
    });
  }
  return { toVoid, owedCents };
}

/** What a coupon took off the sale that used it up. */
export function savedWith(effects: readonly Effect[], couponId: string): Cents {
  return effects.reduce(
    (sum, effect) =>
      effect.kind === "price-modifier" && effect.couponIds.includes(couponId)
        ? sum + effect.amountCents
        : sum,
    0,
  );
}

/** One entry for each voucher, by amount from above; undefined where it has none. */
function earnedOf(kept: readonly Effect[], key: string): (Cents | undefined)[] {
  return kept
    .flatMap((effect) =>
      effect.kind === "voucher" && keyOf(effect) === key
        ? Array.from({ length: effect.pieces }, () => effect.amountCents)
        : [],
    )
    .sort((a, b) => (b ?? 0) - (a ?? 0));
}

function keyOf({ promotionId, series }: { readonly promotionId: string; readonly series: string }): string {
  return `${promotionId}\n${series}`;
}
