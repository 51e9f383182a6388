/** One way of choosing promotions, solved: units to whoever needs no company, the rest part by part by search. */

import type { Cents } from "../basket.ts";
import type { Claim } from "../claim.ts";
import type { Entry, Run } from "../run.ts";
import { byCanon } from "../sheet.ts";
import { type Allowance, allowanceOf, grant } from "../take.ts";
import { plainBounds, tightBounds } from "./bound.ts";
import type { Rival } from "./index.ts";
import { claimAlone, claimOf, openMarket } from "./market.ts";
import { partsOf } from "./parts.ts";
import { type Found, type Part, search } from "./search.ts";
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

/** Partial solutions kept at most in the first, quick look, and in the wide one. */
const QUICK_MAX = 24;
const WIDE_MAX = 4_000;
/** Steps that a part may cost in each of them, whatever it is like: the till waits for the answer. */
const STEPS_MAX = 60_000;
const WIDTH_MIN = 4;

export function solve(run: Run, rivals: readonly Rival[]): Solution {
  const market = openMarket(run, rivals);
  const claims: Claim[] = [];
  let bound = market.receiptCents;
  let cost = 0;
  let steps = 0;
  for (const [unit, offer] of market.alone) {
    steps++;
    if (market.wanted.has(unit)) continue;
    claims.push(claimAlone(unit, offer));
    bound += offer.cents;
    cost += offer.cost;
  }
  for (const { part, activities } of partsOf(market)) {
    const found = searchPart(part);
    steps += found.steps;
    cost += found.cost;
    bound += found.boundCents;
    for (const unit of found.alone) {
      const offer = market.alone.get(unit);
      if (offer !== undefined) claims.push(claimAlone(unit, offer));
    }
    activities.forEach((activity, index) => {
      const { units, roles } = found.given[index]!;
      for (const set of activity.sets(units, roles)) claims.push(claimOf(run, activity, set));
    });
  }
  const limited = withinLimits(run, claims);
  const value = worthOf(run, rivals, limited);
  return { rivals, claims: limited, value, cost, boundCents: Math.max(value, bound), steps };
}

/** A quick look first; only what it could not settle gets better bounds and a wide search, with a value to beat. */
function searchPart(part: Part): Found {
  const stepsByWidth = part.classes.reduce(
    (sum, { units, activities }) => sum + units.length * (1 + activities.length),
    0,
  );
  const affordable = Math.max(WIDTH_MIN, Math.floor(STEPS_MAX / stepsByWidth));
  const quick = search(part, plainBounds(part), Math.min(QUICK_MAX, affordable), 0);
  if (quick.boundCents === quick.value) return quick;
  const bounds = tightBounds(part, quick.value);
  const wide = search(part, bounds, Math.min(WIDE_MAX, affordable), quick.value);
  const steps = quick.steps + wide.steps;
  const best = wide.value >= quick.value ? wide : quick;
  // Where even the wide look dropped something, whatever it may have lost is the gap.
  const boundCents = Math.min(Math.max(best.value, wide.boundCents), Math.floor(bounds.total / 1000));
  return { ...best, steps, boundCents: Math.max(best.value, boundCents) };
}

/** Cuts amounts to what the promotions' limits leave, and drops what saves nothing. */
function withinLimits(run: Run, claims: readonly Claim[]): Claim[] {
  const kept = claims.filter(
    ({ entry, take }) => entry.promotion.data.limits === undefined && take.amountCents > 0,
  );
  const canon = byCanon(run.sheet);
  const limited = claims.filter(({ entry }) => entry.promotion.data.limits !== undefined);
  // The last one may be cut, so their order must not be that of scanning.
  limited.sort(
    (a, b) => b.take.amountCents - a.take.amountCents || canon(a.take.units[0]!, b.take.units[0]!),
  );
  const allowances = new Map<Entry, Allowance>();
  for (const claim of limited) {
    const allowance = allowances.get(claim.entry) ?? allowanceOf(claim.entry.promotion.data.limits);
    allowances.set(claim.entry, allowance);
    const take = grant(claim.take, allowance);
    if (take !== undefined) kept.push({ ...claim, take });
  }
  return kept;
}
