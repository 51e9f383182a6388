/** What became of every coupon on the counter: accepted, parked, outbid or refused. Never silence. */

import type { PresentedCoupon } from "../context.ts";
import type { CouponOutcome } from "../effect.ts";
import { wantsSeries } from "../finding/condition.ts";
import { isEligible } from "../finding/eligibility.ts";
import { naming } from "../finding/finder.ts";
import { cameToNothing, type Entry, type Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";
import { couldApply, holds, wouldGive } from "./alone.ts";
import { shutOutBy } from "./shut-out.ts";

export function outcomesOf(run: Run): CouponOutcome[] {
  const { coupons } = run.context;
  if (coupons.length === 0) return [];
  const { waiting } = run;
  return coupons.map((coupon) => outcomeOf(run, coupon, waiting));
}

/** `entries`: those that a coupon may be for. */
function outcomeOf(run: Run, coupon: PresentedCoupon, entries: readonly Entry[]): CouponOutcome {
  const { couponId, series } = coupon;
  const reason = run.purse.refused.get(coupon);
  if (reason !== undefined) return { couponId, series, outcome: "refused", reason };
  const usedBy = run.purse.usedBy.get(coupon);
  if (usedBy !== undefined) return { couponId, series, outcome: "accepted", promotionIds: [usedBy] };
  const waiting = entries.filter(({ promotion }) => promotion.series.includes(series));
  const winners = new Set<string>();
  for (const entry of waiting) {
    // Another coupon of the same series did the work already: one serves a promotion for the whole receipt.
    if (entry.applied) winners.add(entry.promotion.data.id);
    else {
      const { outbidBy, lines } = entry;
      if (outbidBy.size === 0 || lines.length === 0 || !isMet(run, entry) || !wouldGive(run, entry)) continue;
      for (const id of outbidBy) if (!cameToNothing(run, id)) winners.add(id);
    }
  }
  if (!run.isOnlyWorld) for (const id of otherWorlds(run, series)) winners.add(id);
  if (winners.size > 0) {
    return { couponId, series, outcome: "outbid", promotionIds: [...winners].sort(compareText) };
  }
  const promotionIds = naming(run.ruleSet.finder, series)
    .filter(({ isReadable, data }) => isReadable && isEligible(data, run.context))
    .filter(({ data }) => wantsSeries(data.requires, series))
    .map(({ data }) => data.id)
    .sort(compareText);
  if (promotionIds.length === 0) return { couponId, series, outcome: "refused", reason: "no-promotion" };
  return { couponId, series, outcome: "parked", promotionIds };
}

/** Who played instead of promotions of the coupon that belong to a world which was not chosen. */
function otherWorlds(run: Run, series: string): string[] {
  const here = new Set(run.entries.map(({ promotion }) => promotion));
  return naming(run.ruleSet.finder, series).flatMap((promotion) => {
    const isOut = !promotion.isReadable || !isEligible(promotion.data, run.context);
    if (here.has(promotion) || isOut) return [];
    const by = shutOutBy(run, promotion);
    return by.length > 0 && couldApply(run, promotion) ? by : [];
  });
}

/** Whoever is barred by an earlier layer was not even asked. */
function isMet(run: Run, { promotion, conditionMet, outbidBy }: Entry): boolean {
  return conditionMet || (outbidBy.size > 0 && holds(run, promotion));
}
