/** For every promotion that touches the articles, the customer or the coupons: applied, or every reason why not. */

import type { Basket } from "../basket.ts";
import type { Context } from "../context.ts";
import type { Effect, Explanation, Reason } from "../effect.ts";
import { remainingOf } from "../finding/eligibility.ts";
import { alwaysAsked, naming, promotionOf, promotionsFor, waitingFor } from "../finding/finder.ts";
import { watched } from "../finding/watched.ts";
import type { Limits, UnreadPromotion } from "../promotion.ts";
import { byRank, type Promotion, type RuleSet } from "../rule-set.ts";
import { play } from "../world/open.ts";
import type { Entry, Run } from "../world/run.ts";
import { type Bound, centsAlone } from "./alone.ts";
import { missed } from "./touched.ts";
import { usedBy } from "./used.ts";
import { leastUnits, whyNot } from "./why-not.ts";

/**
 * In the rule set's order; then the promotions that this version can't read, since nobody knows what they touch. Refused coupons count as presented: their promotions are explained too.
 */
export function explain(ruleSet: RuleSet, basket: Basket, context: Context): Explanation[] {
  const { run, effects } = play(ruleSet, basket, context);
  const entries = new Map(run.entries.map((entry) => [entry.promotion, entry]));
  const { finder } = ruleSet;
  const promotions = new Set([
    ...entries.keys(),
    ...alwaysAsked(finder),
    ...missed(ruleSet, basket, context),
  ]);
  const addIfTouched = (promotion: Promotion) => {
    const matchers = promotion.deals.flatMap(watched);
    const isTouched = run.sheet.lines.some((line) => matchers.some((one) => one.matches(line)));
    if (isTouched) promotions.add(promotion);
  };
  for (const line of run.sheet.lines) {
    for (const promotion of promotionsFor(finder, line)) {
      // A gift is found by what deserves it.
      if (promotion.asks) promotions.add(promotion);
      else addIfTouched(promotion);
    }
  }
  for (const { kind, promotionId } of effects) {
    const offered = kind === "gift" ? promotionOf(finder, promotionId) : undefined;
    if (offered !== undefined) promotions.add(offered);
  }
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
  let stamps = 0;
  let vouchers = 0;
  for (const effect of effects) {
    if (effect.promotionId !== id) continue;
    switch (effect.kind) {
      case "price-modifier":
        times += effect.times;
        amountCents += effect.amountCents;
        continue;
      // What is asked for or taken away again is nothing that the customer has got.
      case "gift":
      case "gift-withdrawn":
        continue;
      case "points":
        points += effect.points;
        break;
      case "stamps":
        stamps += Math.max(0, effect.stamps);
        break;
      case "voucher":
        vouchers += effect.pieces;
        break;
      case "reward":
      case "message":
        break;
      default:
        effect satisfies never;
    }
    times = Math.max(times, 1);
  }
  const applied = times > 0;
  const mine = effects.filter((effect) => effect.promotionId === id);
  const reasons = applied ? limitReasons(run, entry!, mine) : whyNot(run, promotion, entry);
  return {
    promotionId: id,
    name,
    applied,
    times,
    amountCents,
    points,
    ...(stamps > 0 ? { stamps } : {}),
    ...(vouchers > 0 ? { vouchers } : {}),
    reasons,
  };
}

/** A promotion that applied as often as it may. */
function limitReasons(run: Run, entry: Entry, effects: readonly Effect[]): Reason[] {
  const { data, deals } = entry.promotion;
  if (data.limits === undefined) return [];
  const { applications, units, unitsPerLine, amountCents, perCustomer, budget, exceeding } = data.limits;
  const { applications: times, amountCents: cents } = usedBy(entry.promotion, effects);
  const claimed = new Map<number, number>();
  for (const cut of entry.cuts) {
    for (const [line, count] of cut.claimed ?? []) claimed.set(line, (claimed.get(line) ?? 0) + count);
  }
  // What is refused whole leaves something of the limit.
  const isRefused = (free: Limits, bound: Bound) =>
    exceeding === "refuse" && centsAlone(run, entry, free) > centsAlone(run, entry, bound);
  const reasons: Reason[] = [];
  if (applications !== undefined && times >= applications) {
    reasons.push({ kind: "limit-reached", limit: "applications" });
  }
  const all = [...claimed.values()].reduce((sum, count) => sum + count, 0);
  // A set that no longer fits is not formed.
  const next = Math.min(...deals.map((deal) => Math.max(1, leastUnits(deal))));
  if (units !== undefined && all + next > units) reasons.push({ kind: "limit-reached", limit: "units" });
  const { amountCents: _, ...unvalued } = data.limits;
  if (amountCents !== undefined && (cents >= amountCents || isRefused(unvalued, "own"))) {
    reasons.push({ kind: "limit-reached", limit: "amountCents" });
  }
  const isFull = ([line, count]: readonly [number, number]) =>
    count >= unitsPerLine! && run.sheet.lines[line]!.pieces > unitsPerLine!;
  if (unitsPerLine !== undefined && [...claimed].some(isFull)) {
    reasons.push({ kind: "limit-reached", limit: "unitsPerLine" });
  }
  const counters = [perCustomer, budget, remainingOf(run.context, data.id)];
  const isUsedUp = counters.some(
    (left) =>
      left !== undefined &&
      (times >= (left.applications ?? Infinity) || cents >= (left.amountCents ?? Infinity)),
  );
  const { perCustomer: __, budget: ___, ...uncounted } = data.limits;
  if (isUsedUp || isRefused(uncounted, "left")) reasons.push({ kind: "used-up" });
  return reasons;
}
