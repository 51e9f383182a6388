/**
 * How much a partial solution can still become, at most.
 *
 * Every unit gets a price to whoever takes it. With prices paid, activities no longer compete, so each one's best
 * future is a small table of its own (position, state). The prices of the units still to come plus the tables' best
 * is a bound that no solution passes, whatever the prices (Lagrangian duality). Good prices make it tight: they rise
 * where several activities want the same unit, and fall where nobody does.
 */

import type { Activity } from "./activity.ts";
import type { Part } from "./search.ts";

/** Thousandths of a cent. Bounds are measured in them, never money. */
export type Milli = number;

export interface Bounds {
  /** By class. */
  readonly prices: readonly Milli[];
  /** By activity: its best future at each of its own positions, by state. */
  readonly tables: readonly Table[];
  /** Of the whole part. */
  readonly total: Milli;
  /** Cells of all tables: what making them costs. */
  readonly cells: number;
}

/** `at[position][state]`: undefined where an open set can't be finished any more. */
export interface Table {
  readonly at: readonly (readonly (Milli | undefined)[])[];
  readonly cells: number;
}

/**
 * Bounds with each unit at the price of what it gets alone: exact where activities do not overlap. Undefined where
 * the tables would have more than `cellsMax` cells.
 */
export function plainBounds(part: Part, cellsMax: number): Bounds | undefined {
  return boundsAt(
    part,
    part.classes.map(({ alone }) => alone * 1000),
    cellsMax,
  );
}

const ROUNDS_MAX = 60;

/**
 * Better prices, found by paying more for what is wanted twice, in at most so many cells for all rounds together.
 * `reachable`: the best solution known, in cents.
 */
export function tightBounds(part: Part, plain: Bounds, reachable: number, cellsMax: number): Bounds {
  let best = plain;
  let now = plain;
  let eagerness = 1;
  let stale = 0;
  let cells = cellsMax;
  for (let round = 0; round < ROUNDS_MAX && best.total >= (reachable + 1) * 1000; round++) {
    const excess = excessOf(part, now);
    const size = excess.reduce((sum, units, c) => sum + units * units * part.classes[c]!.units.length, 0);
    if (size === 0) break;
    const step = (eagerness * (now.total - reachable * 1000)) / size;
    const prices = now.prices.map((price, c) =>
      Math.max(part.classes[c]!.alone * 1000, Math.round(price + step * excess[c]!)),
    );
    const next = boundsAt(part, prices, cells);
    if (next === undefined) break;
    now = next;
    cells -= now.cells;
    if (now.total < best.total) {
      best = now;
      stale = 0;
    } else if (++stale === 4) {
      eagerness /= 2;
      stale = 0;
    }
  }
  return best;
}

function boundsAt(part: Part, prices: readonly Milli[], cellsMax: number): Bounds | undefined {
  const tables: Table[] = [];
  let cells = 0;
  let total = 0;
  for (let index = 0; index < part.activities.length; index++) {
    const table = tableOf(part, part.activities[index]!, index, prices, cellsMax - cells);
    if (table === undefined) return undefined;
    cells += table.cells;
    total += table.at[0]![0]!;
    tables.push(table);
  }
  part.classes.forEach(({ units }, c) => {
    total += units.length * prices[c]!;
  });
  return { prices, tables, total, cells };
}

/** By class: how often each of its units is wanted at these prices, less the once that it can be had. */
function excessOf(part: Part, { prices, tables }: Bounds): number[] {
  const wanted = part.classes.map(() => 0);
  part.activities.forEach((activity, index) => {
    const { at } = tables[index]!;
    let state = 0;
    let position = 0;
    for (const c of part.classesOf[index]!) {
      const here = at[position]![state]!;
      position++;
      if (at[position]![state] === here) continue;
      for (const step of steps(activity, state, part.classes[c]!.price)) {
        const after = at[position]![step.next];
        if (after === undefined || step.gain * 1000 - prices[c]! + after !== here) continue;
        wanted[c]!++;
        state = step.next;
        break;
      }
    }
  });
  return wanted.map((count, c) => {
    const { units, alone } = part.classes[c]!;
    // At the price of what they get alone, units that nobody else wants are content.
    return prices[c] === alone * 1000 && count < units.length ? 0 : count / units.length - 1;
  });
}

function tableOf(
  part: Part,
  activity: Activity,
  index: number,
  prices: readonly Milli[],
  cellsMax: number,
): Table | undefined {
  const classes = part.classesOf[index]!;
  const { take, need } = activity.relaxed ?? activity;
  const { roles } = activity;
  const reached: number[][] = [[0]];
  /** By state: one more than the last position at which it was reached. */
  const seen: number[] = [];
  let cells = 0;
  for (let position = 0; position < classes.length; position++) {
    const { price } = part.classes[classes[position]!]!;
    const toCome = classes.length - position - 1;
    const next = reached[position]!.slice();
    for (const state of next) seen[state] = position + 1;
    for (const state of reached[position]!) {
      for (let role = 0; role < roles; role++) {
        const step = take(state, price, role);
        if (step === undefined || seen[step.next] === position + 1 || need(step.next) > toCome) continue;
        seen[step.next] = position + 1;
        next.push(step.next);
      }
    }
    cells += next.length;
    if (cells > cellsMax) return undefined;
    reached.push(next);
  }
  let after: (Milli | undefined)[] = [];
  for (const state of reached[classes.length]!) if (need(state) === 0) after[state] = 0;
  const at = [after];
  for (let position = classes.length - 1; position >= 0; position--) {
    const c = classes[position]!;
    const { price } = part.classes[c]!;
    const here: (Milli | undefined)[] = [];
    for (const state of reached[position]!) {
      let best = after[state];
      for (let role = 0; role < roles; role++) {
        const step = take(state, price, role);
        const future = step === undefined ? undefined : after[step.next];
        if (future === undefined) continue;
        const worth = step!.gain * 1000 - prices[c]! + future;
        if (best === undefined || worth > best) best = worth;
      }
      if (best !== undefined) here[state] = best;
    }
    after = here;
    at.push(here);
  }
  return { at: at.reverse(), cells };
}

function steps(activity: Activity, state: number, price: number) {
  const { take } = activity.relaxed ?? activity;
  const found = [];
  for (let role = 0; role < activity.roles; role++) {
    const step = take(state, price, role);
    if (step !== undefined) found.push(step);
  }
  return found;
}
