/** What is special about articles given away: they never help to deserve themselves. */

import type { Skips } from "./condition.ts";
import type { Deal, UnitDeal } from "./deal.ts";

export function isGift(
  deal: Deal,
): deal is UnitDeal & { readonly quota: Extract<UnitDeal["quota"], { kind: "gift" }> } {
  return deal.shape === "unit" && deal.quota?.kind === "gift";
}

/**
 * The lines that do not count towards a promotion's condition: those that its own gift selects, and those that the POS
 * added as its gift. Undefined if it gives nothing away.
 */
export function ownGoods(promotionId: string, deals: readonly Deal[]): Skips | undefined {
  const gifts = deals.filter(isGift);
  if (gifts.length === 0) return undefined;
  return (line) => line.giftOf === promotionId || gifts.some(({ select }) => select.matches(line));
}
