/** One way of choosing promotions, solved: units to whoever needs no company, the rest part by part by search. */

import type { Cents } from "../basket.ts";
import { ENDLESS } from "../layer/allowance.ts";
import type { Claim } from "../layer/claim.ts";
import { roomOf } from "../layer/floor.ts";
import type { Run } from "../world/run.ts";
import { claimsOf } from "./claims.ts";
import { workFor } from "./effort.ts";
import type { Rival } from "./index.ts";
import { withinLimits } from "./limits.ts";
import { claimAlone, type Market, openMarket } from "./market.ts";
import { groupsOf, partOf } from "./parts.ts";
import { solo } from "./solo.ts";
import { handOut, solvePart } from "./solve-part.ts";
import { priceInTies, worthOf } from "./worth.ts";

export interface Solution {
  readonly rivals: readonly Rival[];
  readonly claims: readonly Claim[];
  /** Everything that comes off in the layer, thresholds and basket cuts included. */
  readonly value: Cents;
  /** For ties: coupons used, then applications. */
  readonly cost: number;
  readonly boundCents: Cents;
  readonly steps: number;
}

/** `ways`: how many ways of choosing there are, which share what work a part may cost. */
export function solve(run: Run, rivals: readonly Rival[], ways: number): Solution {
  const market = openMarket(run, rivals);
  const claims: Claim[] = [];
  const contested = new Set<number>();
  let bound = market.receiptCents;
  let steps = 0;
  for (const group of groupsOf(market)) {
    const found = solveGroup(market, group, ways, contested);
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
  const { value, cost: cutCost } = worthOf(run, rivals, kept);
  const cost = cutCost + costOf(rivals, kept);
  return { rivals, claims: kept, value, cost, boundCents: Math.max(value, bound), steps };
}

/** One part. Its units are noted in `contested`. */
function solveGroup(
  market: Market,
  group: readonly number[],
  ways: number,
  contested: Set<number>,
): { claims: Claim[]; boundCents: Cents; steps: number } {
  const { run, alone } = market;
  for (const index of group) for (const unit of market.activities[index]!.units) contested.add(unit);
  const claims: Claim[] = [];
  const part = partOf(market, group);
  const claimOne = (unit: number) => {
    const offer = alone.get(unit);
    if (offer !== undefined) claims.push(claimAlone(unit, offer));
  };
  if (part === undefined) {
    // Too large even for a look: every unit takes what it gets alone, and the gap is as wide as what they cost.
    const units = new Set(group.flatMap((index) => market.activities[index]!.units));
    let gross = 0;
    for (const unit of units) {
      gross += run.sheet.left[unit]!;
      claimOne(unit);
    }
    return { claims, boundCents: gross, steps: units.size };
  }
  let units = 0;
  let gross = 0;
  for (const { units: alike, price } of part.classes) {
    units += alike.length;
    for (const unit of alike) gross += roomOf(run.sheet, unit, price);
  }
  const work = workFor(units, ways);
  const found = solo(part) ?? solvePart(part, work);
  const perLine = part.activities.map(({ entry }) => market.allowances.get(entry)?.unitsPerLine ?? ENDLESS);
  const { byActivity, alone: left } = handOut(part, found.given, perLine, run.sheet.lineOf);
  part.activities.forEach((activity, index) => {
    claims.push(...claimsOf(run, activity, byActivity[index]!).claims);
  });
  for (const unit of left) claimOne(unit);
  // Nothing saves more than its units cost, less their floors.
  return { claims, boundCents: Math.min(gross, centsOf(found.bound)), steps: found.steps };
}

function centsOf(value: number): Cents {
  return Math.floor(value / 1000);
}

function costOf(rivals: readonly Rival[], claims: readonly Claim[]): number {
  const price = new Map(rivals.map(({ entry, series }) => [entry, priceInTies(series)]));
  let cost = 0;
  for (const { entry } of claims) cost += price.get(entry)!;
  return cost;
}
