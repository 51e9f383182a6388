/** Which definitions a stored sale needs. */

import type { Basket } from "../basket.ts";
import type { Context } from "../context.ts";
import { naming, promotionOf } from "../finding/finder.ts";
import type { RuleSet } from "../rule-set.ts";
import { laidOut } from "../world/open.ts";
import { compareText } from "../world/sheet.ts";

/**
 * Ids of the promotions whose definitions are enough: evaluating them alone gives the same answer as the whole rule
 * set, for this basket and every part of it. Sorted by code unit.
 */
export function touched(ruleSet: RuleSet, basket: Basket, context: Context): string[] {
  const ids = new Set<string>();
  for (const { entries } of laidOut(ruleSet, basket, context).worlds) {
    for (const { promotion } of entries) ids.add(promotion.data.id);
  }
  // A refused coupon's reason rests on promotions that are closed here or now.
  for (const { series } of context.coupons) {
    for (const { data } of naming(ruleSet.finder, series)) ids.add(data.id);
  }
  // A gift that has to be withdrawn is withdrawn in the words of its promotion.
  for (const { giftOf } of basket.lines) {
    if (giftOf !== undefined && promotionOf(ruleSet.finder, giftOf) !== undefined) ids.add(giftOf);
  }
  return [...ids].sort(compareText);
}
