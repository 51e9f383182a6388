/**
 * What of the limits that outlive a sale (`perCustomer`, `budget`) its effects use up. Whoever keeps the counters adds
 * this to them, and says with the next sale what they leave (`Context.remaining`).
 */

import type { Cents } from "../basket.ts";
import type { Deal } from "../deal.ts";
import type { Effect } from "../effect.ts";
import { promotionOf } from "../finding/finder.ts";
import type { Promotion, RuleSet } from "../rule-set.ts";

export interface Used {
  /** Sets, units, steps, as the limits count them. */
  readonly applications: number;
  /** Taken off; of vouchers that are a share of what was paid the worth of one, which is what the limit caps. */
  readonly amountCents: Cents;
}

export const NOTHING_USED: Used = { applications: 0, amountCents: 0 };

/** By promotion; only those that have such a limit and have used any of it. Pure. */
export function used(ruleSet: RuleSet, effects: readonly Effect[]): Readonly<Record<string, Used>> {
  const all: [string, Used][] = [];
  for (const [id, mine] of Map.groupBy(effects, ({ promotionId }) => promotionId)) {
    const promotion = promotionOf(ruleSet.finder, id);
    const { perCustomer, budget } = promotion?.data.limits ?? {};
    if (promotion === undefined || (perCustomer ?? budget) === undefined) continue;
    const sum = usedBy(promotion, mine);
    if (sum.applications > 0 || sum.amountCents > 0) all.push([id, sum]);
  }
  return Object.fromEntries(all);
}

/**
 * What is given beside money comes with it and counts no further. Without money each mechanic has the whole limit for
 * itself, so the one that used most of it counts.
 */
export function usedBy({ deals }: Promotion, effects: readonly Effect[]): Used {
  const cuts = { applications: 0, amountCents: 0 };
  const others = { applications: 0, amountCents: 0 };
  for (const effect of effects) {
    if (effect.kind === "price-modifier") {
      cuts.applications += effect.times;
      cuts.amountCents += effect.amountCents;
      continue;
    }
    others.applications = Math.max(others.applications, timesOf(deals, effect));
    if (effect.kind === "voucher" && isShare(deals, effect.series))
      others.amountCents = Math.max(others.amountCents, effect.amountCents ?? 0);
  }
  return cuts.applications > 0 ? cuts : others;
}

function timesOf(deals: readonly Deal[], effect: Exclude<Effect, { kind: "price-modifier" }>): number {
  switch (effect.kind) {
    case "points":
      return earnedTimes(deals, effect, effect.points, effect.baseCents);
    case "stamps":
      // Below 0 they were used up: no benefit of its own.
      return effect.stamps > 0 ? earnedTimes(deals, effect, effect.stamps, 0) : 0;
    case "voucher": {
      const pieces = deals.flatMap((deal) =>
        deal.shape === "voucher" && deal.series === effect.series ? [deal.pieces] : [],
      );
      return Math.ceil(effect.pieces / Math.max(1, ...pieces));
    }
    case "reward":
      return effect.times;
    case "message":
      return 1;
    // Nothing has been given yet, or is not given any more.
    case "gift":
    case "gift-withdrawn":
      return 0;
    default:
      return effect satisfies never;
  }
}

/**
 * A part of a step counts as a step. Where several mechanics give to one account, one effect stands for all: then what
 * it can't have been less than.
 */
function earnedTimes(
  deals: readonly Deal[],
  { kind, account }: { readonly kind: "points" | "stamps"; readonly account: string },
  given: number,
  baseCents: Cents,
): number {
  /** Given once, and given each time. */
  let once = 0;
  let each = 0;
  let steps = Number.POSITIVE_INFINITY;
  for (const deal of deals) {
    if (deal.shape === "receipt") {
      const reward = deal.tiers.at(-1)?.reward;
      if (kind !== "points" || reward?.kind !== "points" || reward.account !== account) continue;
      if (deal.every) each += reward.points;
      else once += reward.points;
      continue;
    }
    if (deal.shape !== "points" || deal.unit !== kind || deal.account !== account) continue;
    const { earn } = deal;
    if (earn.kind === "multiplier") return 1;
    if (earn.kind === "fixed") once += earn.points;
    else if (earn.kind === "piece" || kind === "stamps") each += earn.points;
    else steps = Math.min(steps, Math.ceil(baseCents / earn.perStepCents));
  }
  const times = each === 0 ? steps : Math.min(steps, Math.ceil((given - once) / each));
  return Number.isFinite(times) ? Math.max(1, times) : 1;
}

/** Not told where only some of the promotion's vouchers of this series are. */
function isShare(deals: readonly Deal[], series: string): boolean {
  return deals.every(
    (deal) => deal.shape !== "voucher" || deal.series !== series || deal.worth.kind === "share",
  );
}
