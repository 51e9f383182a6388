/** Who may give something in the last stage. */

import { givesMoney } from "../deal.ts";
import { remainingOf } from "../finding/eligibility.ts";
import { type Allowance, allowanceOf } from "../layer/take.ts";
import { type Entry, isBarred, type Run, seriesFor } from "../world/run.ts";

/**
 * Coupon series to use up if the promotion may give something now; undefined if it may not. One that takes money off
 * gives something beside it only where it did.
 */
export function admission(run: Run, entry: Entry): readonly string[] | undefined {
  if (entry.applied) return [];
  if (entry.promotion.deals.some(givesMoney)) return undefined;
  const series = seriesFor(run, entry);
  return series === undefined || isBarred(run, entry) ? undefined : series;
}

/** What its limits and the counters leave for what it gives now. */
export function allowanceFor({ context }: Run, { promotion }: Entry): Allowance {
  return allowanceOf(promotion.data.limits, remainingOf(context, promotion.data.id));
}
