/**
 * What a layer works on: some lines of the basket, the promotions that are in play there, the coupons, and what every
 * promotion has got so far. Layers write into it; `island.ts` makes it and carries off the result. Never leaves the
 * engine.
 */

import type { Cents } from "../basket.ts";
import type { Context } from "../context.ts";
import type { LayerReport } from "../effect.ts";
import { couponsFor, type Ground } from "../finding/condition.ts";
import { freeCoupons, type Purse, useUp } from "../finding/purse.ts";
import type { Promotion, RuleSet } from "../rule-set.ts";
import type { Sheet } from "./sheet.ts";

/** What one deal of a promotion took off, by unit. */
export interface Cut {
  readonly dealIndex: number;
  times: number;
  /** No unit stands twice: a deal takes each of them once. */
  readonly units: number[];
  /** By unit of `units`, above 0. */
  readonly cents: Cents[];
  /** From line to units claimed, those included that carry nothing; kept only where limits count units. */
  claimed?: Map<number, number>;
}

/** A promotion that is open now, here and for this customer, and that the basket touches. */
export interface Entry {
  readonly promotion: Promotion;
  /** Sale lines that it may concern, rising. */
  readonly lines: readonly number[];
  /** Ways of meeting its condition at the layer's start, by the coupons each uses up; none if it is not met. */
  readonly ways: readonly (readonly string[])[];
  /** By deal, how often it may apply, as found at the layer's start; undefined where that is asked at its turn. */
  readonly quotas: readonly number[] | undefined;
  readonly cuts: readonly Cut[];
  /** Granted besides money: fixed points of thresholds, by account. */
  readonly grants: { readonly account: string; readonly points: number }[];
  couponIds: readonly string[];
  applied: boolean;
  /** Its condition held when its layer came. */
  conditionMet: boolean;
  /** It lost units, a coupon or an exclusion tag to others: their ids. */
  readonly outbidBy: Set<string>;
}

export interface Run {
  readonly ruleSet: RuleSet;
  readonly context: Context;
  readonly sheet: Sheet;
  /** The whole basket as the layer found it, where conditions are asked about that and not about the sheet. */
  readonly asked?: Sheet;
  /** In the rule set's order. */
  readonly entries: readonly Entry[];
  /** Those of them that name a coupon. */
  readonly waiting: readonly Entry[];
  readonly purse: Purse;
  /** From exclusion tag to the promotion that holds it. */
  readonly tags: Map<string, string>;
  /** Those that give points or vouchers, where the lines are all of the basket and the rule set says what these are worth. */
  readonly earners?: readonly Entry[];
  /** No promotion that stands alone was met: there is no other world to compare with. */
  readonly isOnlyWorld: boolean;
  /** By account: what promotions used up that are not among `entries`. */
  readonly burnt: ReadonlyMap<string, number>;
  readonly reports: readonly LayerReport[];
  /** What was left of each unit when a layer began, by layer index. */
  readonly starts: ReadonlyMap<number, readonly Cents[]>;
}

/** What conditions are asked about: the sheet as it stands and the coupons still free. */
export function groundOf({ sheet, asked = sheet, context, purse }: Run): Ground {
  return { sheet: asked, context, hasCoupon: (series) => freeCoupons(purse, series).length > 0 };
}

/** The same run with another sheet. */
export function onSheet(run: Run, sheet: Sheet): Run {
  const { ruleSet, context, entries, waiting, purse, tags, burnt, isOnlyWorld, reports, starts } = run;
  return { ruleSet, context, sheet, entries, waiting, purse, tags, burnt, isOnlyWorld, reports, starts };
}

/** Coupon series to use up, if the promotion's condition holds as things stand; undefined if not. */
export function seriesFor(run: Run, entry: Entry): readonly string[] | undefined {
  const { requires } = entry.promotion;
  const series = requires === undefined ? [] : couponsFor(requires, groundOf(run));
  if (series !== undefined) entry.conditionMet = true;
  return series;
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

/** Nothing came of it after all: coupons and tags are free again. */
export function unmarkApplied({ purse, tags }: Run, entry: Entry): void {
  const { id } = entry.promotion.data;
  entry.applied = false;
  entry.couponIds = [];
  for (const [coupon, user] of purse.usedBy) if (user === id) purse.usedBy.delete(coupon);
  for (const [tag, holder] of tags) if (holder === id) tags.delete(tag);
}

/** It won a tag or a coupon in its layer and then gave nothing on what is paid: nobody has lost to it. */
export function cameToNothing({ entries }: Run, promotionId: string): boolean {
  const entry = entries.find(({ promotion }) => promotion.id === promotionId);
  return entry?.promotion.contends === true && !entry.applied;
}

/** Takes cents off units, never below zero or their floor. Returns what really came off. */
export function cutUnits(
  run: Run,
  entry: Entry,
  dealIndex: number,
  units: readonly number[],
  cents: readonly Cents[],
  times: number,
): Cents {
  const { left, floor } = run.sheet;
  let cut = entry.cuts.find((one) => one.dealIndex === dealIndex);
  if (cut === undefined) {
    cut = { dealIndex, times: 0, units: [], cents: [] };
    (entry.cuts as Cut[]).push(cut);
  }
  let total = 0;
  for (let i = 0; i < units.length; i++) {
    const unit = units[i]!;
    const off = Math.min(cents[i]!, left[unit]! - floor[unit]!);
    if (off <= 0) continue;
    left[unit]! -= off;
    cut.units.push(unit);
    cut.cents.push(off);
    total += off;
  }
  if (total > 0) cut.times += times;
  return total;
}
