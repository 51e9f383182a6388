/**
 * Before the search: what can't matter is left out. A set that saves no more than its units save on their own is
 * never needed; neither is a deal that another one can replace set for set. Both leave the optimum as it is.
 */

import type { Cents } from "../basket.ts";
import type { SetDeal } from "../deal.ts";
import type { Activity } from "./activity.ts";
import { byHolder } from "./ties.ts";

/** Units whose company is looked through: it takes time by their square. */
const COMPANY_MAX = 600;

/**
 * The units that stand in at least one set that saves as much as its units alone; none if there is no such set.
 * A set of equal worth stays: it is one application instead of several, and that decides ties.
 */
export function usefulUnits(
  deal: SetDeal,
  units: readonly number[],
  prices: readonly Cents[],
  alone: (unit: number) => Cents,
): number[] {
  const { size, reward } = deal;
  if (units.length < size) return [];
  if (reward.kind === "price") return usefulAtPrice(units, size, reward.priceCents, prices, alone);
  if (reward.count > 1 || units.length > COMPANY_MAX) return [...units];
  // The rewarded unit is the last of its set in this order.
  const sign = reward.pick === "cheapest" ? -1 : 1;
  const order = [...units].sort((a, b) => sign * (prices[a]! - prices[b]!) || a - b);
  const useful = new Set<number>();
  /** Who gives up least of the units before, smallest first: the company that the rewarded one is kept in. */
  const company: { unit: number; cents: Cents }[] = [];
  /** Others of the units before, not yet known to be of use. */
  const waiting: { unit: number; cents: Cents }[] = [];
  for (const unit of order) {
    const cents = alone(unit);
    if (company.length === size - 1) {
      const gain = reward.saving(prices[unit]!) - cents;
      const least = company.reduce((sum, one) => sum + one.cents, 0);
      if (gain >= least) {
        useful.add(unit);
        for (const one of company) useful.add(one.unit);
        // Anyone may stand in for the costliest of the cheapest company.
        const spare = least - (company.at(-1)?.cents ?? 0);
        while (waiting.length > 0 && gain >= spare + waiting[0]!.cents) useful.add(waiting.shift()!.unit);
      }
    }
    insert(company, { unit, cents });
    if (company.length < size) continue;
    const last = company.pop()!;
    if (!useful.has(last.unit)) insert(waiting, last);
  }
  return units.filter((unit) => useful.has(unit));
}

function usefulAtPrice(
  units: readonly number[],
  size: number,
  priceCents: Cents,
  prices: readonly Cents[],
  alone: (unit: number) => Cents,
): number[] {
  const worth = units.map((unit) => prices[unit]! - alone(unit));
  const best = [...worth].sort((a, b) => b - a).slice(0, size);
  const most = best.reduce((sum, cents) => sum + cents, 0);
  if (most < priceCents) return [];
  const last = best[size - 1]!;
  return units.filter((_, i) => worth[i]! >= last || most - last + worth[i]! >= priceCents);
}

function insert(sorted: { unit: number; cents: Cents }[], one: { unit: number; cents: Cents }): void {
  let at = sorted.length;
  while (at > 0 && sorted[at - 1]!.cents > one.cents) at--;
  sorted.splice(at, 0, one);
}

/**
 * Leaves out activities whose every set another one could form as well, for as much and without a limit, and would hold
 * in a tie.
 */
export function withoutDominated(
  activities: readonly Activity[],
  costOf: ReadonlyMap<Activity, number>,
  allowances: ReadonlyMap<Activity["entry"], unknown>,
  prices: readonly Cents[],
): Activity[] {
  const rivals = Map.groupBy(activities, ({ likeness }) => likeness);
  const dropped = new Set<Activity>();
  for (const [likeness, alike] of rivals) {
    if (likeness === undefined || alike.length === 1) continue;
    const strongest = [...alike].sort(
      (a, b) =>
        b.strength - a.strength ||
        b.units.length - a.units.length ||
        costOf.get(a)! - costOf.get(b)! ||
        byHolder(a, b),
    );
    const kept: { other: Activity; units: Set<number> }[] = [];
    for (const one of strongest) {
      const isNeedless = ({ other, units }: (typeof kept)[number]) =>
        one.units.every((unit) => units.has(unit)) && comesFirst(other, one, costOf, prices);
      if (one.bonusCents === 0 && kept.some(isNeedless)) dropped.add(one);
      else if (!allowances.has(one.entry)) kept.push({ other: one, units: new Set(one.units) });
    }
  }
  return activities.filter((one) => !dropped.has(one));
}

/** Of equal sets of two activities of one likeness, the stronger being `a`, the one of `a` is the better way. */
function comesFirst(
  a: Activity,
  b: Activity,
  costOf: ReadonlyMap<Activity, number>,
  prices: readonly Cents[],
): boolean {
  const less = costOf.get(b)! - costOf.get(a)!;
  if (less !== 0) return less > 0;
  return byHolder(a, b) < 0 || savesMore(a, b, prices);
}

/** Each of its sets saves more, even rounded. */
function savesMore(a: Activity, b: Activity, prices: readonly Cents[]): boolean {
  const [one, other] = [rewardOf(a), rewardOf(b)];
  if (one?.kind !== "units" || other?.kind !== "units") return a.strength > b.strength;
  let cheapest = Number.MAX_SAFE_INTEGER;
  for (const unit of b.units) cheapest = Math.min(cheapest, prices[unit]!);
  if (one.likeness === "share") return (a.strength - b.strength) * cheapest >= 100_000;
  return one.saving(cheapest) > other.saving(cheapest);
}

/** Undefined for lines, and for sets that are formed already: their strength is what they save. */
function rewardOf({ entry, dealIndex }: Activity): SetDeal["reward"] | undefined {
  const deal = entry.promotion.deals[dealIndex]!;
  return deal.shape === "set" && deal.group === "best" ? deal.reward : undefined;
}
