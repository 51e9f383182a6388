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
}

/** `at[position].get(state)`: undefined where an open set can't be finished any more. */
export interface Table {
  readonly at: readonly ReadonlyMap<number, Milli>[];
}

/** Bounds with each unit at the price of what it gets alone: exact where activities do not overlap. */
export function plainBounds(part: Part): Bounds {
  return boundsAt(
    part,
    part.classes.map(({ alone }) => alone * 1000),
  );
}

/** Rounds of better prices, fewer where the tables are large. */
const ROUNDS_MAX = 60;
const ROUNDS_MIN = 4;
const CELLS_MAX = 300_000;

/** Better prices, found by paying more for what is wanted twice. `reachable`: the best solution known, in cents. */
export function tightBounds(part: Part, reachable: number): Bounds {
  let best = plainBounds(part);
  let now = best;
  let eagerness = 1;
  let stale = 0;
  const cells = part.activities.reduce((sum, { units, size }) => sum + units.length * size, 0);
  const rounds = Math.max(ROUNDS_MIN, Math.min(ROUNDS_MAX, Math.floor(CELLS_MAX / cells)));
  for (let round = 0; round < rounds && best.total >= (reachable + 1) * 1000; round++) {
    const excess = excessOf(part, now);
    const size = excess.reduce((sum, units, c) => sum + units * units * part.classes[c]!.units.length, 0);
    if (size === 0) break;
    const step = (eagerness * (now.total - reachable * 1000)) / size;
    const prices = now.prices.map((price, c) =>
      Math.max(part.classes[c]!.alone * 1000, Math.round(price + step * excess[c]!)),
    );
    now = boundsAt(part, prices);
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

function boundsAt(part: Part, prices: readonly Milli[]): Bounds {
  const tables = part.activities.map((activity, index) => tableOf(part, activity, index, prices));
  let total = 0;
  part.classes.forEach(({ units }, c) => {
    total += units.length * prices[c]!;
  });
  for (const { at } of tables) total += at[0]!.get(0)!;
  return { prices, tables, total };
}

/** By class: how often each of its units is wanted at these prices, less the once that it can be had. */
function excessOf(part: Part, { prices, tables }: Bounds): number[] {
  const wanted = part.classes.map(() => 0);
  part.activities.forEach((activity, index) => {
    const { at } = tables[index]!;
    let state = 0;
    let position = 0;
    forEachUnit(part, index, (c) => {
      const here = at[position]!.get(state)!;
      position++;
      if (at[position]!.get(state) === here) return;
      for (const step of steps(activity, state, part.classes[c]!.price)) {
        const after = at[position]!.get(step.next);
        if (after === undefined || step.gain * 1000 - prices[c]! + after !== here) continue;
        wanted[c]!++;
        state = step.next;
        return;
      }
    });
  });
  return wanted.map((count, c) => {
    const { units, alone } = part.classes[c]!;
    // At the price of what they get alone, units that nobody else wants are content.
    return prices[c] === alone * 1000 && count < units.length ? 0 : count / units.length - 1;
  });
}

function tableOf(part: Part, activity: Activity, index: number, prices: readonly Milli[]): Table {
  const classes: number[] = [];
  forEachUnit(part, index, (c) => classes.push(c));
  const reached: Set<number>[] = [new Set([0])];
  classes.forEach((c, position) => {
    const next = new Set(reached[position]!);
    const toCome = classes.length - position - 1;
    for (const state of reached[position]!) {
      for (const step of steps(activity, state, part.classes[c]!.price)) {
        if (activity.need(step.next) <= toCome) next.add(step.next);
      }
    }
    reached.push(next);
  });
  let after = new Map<number, Milli>();
  for (const state of reached[classes.length]!) if (activity.need(state) === 0) after.set(state, 0);
  const at = [after];
  for (let position = classes.length - 1; position >= 0; position--) {
    const c = classes[position]!;
    const here = new Map<number, Milli>();
    for (const state of reached[position]!) {
      let best = after.get(state);
      for (const step of steps(activity, state, part.classes[c]!.price)) {
        const future = after.get(step.next);
        if (future === undefined) continue;
        const worth = step.gain * 1000 - prices[c]! + future;
        if (best === undefined || worth > best) best = worth;
      }
      if (best !== undefined) here.set(state, best);
    }
    after = here;
    at.push(here);
  }
  return { at: at.reverse() };
}

function steps(activity: Activity, state: number, price: number) {
  const take = activity.relaxed ?? activity.take;
  const found = [];
  for (let role = 0; role < activity.roles; role++) {
    const step = take(state, price, role);
    if (step !== undefined) found.push(step);
  }
  return found;
}

function forEachUnit(part: Part, activity: number, visit: (c: number) => void): void {
  part.classes.forEach(({ activities, units }, c) => {
    if (activities.includes(activity)) for (let n = 0; n < units.length; n++) visit(c);
  });
}
