/** One way of choosing promotions, solved: units to whoever needs no company, the rest part by part by search. */

import type { Cents } from "../basket.ts";
import type { Claim } from "../claim.ts";
import type { Entry, Run } from "../run.ts";
import { byCanon } from "../sheet.ts";
import { type Allowance, allowanceOf, grant } from "../take.ts";
import type { Rival } from "./index.ts";
import { claimAlone, claimOf, openMarket } from "./market.ts";
import { partsOf } from "./parts.ts";
import { searchParts } from "./search-parts.ts";
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

/** One way of choosing promotions, in at most about so much `work` (see effort.ts). */
export function solve(run: Run, rivals: readonly Rival[], work: number): Solution {
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
  const parts = partsOf(market);
  for (const [index, found] of searchParts(parts, work).entries()) {
    steps += found.steps;
    cost += found.cost;
    bound += found.boundCents;
    for (const unit of found.alone) {
      const offer = market.alone.get(unit);
      if (offer !== undefined) claims.push(claimAlone(unit, offer));
    }
    parts[index]!.activities.forEach((activity, at) => {
      const { units, roles } = found.given[at]!;
      for (const set of activity.sets(units, roles)) claims.push(claimOf(run, activity, set));
    });
  }
  const limited = withinLimits(run, claims);
  const { value, cost: cutCost } = worthOf(run, rivals, limited);
  return { rivals, claims: limited, value, cost: cost + cutCost, boundCents: Math.max(value, bound), steps };
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
