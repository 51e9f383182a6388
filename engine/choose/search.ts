/**
 * The plain search over one part, for the many small ones and for limits that several activities share.
 *
 * Units are offered one by one, dearest first. For each, every partial solution branches: leave the unit to the best
 * promotion that needs no company, or give it to one of the activities. Two partial solutions whose activities and
 * meters are in the same state have the same future, so only the better one lives (dynamic programming); one whose
 * upper bound can't reach the best known solution dies (bounding). Both keep the optimum. Only where more partial
 * solutions are alive than `width` allows are the least promising dropped, and then the best bound among the dropped
 * says how much may have been lost.
 */

import type { Model } from "./lagrange.ts";
import type { UnitClass } from "./part.ts";
import type { Milli } from "./shape.ts";

interface Node {
  readonly value: Milli;
  readonly cost: number;
  /** Of the activities, nodes of their graphs; then of the meters. */
  state: readonly number[];
  /** What the activities may still gain at the prices of the bound, those with a meter apart. */
  future: Milli;
  /** All of that, meters seen. */
  hope: Milli;
  readonly back: Node | undefined;
  /** Activity that got the unit, -1 for none. */
  readonly activity: number;
}

export interface Found {
  readonly value: Milli;
  readonly steps: number;
  /** No solution is worth more than this. Equals `value` where the search was complete. */
  readonly bound: Milli;
  /** By activity: how many units of each class it was given, as classes in order. */
  readonly given: readonly (readonly number[])[];
}

/** `model` was swept at `prices`. `atLeast`: a value known to be reachable; what can't get there is not pursued. */
export function search(model: Model, prices: Float64Array, width: number, atLeast: Milli): Found | undefined {
  const { part, value } = model;
  const { classes, activities, meters } = part;
  const count = activities.length;
  const state = new Array<number>(count + meters.length).fill(0);
  let future = 0;
  for (let a = 0; a < count; a++) {
    state[a] = model.layerAt[model.places[a]! + a]!;
    if (part.meterOf[a] === undefined) future += value[state[a]!]!;
  }
  let rest = 0;
  for (let c = 0; c < classes.length; c++) rest += model.units[c]! * prices[c]!;
  let alive: Node[] = [{ value: 0, cost: 0, state, future, hope: 0, back: undefined, activity: -1 }];
  const ends = model.places.slice();
  let steps = 0;
  let dropped: Milli = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < classes.length; c++) {
    const unitClass = classes[c]!;
    for (const a of unitClass.activities) {
      while (ends[a]! < model.places[a + 1]! && model.classAt[ends[a]!] === c) ends[a]!++;
    }
    for (let n = 0; n < unitClass.units.length; n++) {
      const isLast = n + 1 === unitClass.units.length;
      const next = new Map<string, Node>();
      rest -= prices[c]!;
      const least = atLeast - rest;
      for (const node of alive) {
        steps += 1 + unitClass.activities.length;
        branch(model, unitClass, ends, isLast, least, node, next);
      }
      alive = [...next.values()];
      if (alive.length > width) {
        alive.sort((a, b) => b.value + b.hope - (a.value + a.hope));
        const lost = alive[width]!;
        dropped = Math.max(dropped, lost.value + lost.hope + rest);
        alive.length = width;
      }
    }
  }
  model.work += steps * (30 + 2 * state.length);
  let best: Node | undefined;
  for (const node of alive) if (best === undefined || isBetter(node, best)) best = node;
  return best === undefined ? undefined : readBack(model, best, steps, dropped);
}

function isBetter(a: Node, b: Node): boolean {
  return a.value > b.value || (a.value === b.value && a.cost < b.cost);
}

function branch(
  model: Model,
  unitClass: UnitClass,
  ends: Int32Array,
  isLast: boolean,
  least: Milli,
  node: Node,
  next: Map<string, Node>,
): void {
  const { part, layerAt, edges, to, gain, value } = model;
  const { graphs, meterOf, meters, costOf } = part;
  add(model, unitClass, isLast ? ends : undefined, least, next, {
    value: node.value + unitClass.alone * 1000,
    cost: node.cost + unitClass.aloneCost,
    state: node.state,
    future: node.future,
    hope: 0,
    back: node,
    activity: -1,
  });
  for (const a of unitClass.activities) {
    const from = node.state[a]!;
    // It has had as many of this class as it may.
    if (from >= layerAt[ends[a]! + a]!) continue;
    const graph = graphs[a]!;
    const offset = edges[from]! - graph.edges[from - layerAt[model.places[a]! + a]!]!;
    for (let edge = edges[from]!; edge < edges[from + 1]!; edge++) {
      const state = node.state.slice();
      state[a] = to[edge]!;
      const done = graph.done[edge - offset]!;
      let more = gain[edge]!;
      const meter = meterOf[a];
      if (meter !== undefined) {
        const at = graphs.length + meter;
        const cents = more / 1000;
        const metered = meters[meter]!.advance(state[at]!, cents, done, graph.claimed[edge - offset]!);
        if (metered === undefined) continue;
        state[at] = metered.next;
        more = metered.gain * 1000;
      }
      add(model, unitClass, isLast ? ends : undefined, least, next, {
        value: node.value + more,
        cost: node.cost + done * costOf[a]!,
        state,
        future: meter === undefined ? node.future - value[from]! + value[to[edge]!]! : node.future,
        hope: 0,
        back: node,
        activity: a,
      });
    }
  }
}

/** After the last unit of a class (`ends` given) its suitors go on to the next one. */
function add(
  model: Model,
  unitClass: UnitClass,
  ends: Int32Array | undefined,
  least: Milli,
  next: Map<string, Node>,
  node: Node,
): void {
  if (ends !== undefined) {
    const { layerAt, skip, value } = model;
    let state: number[] | undefined;
    let { future } = node;
    for (const a of unitClass.activities) {
      const from = node.state[a]!;
      const end = layerAt[ends[a]! + a]!;
      if (from >= end) continue;
      let at = from;
      while (at !== -1 && at < end) at = skip[at]!;
      if (at === -1) return;
      state ??= node.state.slice();
      state[a] = at;
      if (model.part.meterOf[a] === undefined) future += value[at]! - value[from]!;
    }
    if (state !== undefined) {
      node.state = state;
      node.future = future;
    }
  }
  const hope = node.future + (model.part.meters.length === 0 ? 0 : meteredHope(model, node.state));
  if (node.value + hope < least) return;
  node.hope = hope;
  const key = keyOf(node.state);
  const known = next.get(key);
  if (known === undefined || isBetter(node, known)) next.set(key, node);
}

/** What activities with a meter may still gain: no more than the meter leaves. */
function meteredHope({ part, value, lambda }: Model, state: readonly number[]): Milli {
  const { meters, meterOf } = part;
  const sums = meters.map(() => 0);
  meterOf.forEach((meter, a) => {
    if (meter !== undefined) sums[meter]! += value[state[a]!]!;
  });
  let hope = 0;
  for (let meter = 0; meter < meters.length; meter++) {
    const left = meters[meter]!.left(state[meterOf.length + meter]!) * 1000;
    const price = lambda[meter]!;
    hope += Math.min(price > 0 ? sums[meter]! + price * left : sums[meter]!, left);
  }
  return hope;
}

/** States are mostly small numbers: then one character each, which is far cheaper than writing them out. */
function keyOf(state: readonly number[]): string {
  for (const one of state) if (one > 0xffff) return state.join();
  return String.fromCharCode.apply(null, state as number[]);
}

function readBack(model: Model, best: Node, steps: number, dropped: Milli): Found {
  const { classes } = model.part;
  const given: number[][] = model.part.activities.map(() => []);
  const order = classes.flatMap(({ units }, c) => units.map(() => c));
  let at = order.length - 1;
  for (let node = best; node.back !== undefined; node = node.back, at--) {
    if (node.activity !== -1) given[node.activity]!.push(order[at]!);
  }
  for (const list of given) list.reverse();
  return { value: best.value, steps, bound: Math.max(best.value, dropped), given };
}
