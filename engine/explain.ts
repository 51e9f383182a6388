/** For every promotion that touches the articles, the customer or the coupons: applied, or every reason why not. */

import type { Basket } from "./basket.ts";
import { unmet } from "./condition.ts";
import type { Context } from "./context.ts";
import { wouldGive } from "./coupon-outcome.ts";
import { givesMoney } from "./deal.ts";
import type { Effect, Explanation, Reason } from "./effect.ts";
import { ineligibility } from "./eligibility.ts";
import { alwaysAsked, naming, visitPromotions, waitingFor } from "./finder.ts";
import { sheetAtLayer } from "./layer-start.ts";
import { play } from "./open.ts";
import type { UnreadPromotion } from "./promotion.ts";
import { freeCoupons } from "./purse.ts";
import { byRank, type Promotion, type RuleSet } from "./rule-set.ts";
import type { Entry, Run } from "./run.ts";
import { compareText } from "./sheet.ts";
import { shortfallsOf } from "./shortfall.ts";

/**
 * In the rule set's order; then the promotions that this version can't read, since nobody knows what they touch. Refused coupons count as presented: their promotions are explained too.
 */
export function explain(ruleSet: RuleSet, basket: Basket, context: Context): Explanation[] {
  const { run, effects } = play(ruleSet, basket, context);
  const entries = new Map(run.entries.map((entry) => [entry.promotion, entry]));
  const { finder } = ruleSet;
  const promotions = new Set([...entries.keys(), ...alwaysAsked(finder)]);
  const addIfTouched = (promotion: Promotion) => {
    const isTouched = run.sheet.lines.some((line) => promotion.matchers.some((one) => one.matches(line)));
    if (isTouched) promotions.add(promotion);
  };
  for (const line of run.sheet.lines) visitPromotions(finder, line, addIfTouched);
  for (const { series } of context.coupons) {
    for (const promotion of naming(finder, series)) promotions.add(promotion);
  }
  // Those that wait for a coupon nobody showed are not candidates, but the customer may have read of them.
  for (const promotion of waitingFor(finder)) addIfTouched(promotion);
  const explained = [...promotions]
    .sort(byRank)
    .map((promotion) => explanationOf(run, promotion, entries.get(promotion), effects));
  return [...explained, ...ruleSet.unread.map(notUnderstood)];
}

function notUnderstood({ id, name, reason }: UnreadPromotion): Explanation {
  const reasons: Reason[] = [{ kind: "not-understood", because: reason }];
  return { promotionId: id, name, applied: false, times: 0, amountCents: 0, points: 0, reasons };
}

function explanationOf(
  run: Run,
  promotion: Promotion,
  entry: Entry | undefined,
  effects: readonly Effect[],
): Explanation {
  const { id, name } = promotion.data;
  let times = 0;
  let amountCents = 0;
  let points = 0;
  for (const effect of effects) {
    if (effect.promotionId !== id) continue;
    if (effect.kind === "price-modifier") {
      times += effect.times;
      amountCents += effect.amountCents;
    } else times = Math.max(times, 1);
    if (effect.kind === "points") points += effect.points;
  }
  const applied = times > 0;
  const reasons = applied ? limitReasons(entry!) : whyNot(run, promotion, entry);
  return { promotionId: id, name, applied, times, amountCents, points, reasons };
}

function whyNot(run: Run, promotion: Promotion, entry: Entry | undefined): Reason[] {
  const unknown = promotion.deals.findIndex(({ shape }) => shape === "unknown");
  if (unknown !== -1) {
    return [{ kind: "unknown-mechanic", mechanic: promotion.data.mechanics[unknown]!.kind }];
  }
  const closed = ineligibility(promotion.data, run.context);
  const sheet = sheetAtLayer(run, promotion.layer);
  // A coupon that went to another promotion is not missing: the promotion was outbid.
  const hasCoupon = (series: string) => run.purse.usable.has(series);
  const reasons = [
    ...closed,
    ...(promotion.requires === undefined
      ? []
      : unmet(promotion.requires, { sheet, context: run.context, hasCoupon })),
  ];
  if (reasons.length > 0 || entry === undefined) return reasons;
  // Whoever could not have given anything alone has lost to nobody.
  const couldGive = !promotion.deals.some(givesMoney) || wouldGive(run, entry);
  const by = new Set([...entry.outbidBy, ...couponHolders(run, promotion)]);
  if (by.size > 0 && couldGive) return [{ kind: "outbid", by: [...by].sort(compareText) }];
  if (neverWithin(promotion)) return [{ kind: "limit-reached", limit: "units" }];
  for (const { pieces, amountCents, isMore } of shortfallsOf(run, entry)) {
    if (isMore) continue;
    if (pieces !== undefined) reasons.push({ kind: "units-short", pieces });
    if (amountCents !== undefined) reasons.push({ kind: "amount-short", amountCents });
  }
  return reasons.length > 0 ? reasons : [{ kind: "saves-nothing" }];
}

/** Who used up the coupons that the promotion asks for, where none is left. */
function couponHolders(run: Run, { series }: Promotion): string[] {
  const taken = series.filter((name) => freeCoupons(run.purse, name).length === 0);
  return [...run.purse.usedBy].flatMap(([coupon, id]) => (taken.includes(coupon.series) ? [id] : []));
}

/** Its limit on units is smaller than one of its sets. */
function neverWithin({ deals, data }: Promotion): boolean {
  const most = data.limits?.units ?? Number.MAX_SAFE_INTEGER;
  return deals.every((deal) => deal.shape === "set" && deal.size > most);
}

/** A promotion that applied as often as it may. */
function limitReasons(entry: Entry): Reason[] {
  const { applications, units, amountCents } = entry.promotion.data.limits ?? {};
  let times = 0;
  let pieces = 0;
  let cents = 0;
  for (const cut of entry.cuts) {
    times += cut.times;
    pieces += cut.centsByUnit.size;
    for (const off of cut.centsByUnit.values()) cents += off;
  }
  const reasons: Reason[] = [];
  if (applications !== undefined && times >= applications) {
    reasons.push({ kind: "limit-reached", limit: "applications" });
  }
  if (units !== undefined && pieces >= units) reasons.push({ kind: "limit-reached", limit: "units" });
  if (amountCents !== undefined && cents >= amountCents) {
    reasons.push({ kind: "limit-reached", limit: "amountCents" });
  }
  return reasons;
}
