/**
 * What a limit on value is used for. A heap is laid out in menus: of a few units each, all that may be done with them.
 * One dish is taken of every menu, so that what they save fills the limit and costs as little as possible otherwise: a
 * knapsack over cents.
 */

import type { Cents } from "../basket.ts";
import type { Exceeding } from "../promotion.ts";

/** One way of using a few units. */
export interface Dish {
  /** What each of its sets saves. */
  readonly savings: readonly Cents[];
  /** What its units would save otherwise. */
  readonly loss: Cents;
  /** For ties: the fewest applications, then units. */
  readonly sets: number;
  readonly units: number;
}

export interface Served<One extends Dish> {
  readonly dishes: readonly One[];
  /** What they save within the limit, less what is lost. */
  readonly cents: Cents;
  readonly work: number;
}

/** In one number: a cent counts more than all applications, an application more than all units. */
const CENT = 1 << 24;
const SET = 1 << 12;
/** Looks at a sum that a piece of work stands for. */
const LOOKS_A_WORK = 4;

/** A dish as the knapsack sees it: what is held against the limit, and the set that may pass it. */
interface Portion {
  readonly dish: number;
  readonly held: Cents;
  readonly passing: Cents;
  readonly worth: number;
}

interface Step {
  /** By place: the place that it comes from, and the portion that leads there, -1 for none. */
  readonly before: Int32Array;
  readonly portion: Int16Array;
}

/** At most one dish of every menu. `limit` in cents, above 0. */
export function served<One extends Dish>(
  menus: readonly (readonly One[])[],
  limit: Cents,
  exceeding: Exceeding,
): Served<One> {
  const mayPass = exceeding === "overshoot";
  const most = menus.map((menu) => menu.reduce((all, { savings }) => Math.max(all, total(savings)), 0));
  // Whoever comes last may pass the limit as long as something is left of it.
  const size = Math.min(mayPass ? limit - 1 : limit, total(most));
  // A place is a sum that is held against the limit; one more row of them for when one has passed it.
  let values = new Float64Array((size + 1) * (mayPass ? 2 : 1)).fill(Number.NEGATIVE_INFINITY);
  values[0] = 0;
  const portions = menus.map((menu) => portionsOf(menu, mayPass));
  const trail: Step[] = [];
  let reach = 0;
  let looks = 0;
  menus.forEach((_, at) => {
    const next = values.slice();
    const before = new Int32Array(values.length);
    const portion = new Int16Array(values.length).fill(-1);
    portions[at]!.forEach(({ held, passing, worth }, index) => {
      // What a cap cuts is not held.
      const last = exceeding === "cap" ? reach : Math.min(reach, size - held);
      for (let row = 0; row < values.length; row += size + 1) {
        if (row > 0 && passing > 0) break;
        const target = passing > 0 ? size + 1 : row;
        for (let used = 0; used <= last; used++) {
          const value = values[row + used]! + worth;
          const to = target + Math.min(size, used + held);
          if (value <= next[to]!) continue;
          next[to] = value;
          before[to] = row + used;
          portion[to] = index;
        }
        looks += last + 1;
      }
    });
    values = next;
    reach = Math.min(size, reach + most[at]!);
    trail.push({ before, portion });
  });
  let place = 0;
  let worth = Number.NEGATIVE_INFINITY;
  values.forEach((value, one) => {
    const all = value + (one % (size + 1)) * CENT;
    if (all <= worth) return;
    worth = all;
    place = one;
  });
  let cents = place % (size + 1);
  const dishes: One[] = [];
  for (let at = menus.length - 1; at >= 0; at--) {
    const { before, portion } = trail[at]!;
    if (portion[place] === -1) continue;
    const { dish, passing } = portions[at]![portion[place]!]!;
    dishes.push(menus[at]![dish]!);
    cents += passing - menus[at]![dish]!.loss;
    place = before[place]!;
  }
  dishes.reverse();
  return { dishes, cents, work: Math.ceil(looks / LOOKS_A_WORK) };
}

/** Of dishes that are held against the limit for as much, only the best. */
function portionsOf(menu: readonly Dish[], mayPass: boolean): Portion[] {
  const found = new Map<string, Portion>();
  menu.forEach(({ savings, loss, sets, units }, dish) => {
    const all = total(savings);
    for (const passing of mayPass ? new Set([0, ...savings]) : [0]) {
      const held = all - passing;
      const worth = (passing - loss) * CENT - sets * SET - units;
      const key = `${held}/${passing > 0}`;
      const known = found.get(key);
      if (known === undefined || worth > known.worth) found.set(key, { dish, held, passing, worth });
    }
  });
  return [...found.values()];
}

function total(cents: readonly Cents[]): Cents {
  return cents.reduce((sum, one) => sum + one, 0);
}
