/** One way of choosing promotions, solved: units to whoever needs no company, the rest part by part by search. */

import type { Cents } from "../basket.ts";
import type { Claim } from "../claim.ts";
import type { Run } from "../run.ts";
import { allowanceOf, type Take } from "../take.ts";
import type { Rival } from "./index.ts";
import { type Market, openMarket } from "./market.ts";
import { partsOf } from "./parts.ts";
import { search } from "./search.ts";
import { worthOf } from "./worth.ts";

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

/** Partial solutions kept in the first, quick look, and steps that the second one may take. */
const NARROW = 24;
const STEPS_MAX = 40_000;
const WIDE_MIN = 64;
const WIDE_MAX = 4_000;

export function solve(run: Run, rivals: readonly Rival[]): Solution {
  const market = openMarket(run, rivals);
  const claims: Claim[] = [...market.settled];
  let bound = 0;
  let cost = market.settledCost;
  let steps = market.settled.length;
  for (const take of market.settled) bound += take.take.amountCents;
  for (const { part, activities } of partsOf(market)) {
    let found = search(part, NARROW, 0);
    steps += found.steps;
    if (found.boundCents > found.value) {
      const unitSteps = Math.max(1, found.steps / NARROW);
      const width = Math.max(WIDE_MIN, Math.min(WIDE_MAX, Math.floor(STEPS_MAX / unitSteps)));
      const wide = search(part, width, found.value);
      steps += wide.steps;
      found = wide.value >= found.value ? wide : { ...found, boundCents: wide.boundCents };
    }
    cost += found.cost;
    bound += found.boundCents;
    for (const unit of found.alone) claims.push(...aloneClaim(market, unit));
    activities.forEach((activity, index) => {
      const { units, roles } = found.given[index]!;
      claims.push(...market.claimsOf(activity, activity.sets(units, roles)));
    });
  }
  const limited = withinLimits(claims);
  const worth = worthOf(run, rivals, limited);
  return {
    rivals,
    claims: limited,
    value: worth,
    cost,
    boundCents: Math.max(worth, bound + market.receiptCents),
    steps,
  };
}

function aloneClaim(market: Market, unit: number): Claim[] {
  const offer = market.alone.get(unit);
  return offer === undefined ? [] : [offer.claim];
}

/** Cuts amounts to what the promotions' limits leave, and drops what saves nothing. */
function withinLimits(claims: readonly Claim[]): Claim[] {
  const allowances = new Map<Claim["entry"], ReturnType<typeof allowanceOf>>();
  const kept: Claim[] = [];
  for (const claim of claims) {
    const { limits } = claim.entry.promotion.data;
    let take: Take = claim.take;
    if (limits !== undefined) {
      const allowance = allowances.get(claim.entry) ?? allowanceOf(limits);
      allowances.set(claim.entry, allowance);
      if (allowance.applications < 1 || allowance.units < take.units.length) continue;
      take = { units: take.units, amountCents: Math.min(take.amountCents, allowance.amountCents) };
      allowance.applications--;
      allowance.units -= take.units.length;
      allowance.amountCents -= take.amountCents;
    }
    if (take.amountCents > 0) kept.push({ ...claim, take });
  }
  return kept;
}
