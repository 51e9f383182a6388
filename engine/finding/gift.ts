/** What is special about articles given away: they never help to deserve themselves. */

import type { Deal, UnitDeal } from "../deal.ts";
import type { Condition, Selector } from "../promotion.ts";
import type { Promotion } from "../rule-set.ts";
import type { Skips } from "./condition.ts";

export function isGift(
  deal: Deal,
): deal is UnitDeal & { readonly quota: Extract<UnitDeal["quota"], { kind: "gift" }> } {
  return deal.shape === "unit" && deal.quota?.kind === "gift";
}

/** Something is asked of the POS, the cashier or the customer while it is not in the basket. */
export function asks(deal: Deal): deal is UnitDeal & Required<Pick<UnitDeal, "ask">> {
  return deal.shape === "unit" && deal.ask !== undefined;
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

/**
 * What must be in the basket before a promotion has anything to ask for: the finder files it there too, because the gift
 * itself is not there yet. Undefined: it may be deserved by anything.
 */
export function deservedBy({
  deals,
  data,
}: Pick<Promotion, "deals" | "data">): readonly Selector[] | undefined {
  const selectors: Selector[] = [];
  for (const deal of deals) {
    // What is chosen from a catalogue is found by the choice.
    if (!asks(deal) || deal.quota?.kind === "chosen") continue;
    const every = deal.quota?.kind === "gift" ? deal.quota.every : undefined;
    const found = every === undefined ? neededGoods(data.requires) : [every.select.selector];
    if (found === undefined) return undefined;
    selectors.push(...found);
  }
  return selectors;
}

/** Goods of which some must be there for the condition to hold. */
function neededGoods(condition: Condition | undefined): readonly Selector[] | undefined {
  switch (condition?.kind) {
    case "items":
      return [condition.select];
    case "all":
      return condition.of.map(neededGoods).find((one) => one !== undefined);
    case "any": {
      const ways = condition.of.map(neededGoods);
      return ways.every((one) => one !== undefined) ? ways.flat() : undefined;
    }
    default:
      return undefined;
  }
}
