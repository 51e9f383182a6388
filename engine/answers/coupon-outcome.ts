/** What became of every coupon on the counter: accepted, parked, outbid or refused. Never silence. */

import type { PresentedCoupon } from "../context.ts";
import { givesMoney, isClaiming } from "../deal.ts";
import type { CouponOutcome } from "../effect.ts";
import { couponsFor, wantsSeries } from "../finding/condition.ts";
import { isEligible } from "../finding/eligibility.ts";
import { naming } from "../finding/finder.ts";
import { asks } from "../finding/gift.ts";
import { pricesDealt, sheetAtTurn } from "../layer/layer-start.ts";
import { quotaOf } from "../layer/quota.ts";
import { receiptCut } from "../layer/receipt-cut.ts";
import { type Allowance, allowanceOf, takesOf, wantedBy } from "../layer/take.ts";
import type { Promotion } from "../rule-set.ts";
import { cameToNothing, type Entry, onSheet, type Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";
import { outsider, shutOutBy } from "./shut-out.ts";

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
    else if (entry.lines.length > 0 && isMet(run, entry) && wouldGive(run, entry)) {
      for (const id of entry.outbidBy) if (!cameToNothing(run, id)) winners.add(id);
    }
  }
  if (!run.isOnlyWorld) for (const id of otherWorlds(run, series)) winners.add(id);
  if (winners.size > 0) {
    return { couponId, series, outcome: "outbid", promotionIds: [...winners].sort(compareText) };
  }
  const promotionIds = naming(run.ruleSet.finder, series)
    .filter(({ data }) => isEligible(data, run.context) && wantsSeries(data.requires, series))
    .map(({ data }) => data.id)
    .sort(compareText);
  if (promotionIds.length === 0) return { couponId, series, outcome: "refused", reason: "no-promotion" };
  return { couponId, series, outcome: "parked", promotionIds };
}

/** Who played instead of promotions of the coupon that belong to a world which was not chosen. */
function otherWorlds(run: Run, series: string): string[] {
  const here = new Set(run.entries.map(({ promotion }) => promotion));
  return naming(run.ruleSet.finder, series).flatMap((promotion) => {
    if (here.has(promotion) || !isEligible(promotion.data, run.context)) return [];
    const by = shutOutBy(run, promotion);
    return by.length > 0 && couldApply(run, promotion) ? by : [];
  });
}

/** Its condition holds, and it would take something off. */
export function couldApply(run: Run, promotion: Promotion): boolean {
  return holds(run, promotion) && wouldGive(run, outsider(run, promotion));
}

/** Whoever is barred by an earlier layer was not even asked. */
function isMet(run: Run, { promotion, conditionMet, outbidBy }: Entry): boolean {
  return conditionMet || (outbidBy.size > 0 && holds(run, promotion));
}

/** Its condition holds, whoever has the coupons. */
function holds(run: Run, promotion: Promotion): boolean {
  const { requires } = promotion;
  const sheet = sheetAtTurn(run, promotion);
  const hasCoupon = (series: string) => run.purse.usable.has(series);
  return (
    requires === undefined || couponsFor(requires, { sheet, context: run.context, hasCoupon }) !== undefined
  );
}

/** Without rivals the promotion would take something off; one that takes nothing off is asked for nothing more. */
export function wouldGive(run: Run, entry: Entry, allowance = limitsAlone): boolean {
  if (!entry.promotion.deals.some(givesMoney)) return true;
  const sheet = sheetAtTurn(run, entry.promotion);
  const start = pricesDealt(run, entry.promotion);
  return entry.promotion.deals.some((deal) => {
    if (deal.shape === "receipt") {
      return receiptCut(onSheet(run, sheet), entry, deal, start, allowance(entry)) !== undefined;
    }
    if (!isClaiming(deal) || quotaOf(run, entry, deal) < 1) return false;
    // It would be asked for.
    if (asks(deal)) return true;
    // On the prices of a stack's start a unit may be free by now.
    const units = wantedBy(deal, sheet, entry.lines).filter((unit) => sheet.left[unit]! > 0);
    return (
      takesOf(deal, units, sheet, start, allowance(entry), { rounding: run.ruleSet.rounding }).length > 0
    );
  });
}

function limitsAlone({ promotion }: Entry): Allowance {
  return allowanceOf(promotion.data.limits);
}
