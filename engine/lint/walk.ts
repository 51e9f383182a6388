/** Walks over what a promotion is made of: every selector, every condition, every coupon. */

import type { Texts } from "../basket.ts";
import type { Deal } from "../deal.ts";
import type { Matcher } from "../finding/selector.ts";
import { watched } from "../finding/watched.ts";
import type { Condition, PromotionData, Selector, Who } from "../promotion.ts";
import type { Promotion } from "../rule-set.ts";

/** All goods that the deal asks about: those it takes, and those it only counts. */
export function matchersOf(deal: Deal): Matcher[] {
  const matchers = watched(deal);
  if (deal.shape === "unit" && deal.quota?.kind === "gift" && deal.quota.every !== undefined) {
    return [...matchers, deal.quota.every.select];
  }
  if (deal.shape === "voucher" && deal.worth.kind === "share") return [...matchers, deal.worth.select];
  return matchers;
}

/** The condition and all that it is combined of; `denied` is how many times `not` stands around it. */
export function conditionsOf(
  condition: Condition | undefined,
  denied = 0,
): readonly { readonly condition: Condition; readonly denied: number }[] {
  if (condition === undefined) return [];
  const self = { condition, denied };
  if (condition.kind === "all" || condition.kind === "any") {
    return [self, ...condition.of.flatMap((one) => conditionsOf(one, denied))];
  }
  if (condition.kind === "not") return [self, ...conditionsOf(condition.of, denied + 1)];
  return [self];
}

export function selectorsOf({ data, deals }: Promotion): Selector[] {
  const asked = conditionsOf(data.requires).flatMap(({ condition }) =>
    condition.kind === "items" ? [condition.select] : [],
  );
  // A price list that is missing or empty has a finding of its own.
  const written = deals.filter((_, index) => data.mechanics[index]!.kind !== "price-list");
  return [...new Set([...written.flatMap(matchersOf).map(({ selector }) => selector), ...asked])];
}

/** What the customer must be all at once, said of the promotion as a whole or within its condition. */
export function audiencesOf({ who, requires }: PromotionData): Who[] {
  const needed = (condition: Condition | undefined): Who[] => {
    if (condition?.kind === "customer") return [condition.who];
    return condition?.kind === "all" ? condition.of.flatMap(needed) : [];
  };
  return who === undefined ? needed(requires) : [who, ...needed(requires)];
}

/** A coupon without which the promotion can't apply; of this series, if one is named. */
export function needsCoupon({ requires }: PromotionData, series?: string): boolean {
  const needs = (condition: Condition): boolean => {
    switch (condition.kind) {
      case "coupon":
        return series === undefined || condition.series === series;
      case "all":
        return condition.of.some(needs);
      case "any":
        return condition.of.every(needs);
      default:
        return false;
    }
  };
  return requires !== undefined && needs(requires);
}

/** Every text that a customer or cashier may read. */
export function textsOf({ data, deals }: Promotion): Texts[] {
  const messages = deals.flatMap((deal) => (deal.shape === "message" ? [deal.text] : []));
  return [data.name, ...(data.text === undefined ? [] : [data.text]), ...messages];
}
