/** One way of choosing promotions, solved: units to whoever needs no company, the rest part by part by search. */

import type { Cents } from "../basket.ts";
import { isClaiming } from "../deal.ts";
import type { Claim } from "../layer/claim.ts";
import { roomOf } from "../layer/floor.ts";
import type { Entry, Run } from "../world/run.ts";
import type { Gained } from "./claims.ts";
import { workFor } from "./effort.ts";
import { claimsFor, fittingFor } from "./fitting.ts";
import { heldBack } from "./floored.ts";
import type { Rival } from "./index.ts";
import { withinLimits } from "./limits.ts";
import { type Bearers, claimAlone, type Market, openMarket } from "./market.ts";
import { APPLICATION_IN_UNITS, type Part } from "./part.ts";
import { groupsOf, partOf } from "./parts.ts";
import type { Milli } from "./shape.ts";
import { solo } from "./solo.ts";
import { type PartFound, solvePart } from "./solve-part.ts";
import { isBetter } from "./ties.ts";
import { wholeOf } from "./whole.ts";
import { priceInTies, worthOf } from "./worth.ts";

export interface Solution {
  readonly rivals: readonly Rival[];
  readonly claims: readonly Claim[];
  /** Everything that comes off in the layer, thresholds and basket cuts included, and what is declared to be worth money. */
  readonly worth: Milli;
  /** Those that give something. */
  readonly applied: ReadonlySet<Entry>;
  /** For ties: coupons used, then applications, then units. */
  readonly cost: number;
  /** No solution is worth more. */
  readonly bound: Milli;
  /** Of all that are worth as much it comes first (`ties.ts`), and that is known. */
  readonly isFirst: boolean;
  readonly steps: number;
}

/** `ways`: how many ways of choosing there are, which share what work a part may cost. */
export function solve(run: Run, rivals: readonly Rival[], ways: number): Solution {
  let { best, bearing } = solveFor(run, rivals, ways, "all");
  if (best.worth >= best.bound || !rivals.some(isGenerous)) return best;
  let { bound, isFirst, steps } = best;
  // What comes beside the cuts comes once: who could promise it several times promises it by one of its activities.
  const promises = waysToBear(bearing);
  let most: Milli = 0;
  for (const bearers of [...promises, "nobody"] as const) {
    const { best: found } = solveFor(run, rivals, ways, bearers);
    steps += found.steps;
    if (bearers !== "nobody") most = Math.max(most, found.bound);
    isFirst &&= found.isFirst;
    if (isBetter(run.sheet, found, best)) best = found;
  }
  if (promises.length > 0) bound = Math.min(bound, most);
  return { ...best, bound: Math.max(bound, best.worth), isFirst, steps };
}

/** Beyond so many ways it stays a gap. */
const BEARERS_MAX = 8;

/** One activity for each promotion that has several. None where there is nothing to choose, or too much. */
function waysToBear(bearing: ReadonlyMap<Entry, number>): ReadonlyMap<Entry, number>[] {
  let found: Map<Entry, number>[] = [new Map()];
  for (const [entry, count] of bearing) {
    if (count < 2) continue;
    if (found.length * count > BEARERS_MAX) return [];
    found = found.flatMap((one) =>
      Array.from({ length: count }, (_, place) => new Map(one).set(entry, place)),
    );
  }
  return found.length > 1 ? found : [];
}

/** It takes units, and gives something beside the money. */
function isGenerous({ entry, worth }: Rival): boolean {
  return worth > 0 && entry.promotion.deals.some(isClaiming);
}

/** `bearing`: how many activities of each promotion promise something beside money. */
function solveFor(run: Run, rivals: readonly Rival[], ways: number, bearers: Bearers) {
  const market = openMarket(run, rivals, bearers);
  const bearing = new Map<Entry, number>();
  for (const { entry, bonusCents } of market.activities) {
    if (bonusCents > 0) bearing.set(entry, (bearing.get(entry) ?? 0) + 1);
  }
  const claims: Claim[] = [];
  const contested = new Set<number>();
  let bound = market.receiptCents;
  let steps = 0;
  let isFirst = true;
  for (const group of groupsOf(market)) {
    const found = solveGroup(market, group, ways, contested);
    isFirst &&= found.isFirst;
    bound += found.boundCents;
    steps += found.steps;
    claims.push(...found.claims);
  }
  for (const [unit, offer] of market.alone) {
    steps++;
    if (contested.has(unit)) continue;
    claims.push(claimAlone(unit, offer));
    bound += offer.worth;
  }
  const kept = withinLimits(run, claims);
  const { value, worth, applied, cost: cutCost } = worthOf(run, rivals, kept);
  const cost = cutCost * APPLICATION_IN_UNITS + costOf(rivals, kept);
  const hope = (Math.max(value, bound) + heldBack(run, rivals)) * 1000 + market.uncounted;
  const best = { rivals, claims: kept, worth, applied, cost, bound: Math.max(worth, hope), isFirst, steps };
  return { best, bearing };
}

/** One part. Its units are noted in `contested`. */
function solveGroup(
  market: Market,
  group: readonly number[],
  ways: number,
  contested: Set<number>,
): { claims: Claim[]; boundCents: Cents; isFirst: boolean; steps: number } {
  const { run, alone } = market;
  const units = new Set<number>();
  for (const index of group) for (const unit of market.activities[index]!.units) units.add(unit);
  for (const unit of units) contested.add(unit);
  const work = workFor(units.size, ways);
  const part = partOf(market, group, work);
  let gross = 0;
  for (const { bonusCents } of part.activities) gross += bonusCents;
  for (const unit of units) gross += roomOf(run.sheet, unit, run.sheet.left[unit]!);
  const found =
    solo(part) ??
    solvePart(part, work, fittingFor(market, part), (effort, workEnd) =>
      wholeOf(market, part, effort, workEnd),
    );
  const kept =
    found.claims ?? claimsFor(market, part, found.given, (index) => gainedBy(part, found, index)).claims;
  const claims = [...kept];
  for (const { take } of kept) for (const unit of take.units) units.delete(unit);
  for (const unit of units) {
    const offer = alone.get(unit);
    if (offer !== undefined) claims.push(claimAlone(unit, offer));
  }
  // Nothing saves more than its units cost, less their floors.
  const { isFirst, steps } = found;
  return { claims, boundCents: Math.min(gross, centsOf(found.bound)), isFirst, steps };
}

function gainedBy({ activities }: Part, { gained }: PartFound, index: number): Gained | undefined {
  if (gained === undefined) return undefined;
  const { entry, bonusCents } = activities[index]!;
  // What comes beside money is not held against a limit.
  if (bonusCents > 0) return undefined;
  let all = 0;
  activities.forEach((other, a) => {
    if (other.entry === entry) all += gained[a]!;
  });
  const own = centsOf(gained[index]!);
  return { own, others: centsOf(all) - own };
}

function centsOf(value: number): Cents {
  return Math.floor(value / 1000);
}

function costOf(rivals: readonly Rival[], claims: readonly Claim[]): number {
  const price = new Map(rivals.map(({ entry, series }) => [entry, priceInTies({ entry, series })]));
  let cost = 0;
  for (const { entry, take } of claims) cost += price.get(entry)! * APPLICATION_IN_UNITS + take.units.length;
  return cost;
}
