/**
 * A condition that any of several coupons meets, in a layer that goes by priority: which coupon is spent decides what is
 * left for the promotions that come later. Every way is tried, and the customer gets the best.
 */

import type { Cents } from "../basket.ts";
import { waysFor } from "../finding/condition.ts";
import { type Entry, groundOf, type Run, seriesFor } from "../world/run.ts";
import { sumOf } from "../world/sheet.ts";

/** Coupon series to use up if the promotion's condition holds as things stand; undefined if not. */
export type SeriesFor = (run: Run, entry: Entry) => readonly string[] | undefined;

/** More than anybody has coupons for. */
const WAYS_MAX = 16;

/** Plays the layer in the way that saves most; of equals in the one that asks for what HQ wrote first. */
export function inBestWay(run: Run, play: (run: Run, seriesFor: SeriesFor) => void): void {
  const mayChoose =
    run.purse.usable.size > 1 && run.entries.some(({ promotion }) => promotion.series.length > 1);
  if (!mayChoose) {
    play(run, seriesFor);
    return;
  }
  const open: (readonly number[])[] = [[]];
  let best: readonly number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let tried = 0; open.length > 0 && tried < WAYS_MAX; tried++) {
    const chosen = open.shift()!;
    const asked: number[] = [];
    const trial = copyOf(run);
    play(trial, choosing(chosen, asked));
    const left = leftOf(trial);
    if (left < least) {
      least = left;
      best = chosen;
    }
    for (let at = chosen.length; at < asked.length; at++) {
      const before = Array.from({ length: at }, (_, earlier) => chosen[earlier] ?? 0);
      for (let way = 1; way < asked[at]!; way++) open.push([...before, way]);
    }
  }
  play(run, choosing(best, []));
}

/** Takes the chosen way at each question, the first one where nothing is chosen; notes how many there were. */
function choosing(chosen: readonly number[], asked: number[]): SeriesFor {
  return (run, entry) => {
    const { requires } = entry.promotion;
    const ways = requires === undefined ? FREE : waysFor(requires, groundOf(run));
    if (ways.length === 0) return undefined;
    entry.conditionMet = true;
    const way = ways.length === 1 ? 0 : (chosen[asked.push(ways.length) - 1] ?? 0);
    return ways[way];
  };
}

const FREE: readonly (readonly string[])[] = [[]];

function leftOf({ sheet }: Run): Cents {
  return sumOf(
    sheet.left,
    sheet.left.map((_, unit) => unit),
  );
}

function copyOf(run: Run): Run {
  return {
    ...run,
    sheet: { ...run.sheet, left: run.sheet.left.slice() },
    entries: run.entries.map((entry) => ({ ...entry, cuts: [], grants: [], outbidBy: new Set() })),
    purse: { ...run.purse, usedBy: new Map(run.purse.usedBy) },
    tags: new Map(run.tags),
  };
}
