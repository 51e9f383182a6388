/** Which definitions a stored sale needs. */

import type { Basket } from "../basket.ts";
import type { Context } from "../context.ts";
import { naming, promotionOf } from "../finding/finder.ts";
import type { Promotion, RuleSet } from "../rule-set.ts";
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
  // Whoever asks about the sale later must hear of them.
  for (const { data } of missed(ruleSet, basket, context)) ids.add(data.id);
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

/** Promotions that headquarters has switched off, and that would have played. */
export function missed(ruleSet: RuleSet, basket: Basket, context: Context): Promotion[] {
  const { switchedOff, ...open } = context;
  if (switchedOff === undefined) return [];
  const playing = laidOut(ruleSet, basket, open).worlds.flatMap(({ entries }) => entries);
  return playing.flatMap(({ promotion }) => (Object.hasOwn(switchedOff, promotion.id) ? [promotion] : []));
}
