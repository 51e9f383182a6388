/**
 * One evaluation while it goes on: the sheet, the coupons, and what every promotion has got so far. Layers write
 * into it; `evaluate`, `explain` and `suggest` read from it. Never leaves the engine.
 */

import type { Basket, Cents } from "./basket.ts";
import { couponsFor, type Ground, waysFor } from "./condition.ts";
import type { Context } from "./context.ts";
import type { LayerReport } from "./effect.ts";
import { isEligible } from "./eligibility.ts";
import { candidatesFor } from "./finder.ts";
import { freeCoupons, openPurse, type Purse, useUp } from "./purse.ts";
import type { Promotion, RuleSet } from "./rule-set.ts";
import { type Sheet, sheetOf } from "./sheet.ts";

/** What one deal of a promotion took off, by unit. */
export interface Cut {
  readonly dealIndex: number;
  times: number;
  readonly centsByUnit: Map<number, Cents>;
}

/** A promotion that is open now, here and for this customer, and that the basket touches. */
export interface Entry {
  readonly promotion: Promotion;
  /** Sale lines that it may concern. */
  readonly lines: readonly number[];
  readonly cuts: Cut[];
  /** Granted besides money: fixed points of thresholds, by account. */
  readonly grants: { readonly account: string; readonly points: number }[];
  couponIds: readonly string[];
  applied: boolean;
  /** Its condition held when its layer came. */
  conditionMet: boolean;
  /** By deal: units that its quota lets it take; absent: any number. Worked out when the layer begins. */
  quotas?: readonly (number | undefined)[];
  /** It lost units, a coupon or an exclusion tag to others: their ids. */
  readonly outbidBy: Set<string>;
}

export interface Run {
  readonly ruleSet: RuleSet;
  readonly context: Context;
  readonly sheet: Sheet;
  /** In the rule set's order. */
  readonly entries: readonly Entry[];
  readonly purse: Purse;
  /** From exclusion tag to the promotion that holds it. */
  readonly tags: Map<string, string>;
  readonly reports: LayerReport[];
  /** What was left of each unit when a layer began, by layer index. */
  readonly starts: Map<number, readonly Cents[]>;
}

export function startRun(ruleSet: RuleSet, basket: Basket, context: Context): Run {
  const sheet = sheetOf(basket);
  const purse = openPurse(ruleSet, context);
  const entries: Entry[] = [];
  for (const { promotion, lines } of candidatesFor(ruleSet.finder, sheet.lines, [...purse.usable.keys()])) {
    if (promotion.layer < 0 || promotion.deals.some(({ shape }) => shape === "unknown")) continue;
    if (!isEligible(promotion.data, context)) continue;
    entries.push({
      promotion,
      lines,
      cuts: [],
      grants: [],
      couponIds: [],
      applied: false,
      conditionMet: false,
      outbidBy: new Set(),
    });
  }
  return {
    ruleSet,
    context,
    sheet,
    entries,
    purse,
    tags: new Map(),
    reports: [],
    starts: new Map(),
  };
}

/** What conditions are asked about: the sheet as it stands and the coupons still free. */
function groundOf(run: Run): Ground {
  return {
    sheet: run.sheet,
    context: run.context,
    hasCoupon: (series) => freeCoupons(run.purse, series).length > 0,
  };
}

/** Coupon series to use up, if the promotion's condition holds; undefined if not. */
export function seriesFor(run: Run, entry: Entry): readonly string[] | undefined {
  const { requires } = entry.promotion;
  const series = requires === undefined ? [] : couponsFor(requires, groundOf(run));
  if (series !== undefined) entry.conditionMet = true;
  return series;
}

const FREE: (readonly string[])[] = [[]];

/** All ways to use up as few coupons as that; none if the condition does not hold. */
export function waysOfPaying(run: Run, entry: Entry): (readonly string[])[] {
  const { requires } = entry.promotion;
  const ways = requires === undefined ? FREE : waysFor(requires, groundOf(run));
  if (ways.length > 0) entry.conditionMet = true;
  return ways;
}

/** Another promotion holds one of its exclusion tags. */
export function isBarred(run: Run, entry: Entry): boolean {
  for (const tag of entry.promotion.data.excludes ?? []) {
    const holder = run.tags.get(tag);
    if (holder === undefined || holder === entry.promotion.data.id) continue;
    entry.outbidBy.add(holder);
    return true;
  }
  return false;
}

/** The promotion applies: its coupons are used up and its exclusion tags taken. */
export function markApplied(run: Run, entry: Entry, series: readonly string[]): void {
  if (entry.applied) return;
  entry.applied = true;
  entry.couponIds = useUp(run.purse, series, entry.promotion.data.id);
  for (const tag of entry.promotion.data.excludes ?? []) run.tags.set(tag, entry.promotion.data.id);
}

/** Takes cents off units, never below zero. Returns what really came off. */
export function cutUnits(
  run: Run,
  entry: Entry,
  dealIndex: number,
  units: readonly number[],
  cents: readonly Cents[],
  times: number,
): Cents {
  let cut = entry.cuts.find((one) => one.dealIndex === dealIndex);
  if (cut === undefined) {
    cut = { dealIndex, times: 0, centsByUnit: new Map() };
    entry.cuts.push(cut);
  }
  let total = 0;
  for (let i = 0; i < units.length; i++) {
    const unit = units[i]!;
    const off = Math.min(cents[i]!, run.sheet.left[unit]!);
    if (off === 0) continue;
    run.sheet.left[unit]! -= off;
    cut.centsByUnit.set(unit, (cut.centsByUnit.get(unit) ?? 0) + off);
    total += off;
  }
  if (total > 0) cut.times += times;
  return total;
}
