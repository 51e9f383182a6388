/** The limits of promotions, and claims held against them. */

import { type Allowance, allowanceOf, grant, isEndless } from "../layer/allowance.ts";
import type { Claim } from "../layer/claim.ts";
import type { Entry, Run } from "../world/run.ts";
import { byCanon, compareText } from "../world/sheet.ts";

/** What is left of a promotion's limits; undefined where nothing bounds it. */
export function limitsOf({ context }: Run, { promotion }: Entry): Allowance | undefined {
  const { id, limits } = promotion.data;
  const remaining = context.remaining?.[id];
  if (limits === undefined && remaining === undefined) return undefined;
  const allowance = allowanceOf(limits, remaining);
  return isEndless(allowance) ? undefined : allowance;
}

/** Cuts amounts to what the promotions' limits leave, and drops what saves nothing. */
export function withinLimits(run: Run, claims: readonly Claim[]): Claim[] {
  const kept: Claim[] = [];
  const limited: Claim[] = [];
  const allowances = new Map<Entry, Allowance | undefined>();
  for (const claim of claims) {
    if (!allowances.has(claim.entry)) allowances.set(claim.entry, limitsOf(run, claim.entry));
    if (allowances.get(claim.entry) !== undefined) limited.push(claim);
    else if (claim.take.amountCents > 0) kept.push(claim);
  }
  if (limited.length === 0) return kept;
  const canon = byCanon(run.sheet);
  // The last one may be cut, so their order must not be that of scanning; it may ask for too much only if it is dearest.
  const sign = (claim: Claim) => (allowances.get(claim.entry)!.exceeding === "overshoot" ? -1 : 1);
  limited.sort(
    (a, b) =>
      compareText(a.entry.promotion.data.id, b.entry.promotion.data.id) ||
      sign(a) * (b.take.amountCents - a.take.amountCents) ||
      canon(a.take.units[0]!, b.take.units[0]!),
  );
  for (const claim of limited) {
    const take = grant(claim.take, allowances.get(claim.entry)!, run.sheet.lineOf);
    if (take !== undefined) kept.push({ ...claim, take });
  }
  return kept;
}
