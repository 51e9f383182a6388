/** What might help: from what is short to goods that could be added. Nothing here is proven. */

import { byRank, type Promotion } from "../rule-set.ts";
import type { Run } from "../world/run.ts";
import {
  type Addition,
  type Assortment,
  additionsFor,
  costOf,
  isMeasured,
  makesUpFor,
  moneyFor,
  piecesOf,
  type Reach,
  roundedUp,
} from "./probe.ts";
import type { Shortfall } from "./shortfall.ts";
import { type Way, waysTo } from "./ways.ts";

/** A promotion whose next benefit goods could open. */
export interface Goal {
  readonly promotion: Promotion;
  readonly run: Run;
  readonly ways: readonly Way[];
}

/** Something that might help, not yet proven. */
export interface Idea {
  readonly promotion: Promotion;
  readonly way: Way;
  readonly additions: readonly Addition[];
}

/** Of all worlds; a promotion is asked in the first one that has it. */
export function goalsOf(runs: readonly Run[]): Goal[] {
  const goals = new Map<Promotion, Goal>();
  runs.forEach((run, world) => {
    for (const entry of run.entries) {
      const { promotion, applied } = entry;
      if (goals.has(promotion)) continue;
      const ways = waysTo(run, entry, world > 0 || !applied);
      goals.set(promotion, { promotion, run, ways });
    }
  });
  return [...goals.values()].sort((a, b) => byRank(a.promotion, b.promotion));
}

/** Several goods at once are tried in their cheapest combinations. */
const TOGETHER_MAX = 6;

/** Something to add, and what it is added for. */
interface Part {
  readonly short: Shortfall;
  readonly addition: Addition;
}

export function articleIdeas({ promotion, run, ways }: Goal, reach: Reach, assortment: Assortment): Idea[] {
  return ways.flatMap((way) => {
    let combined: (readonly Part[])[] = [[]];
    for (const short of way) {
      const parts = additionsFor(run, short, reach, assortment).map((addition) => ({ short, addition }));
      combined = combined
        .flatMap((before) => together(before, short, parts))
        .filter((all) => total(additionsOf(all), piecesOf) <= reach.piecesMax)
        .sort((a, b) => total(additionsOf(a), costOf) - total(additionsOf(b), costOf))
        .slice(0, way.length > 1 ? TOGETHER_MAX : Number.MAX_SAFE_INTEGER);
    }
    return combined.map((all) => ({ promotion, way, additions: additionsOf(all) }));
  });
}

/** Each beside the ones before, and without those whose part it plays too: two of X may also be the 5.00 that are short. */
function together(before: readonly Part[], short: Shortfall, parts: readonly Part[]): (readonly Part[])[] {
  const isThere = before.some(({ addition }) => makesUpFor(addition, short));
  const added = parts.flatMap((part) => {
    const kept = before.filter((one) => !makesUpFor(part.addition, one.short));
    const all = [...before, part];
    return kept.length < before.length ? [[...kept, part], all] : [all];
  });
  return isThere ? [before, ...added] : added;
}

function additionsOf(parts: readonly Part[]): readonly Addition[] {
  return parts.map(({ addition }) => addition);
}

export function moneyIdeas({ promotion, ways }: Goal, reach: Reach): Idea[] {
  return ways.flatMap((way) => {
    const [short] = way;
    return way.length > 1 ? [] : moneyFor(short!, reach).map((one) => ({ promotion, way, additions: [one] }));
  });
}

/** The same with a little more of its last goods, as far as the reach allows. */
export function heavier(additions: readonly Addition[], reach: Reach): (readonly Addition[])[] {
  const rest = additions.slice(0, -1);
  const last = additions.at(-1)!;
  if (last.of !== undefined || isMeasured(last)) {
    const most = last.of === undefined ? reach.measureMaxThousandths : reach.amountMaxCents;
    const round = last.of === undefined ? roundedUp : Math.ceil;
    return [1.25, 2]
      .map((factor) => round(last.much * factor))
      .filter((much) => much <= most)
      .map((much) => [...rest, { ...last, much }]);
  }
  const room = reach.piecesMax - total(additions, piecesOf);
  return Array.from({ length: Math.max(0, room) }, (_, one) => [
    ...rest,
    { ...last, much: last.much + one + 1 },
  ]);
}

/** The same with one piece less of one of the goods. */
export function lighter(additions: readonly Addition[]): (readonly Addition[])[] {
  if (total(additions, piecesOf) < 2) return [];
  return additions.flatMap((one, place) => {
    if (piecesOf(one) === 1) return [additions.toSpliced(place, 1)];
    return [additions.with(place, { ...one, much: one.much - 1 })];
  });
}

export function total<One>(all: readonly One[], of: (one: One) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}
