/**
 * For a POS that can take one amount off a whole receipt and nothing off a line. It is told how much by VAT rate, and
 * says in the end how much it took off; which promotions those were, and on which lines, the agent remembers.
 */

import type { Cents, Taxed } from "../../engine/basket.ts";
import type { AppliedModifier, PriceModifier, VatTotal } from "../../engine/effect.ts";
import { taxOf } from "../../engine/taxed.ts";

/** The evaluation's price modifiers, as a POS that applies them all would say. */
export function appliedOf(effects: readonly object[]): AppliedModifier[] {
  return (effects as PriceModifier[])
    .filter(({ kind }) => kind === "price-modifier")
    .map(({ promotionId, amountCents, shares }) => ({
      promotionId,
      amountCents,
      shares: shares.map((share) => ({ lineId: share.lineId, amountCents: share.amountCents })),
    }));
}

/** What each VAT rate loses, instead of shares by line; together they are `discountCents`. */
export function modifiersByVat(vat: readonly VatTotal[]): (Taxed & { readonly amountCents: Cents })[] {
  return vat
    .filter(({ discountCents }) => discountCents !== 0)
    .map((total) => ({ ...taxOf(total), amountCents: total.discountCents }));
}

/**
 * What was applied when so much was taken off: all of it, or less, and then the last modifier gives way first.
 * Undefined: more was taken off than was offered.
 */
export function appliedFor(
  offered: readonly AppliedModifier[],
  discountCents: number,
): AppliedModifier[] | undefined {
  let left = discountCents;
  const applied: AppliedModifier[] = [];
  for (const modifier of offered) {
    if (left <= 0) break;
    if (modifier.amountCents <= left) applied.push(modifier);
    else applied.push(cut(modifier, left));
    left -= Math.min(left, modifier.amountCents);
  }
  return left > 0 ? undefined : applied;
}

/** The first shares stay whole as long as there is something left. */
function cut({ promotionId, shares }: AppliedModifier, amountCents: number): AppliedModifier {
  let left = amountCents;
  const kept = shares.map((share) => {
    const cents = Math.min(left, share.amountCents);
    left -= cents;
    return { lineId: share.lineId, amountCents: cents };
  });
  return { promotionId, amountCents, shares: kept.filter((share) => share.amountCents > 0) };
}
