/** A `best` layer: who gets which units, so that the customer saves the most. README.md says how, and why it is exact. */

import type { Cents } from "../basket.ts";
import { isClaiming } from "../deal.ts";
import { cutReceipt, writeClaim } from "../layer/claim.ts";
import { roomOf } from "../layer/floor.ts";
import { wantedBy } from "../layer/take.ts";
import { type Entry, isBarred, markApplied, type Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";
import { selections } from "./selections.ts";
import { byPriority, greedy } from "./sequential.ts";
import { type Solution, solve } from "./solve.ts";
import { remaining } from "./worth.ts";

/** A promotion whose condition holds at the layer's start, and coupons it would use up; one rival for each way. */
export interface Rival {
  readonly entry: Entry;
  readonly series: readonly string[];
}

/** Chooses, writes the cuts on the sheet, and reports how the layer was solved. */
export function chooseBest(run: Run, entries: readonly Entry[]): { steps: number; gapCents: Cents } {
  const rivals: Rival[] = [];
  for (const entry of entries) for (const series of entry.ways) rivals.push({ entry, series });
  if (rivals.length === 0) return { steps: 0, gapCents: 0 };
  let toPay = 0;
  run.sheet.left.forEach((cents, unit) => {
    toPay += roomOf(run.sheet, unit, cents);
  });
  const { ways, isComplete } = selections(run, rivals);
  const count = ways.length + (isComplete ? 0 : 1);
  let best: Solution | undefined;
  let steps = 0;
  let boundCents = 0;
  for (const way of ways) {
    const solution = solve(run, way, count);
    steps += solution.steps;
    boundCents = Math.max(boundCents, solution.boundCents);
    if (best === undefined || isBetter(solution, best)) best = solution;
  }
  if (!isComplete) {
    // Nobody excluded anybody: no way of choosing can save more.
    const { boundCents: relaxed, steps: more } = solve(run, rivals, count);
    boundCents = Math.max(boundCents, relaxed);
    steps += more;
  }
  if (boundCents > best!.value) {
    for (const simple of [byPriority(run, rivals), greedy(run, rivals)]) {
      steps += simple.steps;
      if (simple.value > best!.value) best = simple;
    }
  }
  commit(run, best!, rivals);
  // Nothing saves more than there is to pay, less the floors.
  return { steps, gapCents: Math.max(0, Math.min(boundCents, toPay) - best!.value) };
}

function isBetter(a: Solution, b: Solution): boolean {
  return a.value > b.value || (a.value === b.value && a.cost < b.cost);
}

function commit(run: Run, solution: Solution, rivals: readonly Rival[]): void {
  const start = run.sheet.left.slice();
  const holder = new Map<number, string>();
  const seriesOf = new Map(solution.rivals.map(({ entry, series }) => [entry, series]));
  for (const claim of solution.claims) {
    writeClaim(run, claim);
    markApplied(run, claim.entry, seriesOf.get(claim.entry)!);
    for (const unit of claim.take.units) holder.set(unit, claim.entry.promotion.data.id);
  }
  // Whoever claims no units yields where a unit would pass zero, the highest promotion id first.
  const cutters = solution.rivals
    .filter(({ entry }) => entry.promotion.deals.some(({ shape }) => shape === "receipt"))
    .sort((a, b) => compareText(a.entry.promotion.data.id, b.entry.promotion.data.id));
  for (const { entry, series } of cutters) {
    cutReceipt(run, entry, remaining(run, entry, solution.claims), start, series);
  }
  noteLosers(run, rivals, holder, start);
}

/** Who applied instead of those that did not: holders of their units, their coupons or their tags. */
function noteLosers(
  run: Run,
  rivals: readonly Rival[],
  holder: ReadonlyMap<number, string>,
  start: readonly Cents[],
): void {
  const sheet = { ...run.sheet, left: [...start] };
  for (const { entry, series } of rivals) {
    if (entry.applied) continue;
    isBarred(run, entry);
    for (const [coupon, id] of run.purse.usedBy) if (series.includes(coupon.series)) entry.outbidBy.add(id);
    for (const deal of entry.promotion.deals) {
      if (!isClaiming(deal)) continue;
      for (const unit of wantedBy(deal, sheet, entry.lines)) {
        const id = holder.get(unit);
        if (id !== undefined) entry.outbidBy.add(id);
      }
    }
  }
}
