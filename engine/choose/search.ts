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
import type { Activity } from "./activity.ts";
import type { Bounds, Milli } from "./bound.ts";
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
  /** By activity: the classes of the units offered to it, one entry a unit. */
  readonly classesOf: readonly (readonly number[])[];
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
  /** Of the activities, then of the meters. */
  readonly state: readonly number[];
  /** What the activities' tables say is still to come. */
  readonly future: Milli;
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
export function search(part: Part, bounds: Bounds, width: number, atLeast: Cents): Found {
  const { classes, activities } = part;
  const blank = new Array<number>(activities.length + part.meters.length).fill(0);
  let rest = classes.reduce((sum, { units }, c) => sum + units.length * bounds.prices[c]!, 0);
  const root = { value: 0, cost: 0, state: blank, future: bounds.total - rest, back: undefined };
  let alive: Node[] = [{ ...root, activity: -1, role: 0 }];
  const positions = activities.map(() => 0);
  let steps = 0;
  let dropped: Milli = -1;
  for (let c = 0; c < classes.length; c++) {
    const unitClass = classes[c]!;
    for (let n = 0; n < unitClass.units.length; n++) {
      const next = new Map<string, Node>();
      for (const node of alive) {
        steps += 1 + unitClass.activities.length;
        branch(part, bounds, unitClass, positions, node, next);
      }
      for (const index of unitClass.activities) positions[index]!++;
      rest -= bounds.prices[c]!;
      const least = atLeast * 1000 - rest;
      alive = [];
      for (const node of next.values()) if (node.value * 1000 + node.future >= least) alive.push(node);
      if (alive.length > width) {
        alive.sort((a, b) => b.value * 1000 + b.future - (a.value * 1000 + a.future));
        const kept = narrowed(part, alive, width);
        // The best among those that are let go.
        const lost = alive[width - Math.ceil(width / 4)]!;
        dropped = Math.max(dropped, lost.value * 1000 + lost.future + rest);
        alive = kept;
      }
    }
  }
  let best: Node | undefined;
  for (const node of alive) if (best === undefined || isBetter(node, best)) best = node;
  return readBack(part, best, steps, dropped);
}

/**
 * Most places go to the highest bounds, a quarter to those with the fewest units still owed to open sets: many open
 * sets promise much, and may then all wait for the same unit.
 */
function narrowed(part: Part, alive: readonly Node[], width: number): Node[] {
  const ambitious = width - Math.ceil(width / 4);
  const kept = alive.slice(0, ambitious);
  const owed = new Map<Node, number>();
  const others = alive.slice(ambitious);
  for (const node of others) {
    owed.set(
      node,
      part.activities.reduce((sum, { need }, index) => sum + need(node.state[index]!), 0),
    );
  }
  others.sort((a, b) => owed.get(a)! - owed.get(b)!);
  return [...kept, ...others.slice(0, width - ambitious)];
}

function isBetter(a: Node, b: Node): boolean {
  return a.value > b.value || (a.value === b.value && a.cost < b.cost);
}

function branch(
  part: Part,
  bounds: Bounds,
  unitClass: UnitClass,
  positions: readonly number[],
  node: Node,
  next: Map<string, Node>,
): void {
  const { state } = node;
  // What is still to come if the unit goes to none of the activities; NaN where an open set then stays open.
  let future = node.future;
  let stuck = -1;
  for (const index of unitClass.activities) {
    const after = bestFuture(part, bounds, index, positions[index]! + 1, state[index]!);
    future -= bestFuture(part, bounds, index, positions[index]!, state[index]!)!;
    if (after !== undefined) future += after;
    else if (stuck === -1) stuck = index;
    else return;
  }
  if (stuck === -1) {
    keep(next, {
      value: node.value + unitClass.alone,
      cost: node.cost + unitClass.aloneCost,
      state,
      future,
      back: node,
      activity: -1,
      role: 0,
    });
  }
  for (const index of unitClass.activities) {
    // An activity that can't do without this unit leaves it to nobody else.
    if (stuck !== -1 && stuck !== index) continue;
    const activity = part.activities[index]!;
    const without =
      stuck === index ? 0 : bestFuture(part, bounds, index, positions[index]! + 1, state[index]!)!;
    for (let role = 0; role < activity.roles; role++) {
      const step = activity.take(state[index]!, unitClass.price, role);
      if (step === undefined) continue;
      const after = bestFuture(part, bounds, index, positions[index]! + 1, step.next);
      if (after === undefined) continue;
      const changed = state.slice();
      changed[index] = step.next;
      let gain = step.gain;
      const meter = part.meterOf[index];
      if (meter !== undefined) {
        const at = part.activities.length + meter;
        const metered = part.meters[meter]!.advance(state[at]!, gain, step.done, part.sizeOf[index]!);
        if (metered === undefined) continue;
        changed[at] = metered.next;
        gain = metered.gain;
      }
      keep(next, {
        value: node.value + gain,
        cost: node.cost + step.done * part.costOf[index]!,
        state: changed,
        future: future - without + after,
        back: node,
        activity: index,
        role,
      });
    }
  }
}

/** States are mostly small numbers: then one character each, which is far cheaper than writing them out. */
function keyOf(state: readonly number[]): string {
  for (const one of state) if (one > 0xffff) return state.join();
  return String.fromCharCode.apply(null, state as number[]);
}

/** The same state has the same future, so only the better past is worth keeping. */
function keep(next: Map<string, Node>, child: Node): void {
  const key = keyOf(child.state);
  const known = next.get(key);
  if (known === undefined || isBetter(child, known)) next.set(key, child);
}

function bestFuture(
  part: Part,
  bounds: Bounds,
  index: number,
  position: number,
  state: number,
): Milli | undefined {
  const { at } = bounds.tables[index]!;
  const { relaxed } = part.activities[index]!;
  if (relaxed === undefined) return at[position]![state];
  const known = relaxed.lookUp(state);
  const future = at[position]![known.state];
  return future === undefined ? undefined : future + known.cents * 1000;
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
