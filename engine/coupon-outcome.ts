/** What became of every coupon on the counter: accepted, parked, outbid or refused. Never silence. */

import { wantsSeries } from "./condition.ts";
import type { PresentedCoupon } from "./context.ts";
import { givesMoney } from "./deal.ts";
import type { CouponOutcome } from "./effect.ts";
import { isEligible } from "./eligibility.ts";
import { receiptCut } from "./receipt-cut.ts";
import type { Entry, Run } from "./run.ts";
import { compareText } from "./sheet.ts";
import { allowanceOf, takesOf, unitsFor } from "./take.ts";

export function outcomesOf(run: Run): CouponOutcome[] {
  return run.context.coupons.map((coupon) => outcomeOf(run, coupon));
}

function outcomeOf(run: Run, coupon: PresentedCoupon): CouponOutcome {
  const { couponId, series } = coupon;
  const reason = run.purse.refused.get(coupon);
  if (reason !== undefined) return { couponId, series, outcome: "refused", reason };
  const usedBy = run.purse.usedBy.get(coupon);
  if (usedBy !== undefined) return { couponId, series, outcome: "accepted", promotionIds: [usedBy] };
  const waiting = run.entries.filter(({ promotion }) => promotion.series.includes(series));
  const winners = new Set<string>();
  for (const entry of waiting) {
    // Another coupon of the same series did the work already: one serves a promotion for the whole receipt.
    if (entry.applied) winners.add(entry.promotion.data.id);
    else if (entry.conditionMet && wouldGive(run, entry)) for (const id of entry.outbidBy) winners.add(id);
  }
  if (winners.size > 0) {
    return { couponId, series, outcome: "outbid", promotionIds: [...winners].sort(compareText) };
  }
  const promotionIds = (run.ruleSet.bySeries.get(series) ?? [])
    .filter(({ data }) => isEligible(data, run.context) && wantsSeries(data.requires, series))
    .map(({ data }) => data.id)
    .sort(compareText);
  if (promotionIds.length === 0) return { couponId, series, outcome: "refused", reason: "no-promotion" };
  return { couponId, series, outcome: "parked", promotionIds };
}

/** Alone in its layer the promotion would take something off; one that takes nothing off is asked for nothing more. */
export function wouldGive(run: Run, entry: Entry): boolean {
  const start = run.starts.get(entry.promotion.layer) ?? run.sheet.left;
  const sheet = { ...run.sheet, left: [...start] };
  const { limits } = entry.promotion.data;
  if (!entry.promotion.deals.some(givesMoney)) return true;
  return entry.promotion.deals.some((deal) => {
    switch (deal.shape) {
      case "unit":
      case "set":
      case "slots":
      case "scaled": {
        const { rounding } = run.ruleSet;
        const units = unitsFor(deal, sheet, entry.lines);
        return takesOf(deal, units, sheet, start, allowanceOf(limits), { rounding }).length > 0;
      }
      case "receipt": {
        const { rounding } = run.ruleSet;
        return receiptCut(deal, entry.lines, sheet, start, rounding, allowanceOf(limits)) !== undefined;
      }
      default:
        return false;
    }
  });
}
