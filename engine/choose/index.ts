/** A `best` layer: who gets which units, so that the customer saves the most. README.md says how, and why it is exact. */

import type { Cents } from "../basket.ts";
import { isClaiming } from "../deal.ts";
import type { LayerReport } from "../effect.ts";
import { cutReceipt, writeClaim } from "../layer/claim.ts";
import { roomOf } from "../layer/floor.ts";
import { wantedBy } from "../layer/take.ts";
import { type Entry, isBarred, markApplied, type Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";
import { chooseByBlocks } from "./blocks.ts";
import { declaredWorth } from "./declared.ts";
import { chooseAmong } from "./exclusive.ts";
import { selections } from "./selections.ts";
import { byPriority, byWorth, greedy } from "./sequential.ts";
import type { Milli } from "./shape.ts";
import { type Solution, solve } from "./solve.ts";
import { isBetter } from "./ties.ts";
import { cutsReceipt, remaining } from "./worth.ts";

/** A promotion whose condition holds at the layer's start, and coupons it would use up; one rival for each way. */
export interface Rival {
  readonly entry: Entry;
  readonly series: readonly string[];
  /** What it gives beside money if it applies, where the rule set declares a value for that. */
  readonly worth: Milli;
}

/** Chooses, writes the cuts on the sheet, and reports how the layer was solved. */
export function chooseBest(run: Run, entries: readonly Entry[]): Omit<LayerReport, "layer"> {
  const rivals: Rival[] = [];
  let declared: Milli = 0;
  for (const entry of entries) {
    if (entry.ways.length === 0) continue;
    const worth = declaredWorth(run, entry);
    // Whoever gives nothing of value here is asked at the end.
    if (worth === 0 && entry.promotion.contends) continue;
    declared += worth;
    for (const series of entry.ways) rivals.push({ entry, series, worth });
  }
  if (rivals.length === 0) return NOTHING;
  const { best, bound, steps } = choose(run, rivals);
  let toPay = 0;
  run.sheet.left.forEach((cents, unit) => {
    toPay += roomOf(run.sheet, unit, cents);
  });
  commit(run, best, rivals);
  // Nothing saves more than there is to pay, less the floors.
  const gapCents = Math.max(0, Math.floor((Math.min(bound, toPay * 1000 + declared) - best.worth) / 1000));
  return { steps, gapCents, ...(gapCents === 0 && !best.isFirst && TIED) };
}

const NOTHING = { steps: 0, gapCents: 0 };
const TIED = { tied: true } as const;

function choose(run: Run, rivals: readonly Rival[]): { best: Solution; bound: Milli; steps: number } {
  const { ways, isComplete, scarce, waysMax } = selections(run, rivals);
  let found: { best: Solution; bound: Milli; steps: number };
  if (isComplete) {
    let best: Solution | undefined;
    const solutions: Solution[] = [];
    let steps = 0;
    let bound: Milli = 0;
    for (const way of ways) {
      const solution = solve(run, way, ways.length);
      steps += solution.steps;
      bound = Math.max(bound, solution.bound);
      if (best === undefined || isBetter(run.sheet, solution, best)) best = solution;
      solutions.push(solution);
    }
    const isFirst = solutions.every((one) => one.isFirst || one.bound < best!.worth);
    found = { best: { ...best!, isFirst }, bound, steps };
  } else found = chooseByBlocks(run, rivals, scarce, waysMax) ?? chooseAmong(run, rivals, scarce, waysMax);
  if (found.bound <= found.best.worth) return found;
  let { best, steps } = found;
  for (const simple of [byPriority(run, rivals), byWorth(run, rivals), greedy(run, rivals)]) {
    steps += simple.steps;
    if (simple.worth > best.worth) best = simple;
  }
  return { best, bound: found.bound, steps };
}

function commit(run: Run, solution: Solution, rivals: readonly Rival[]): void {
  const start = run.sheet.left.slice();
  const holder = new Map<number, string>();
  const claimants = new Set<Entry>();
  for (const claim of solution.claims) {
    writeClaim(run, claim);
    claimants.add(claim.entry);
    for (const unit of claim.take.units) holder.set(unit, claim.entry.promotion.data.id);
  }
  // Of coupons that are alike the first one goes to the promotion that comes first, whoever's goods were scanned first.
  for (const { entry, series } of solution.rivals) {
    const contends = solution.applied.has(entry) && entry.promotion.contends;
    if (claimants.has(entry) || contends) markApplied(run, entry, series);
  }
  // Whoever claims no units yields where a unit would pass zero, the highest promotion id first.
  const cutters = solution.rivals
    .filter(cutsReceipt)
    .sort((a, b) => compareText(a.entry.promotion.data.id, b.entry.promotion.data.id));
  const found = cutters.length === 0 ? run.sheet : { ...run.sheet, left: start };
  for (const { entry, series } of cutters) {
    cutReceipt(run, entry, remaining(run, entry, solution.claims), start, series, found);
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
