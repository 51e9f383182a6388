/**
 * The exact search over one independent part of a layer.
 *
 * Units are offered one by one, dearest first. For each, every partial solution branches: leave the unit to the best
 * promotion that needs no company, or give it to one of the open activities. Two partial solutions whose activities
 * and meters are in the same state have the same future, so only the better one lives (dynamic programming); one
 * whose upper bound can't reach the best known solution dies (bounding). Both keep the optimum. Only where more
 * partial solutions are alive than `width` allows are the least promising dropped, and then the best bound among the
 * dropped says how much may have been lost.
 */

import type { Cents } from "../basket.ts";
import type { Activity, Milli } from "./activity.ts";
import type { Meter } from "./meter.ts";

/** Units that no activity can tell apart. */
export interface UnitClass {
  readonly price: Cents;
  /** In canonical order. */
  readonly units: readonly number[];
  /** What each saves on its own, at best. */
  readonly alone: Cents;
  readonly aloneCost: number;
  /** Indexes of the part's activities that may take these units. */
  readonly activities: readonly number[];
}

export interface Part {
  /** Dearest first. */
  readonly classes: readonly UnitClass[];
  readonly activities: readonly Activity[];
  /** By activity: which of `meters` counts for it, if any. */
  readonly meterOf: readonly (number | undefined)[];
  readonly meters: readonly Meter[];
  /** By activity: what one application costs in a tie (coupons count more than applications). */
  readonly costOf: readonly number[];
  /** By activity: units of one application. */
  readonly sizeOf: readonly number[];
}

interface Node {
  readonly value: Cents;
  readonly cost: number;
  readonly state: readonly number[];
  readonly back: Node | undefined;
  /** Activity that got the unit, -1 for none. */
  readonly activity: number;
  readonly role: number;
}

export interface Found {
  readonly value: Cents;
  readonly cost: number;
  readonly steps: number;
  /** No solution is worth more than this. Equals `value` where the search was complete. */
  readonly boundCents: Cents;
  /** By activity: the units it was given and their roles. */
  readonly given: readonly { readonly units: readonly number[]; readonly roles: readonly number[] }[];
  /** Units left to themselves. */
  readonly alone: readonly number[];
}

/** `atLeast`: a value known to be reachable; partial solutions that can't get there are not pursued. */
export function search(part: Part, width: number, atLeast: Cents): Found {
  const { classes, activities } = part;
  const rest = potentials(part);
  const later = laterUnits(part);
  const blank = new Array<number>(activities.length + part.meters.length).fill(0);
  let alive: Node[] = [{ value: 0, cost: 0, state: blank, back: undefined, activity: -1, role: 0 }];
  let steps = 0;
  let dropped: Milli = -1;
  let unitIndex = 0;
  for (let c = 0; c < classes.length; c++) {
    const unitClass = classes[c]!;
    for (let n = unitClass.units.length - 1; n >= 0; n--) {
      const next = new Map<string, Node>();
      for (const node of alive) {
        steps += 1 + unitClass.activities.length;
        branch(part, unitClass, node, next);
      }
      unitIndex++;
      alive = [];
      const bounds: Milli[] = [];
      for (const node of next.values()) {
        if (!canClose(part, node, c, n, later)) continue;
        const bound = boundOf(part, node, c, n, rest[unitIndex]!, later);
        if (bound < atLeast * 1000) continue;
        alive.push(node);
        bounds.push(bound);
      }
      if (alive.length > width) {
        const order = alive.map((_, i) => i).sort((a, b) => bounds[b]! - bounds[a]! || a - b);
        dropped = Math.max(dropped, bounds[order[width]!]!);
        const kept = order.slice(0, width).map((i) => alive[i]!);
        // One without open sets always stays: whatever happens to the others, it can be finished.
        if (!kept.some((node) => isClosed(part, node))) {
          const closed = order.map((i) => alive[i]!).find((node) => isClosed(part, node));
          if (closed !== undefined) kept[width - 1] = closed;
        }
        alive = kept;
      }
    }
  }
  let best: Node | undefined;
  for (const node of alive) if (best === undefined || isBetter(node, best)) best = node;
  return readBack(part, best, steps, dropped);
}

function isBetter(a: Node, b: Node): boolean {
  return a.value > b.value || (a.value === b.value && a.cost < b.cost);
}

function branch(part: Part, unitClass: UnitClass, node: Node, next: Map<string, Node>): void {
  const keep = (child: Node) => {
    const key = child.state.join();
    const known = next.get(key);
    if (known === undefined || isBetter(child, known)) next.set(key, child);
  };
  keep({
    value: node.value + unitClass.alone,
    cost: node.cost + unitClass.aloneCost,
    state: node.state,
    back: node,
    activity: -1,
    role: 0,
  });
  for (const index of unitClass.activities) {
    const activity = part.activities[index]!;
    for (let role = 0; role < activity.roles; role++) {
      const step = activity.take(node.state[index]!, unitClass.price, role);
      if (step === undefined) continue;
      const state = node.state.slice();
      state[index] = step.next;
      let gain = step.gain;
      const meter = part.meterOf[index];
      if (meter !== undefined) {
        const at = part.activities.length + meter;
        const metered = part.meters[meter]!.advance(state[at]!, gain, step.done, part.sizeOf[index]!);
        if (metered === undefined) continue;
        state[at] = metered.next;
        gain = metered.gain;
      }
      const cost = node.cost + step.done * part.costOf[index]!;
      keep({ value: node.value + gain, cost, state, back: node, activity: index, role });
    }
  }
}

/** By number of units offered: the most that the units after them may bring. */
function potentials(part: Part): Milli[] {
  const rest: Milli[] = [0];
  for (let c = part.classes.length - 1; c >= 0; c--) {
    const { price, units, alone, activities } = part.classes[c]!;
    let most = alone * 1000;
    for (const index of activities) most = Math.max(most, part.activities[index]!.potential(price));
    for (let n = 0; n < units.length; n++) rest.push(rest[rest.length - 1]! + most);
  }
  return rest.reverse();
}

interface Later {
  /** By class: eligible units in the classes after it. */
  readonly count: readonly number[];
  /** By class: price of the next class after it that is eligible; 0 where there is none. */
  readonly price: readonly Cents[];
  readonly here: readonly boolean[];
}

function laterUnits(part: Part): Later[] {
  return part.activities.map((_, index) => {
    const here = part.classes.map(({ activities }) => activities.includes(index));
    const count: number[] = [];
    const price: number[] = [];
    let units = 0;
    let nextPrice = 0;
    for (let c = part.classes.length - 1; c >= 0; c--) {
      count[c] = units;
      price[c] = nextPrice;
      if (!here[c]) continue;
      units += part.classes[c]!.units.length;
      nextPrice = part.classes[c]!.price;
    }
    return { count, price, here };
  });
}

function isClosed(part: Part, node: Node): boolean {
  return part.activities.every((activity, index) => activity.need(node.state[index]!) === 0);
}

/** Every open set can still find the units that it needs. */
function canClose(part: Part, node: Node, c: number, left: number, later: readonly Later[]): boolean {
  for (let index = 0; index < part.activities.length; index++) {
    const state = node.state[index]!;
    if (state === 0) continue;
    const { here, count } = later[index]!;
    const available = count[c]! + (here[c] ? left : 0);
    if (part.activities[index]!.need(state) > available) return false;
  }
  return true;
}

function boundOf(
  part: Part,
  node: Node,
  c: number,
  left: number,
  rest: Milli,
  later: readonly Later[],
): Milli {
  let bound = node.value * 1000 + rest;
  for (let index = 0; index < part.activities.length; index++) {
    const state = node.state[index]!;
    if (state === 0) continue;
    // The dearest price that may come: that of the class at hand, or of the next one that is eligible.
    const { here, price } = later[index]!;
    const next = left > 0 && here[c] ? part.classes[c]!.price : price[c]!;
    bound += part.activities[index]!.credit(state, next);
  }
  return bound;
}

function readBack(part: Part, best: Node | undefined, steps: number, dropped: Milli): Found {
  const given = part.activities.map(() => ({ units: [] as number[], roles: [] as number[] }));
  const alone: number[] = [];
  const order = part.classes.flatMap(({ units }) => units);
  let at = order.length - 1;
  for (let node = best; node?.back !== undefined; node = node.back, at--) {
    if (node.activity === -1) alone.push(order[at]!);
    else {
      given[node.activity]!.units.push(order[at]!);
      given[node.activity]!.roles.push(node.role);
    }
  }
  for (const { units, roles } of given) {
    units.reverse();
    roles.reverse();
  }
  const value = best?.value ?? 0;
  const boundCents = Math.max(value, Math.floor(dropped / 1000));
  return { value, cost: best?.cost ?? 0, steps, boundCents, given, alone };
}
