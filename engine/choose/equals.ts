/**
 * Of solutions that save the same the one that comes first (`ties.ts`), where there are too many for a search to follow.
 * What uses up less is made a part of what is saved, too small to outweigh a cent, and branching finds the best once
 * more: first of coupons and applications. What no solution with so few of them does is ruled out; what is left is
 * little enough to be searched for the first of all, units counted too.
 */

import { Branching } from "./branch.ts";
import type { Graph } from "./graph.ts";
import { boundAt, FORBIDDEN, FORCED, type Model, modelOf } from "./lagrange.ts";
import type { Mix } from "./mix.ts";
import { APPLICATION_IN_UNITS, type Part } from "./part.ts";
import { SLACK } from "./pricing.ts";
import { classesTaken, type Incumbent, savedBy } from "./repair.ts";
import { type Found, type Nothing, searchWhole } from "./search.ts";
import type { Milli } from "./shape.ts";
import { COUPON_COST } from "./worth.ts";

/** Whole cents are told apart by so much, and so is here what solutions use up. */
const STEP: Milli = 1000;

/** What is searched for must be worth as much as what is known; prices are fractions of large numbers. */
const NEARLY = STEP * 0.4;

/** Beyond, such numbers are no longer told apart by fractions of a step. */
const WORTH_MAX: Milli = 2 ** 50;

/** Rounds of looking for first prices of what is left. */
const WARM_ROUNDS = 40;

/** What a coupon, an application and a unit cost, in steps. */
interface Costs {
  readonly coupon: number;
  readonly application: number;
  readonly unit: number;
}

export interface Ordered {
  /** By activity: the classes of its units. */
  readonly given: readonly (readonly number[])[];
  /** Nothing saves more, and what saves as much does not use up fewer coupons or have fewer applications. */
  readonly isProven: boolean;
  /** It is the first of all. */
  readonly isFirst: boolean;
}

/**
 * The first of all that save most, as far as `workMax` goes. `taken`: by place, a solution to begin with; it need not be
 * the best. `proofMax`: what branching may take. `root`: a program that has bounded what is saved.
 */
export function firstOfEquals(
  model: Model,
  taken: Uint8Array,
  proofMax: number,
  workMax: number,
  root?: Mix,
): Ordered {
  const workEnd = model.work + workMax;
  const begun = root === undefined ? model : ruled(model, root, savedBy(model, taken));
  const part = { ...begun.part, work: begun.work };
  const units = part.classes.reduce((sum, { turns }) => sum + turns.length, 0);
  const all = countedIn(part, { coupon: (units + 1) ** 2, application: units + 1, unit: 1 }, units);
  const fewest = countedIn(part, { coupon: units + 1, application: 1, unit: 0 }, units);
  const least: Incumbent = { value: 0, taken: taken.slice() };
  let found: Found | Nothing | undefined;
  let isProven = false;
  if (all !== undefined && fewest !== undefined) {
    const proofEnd = Math.min(workEnd, all.work + proofMax);
    if (root !== undefined) found = searched(all, taken, (all.work + proofEnd) / 2);
    if (!found?.isFirst) {
      fewest.work = all.work;
      least.value = savedBy(fewest, taken);
      const branching = new Branching(fewest, least, proofEnd);
      isProven = branching.run() < least.value + fewest.grain - SLACK;
      const few = ruled(all, branching.root, least.value);
      found = searched(few, least.taken, workEnd);
      all.work = few.work;
    }
    model.work = all.work;
  }
  if (found?.isFirst) return { given: found.given, isProven: true, isFirst: true };
  return { given: part.graphs.map((_, a) => classesTaken(model, a, least.taken)), isProven, isFirst: false };
}

/** What comes before the solution that is known, or is that. */
function searched(model: Model, taken: Uint8Array, workEnd: number): Found | Nothing {
  const value = savedBy(model, taken);
  const nothing = new Uint8Array(taken.length);
  const branching = new Branching(model, { value, taken }, workEnd);
  branching.fit(WARM_ROUNDS, false);
  const { root } = branching;
  root.settle(nothing, value - NEARLY, workEnd);
  const fewer = ruled(model, root, value);
  boundAt(fewer, root.tariff.prices, nothing);
  const found = searchWhole(fewer, root.tariff.prices, workEnd - fewer.work, value - NEARLY);
  model.work = fewer.work;
  return found;
}

/** Can be asked: all that a solution saves and uses up lies in its graphs. */
export function isOrderly({ meters, rooms, recounts }: Part): boolean {
  return meters.length + rooms.length === 0 && recounts.every((one) => one === undefined);
}

/** The same without what no solution does that is worth `value`. */
function ruled(model: Model, root: Mix, value: Milli): Model {
  const fixed = new Uint8Array(model.classAt.length);
  root.rule(fixed, root.tariff, value - NEARLY);
  const { part, places } = model;
  const graphs = part.graphs.map((graph, a) => decided(graph, fixed.subarray(places[a]!, places[a + 1]!)));
  return modelOf({ ...part, graphs, work: root.model.work });
}

/**
 * The same part, of whose gains what their units use up is taken off: less than a cent for all that could be used.
 * Undefined where these numbers grow too large.
 */
function countedIn(part: Part, { coupon, application, unit }: Costs, units: number): Model | undefined {
  const rank = (cost: number, claimed: number) => {
    const price = cost / APPLICATION_IN_UNITS;
    return Math.floor(price / COUPON_COST) * coupon + (price % COUPON_COST) * application + claimed * unit;
  };
  const worth = part.classes.reduce((sum, { price, turns }) => sum + price * turns.length, 0);
  // No more than as many applications as units, each with coupons of its own.
  const dearest = Math.max(...part.costOf, ...part.classes.map(({ aloneCost }) => aloneCost));
  const scale = rank(dearest, 1) * units + 1;
  if (worth * 1000 * scale > WORTH_MAX) return undefined;
  const graphs = part.graphs.map((graph, a) => ({
    ...graph,
    gain: graph.gain.map(
      (gain, edge) => gain * scale - STEP * rank(graph.done[edge]! * part.costOf[a]!, graph.claimed[edge]!),
    ),
  }));
  const classes = part.classes.map((one) => ({
    ...one,
    alone: one.alone * scale - (one.aloneCost === 0 ? 0 : rank(one.aloneCost - 1, 1)),
  }));
  return modelOf({ ...part, classes, graphs });
}

/** The same graph without what is ruled out. */
function decided(graph: Graph, fixed: Uint8Array): Graph {
  const { length, layers } = graph;
  const count = graph.skip.length;
  /** Where leaving the unit may still lead. */
  const leaving = graph.skip.slice();
  /** By node: the end can be reached from it. */
  const isOpen = new Uint8Array(count);
  isOpen[count - 1] = 1;
  const movesOf = (place: number, node: number) => {
    const moves: number[] = [];
    if (place === length || fixed[place] === FORBIDDEN) return moves;
    for (let edge = graph.edges[node]!; edge < graph.edges[node + 1]!; edge++)
      if (isOpen[graph.to[edge]!]) moves.push(edge);
    return moves;
  };
  for (let place = length - 1; place >= 0; place--) {
    for (let node = layers[place]!; node < layers[place + 1]!; node++) {
      if (fixed[place] === FORCED || !isOpen[leaving[node]!]) leaving[node] = -1;
      if (leaving[node] !== -1 || movesOf(place, node).length > 0) isOpen[node] = 1;
    }
  }
  const at = new Int32Array(count).fill(-1);
  const isMet = new Uint8Array(count);
  isMet[0] = 1;
  const nodes: number[] = [];
  const edges = [0];
  const kept: number[] = [];
  const newLayers = new Int32Array(length + 2);
  for (let place = 0; place <= length; place++) {
    newLayers[place] = nodes.length;
    for (let node = layers[place]!; node < layers[place + 1]!; node++) {
      if (!isMet[node]) continue;
      at[node] = nodes.push(node) - 1;
      if (leaving[node] !== -1) isMet[leaving[node]!] = 1;
      const moves = movesOf(place, node);
      for (const edge of moves) isMet[graph.to[edge]!] = 1;
      kept.push(...moves);
      edges.push(kept.length);
    }
  }
  newLayers[length + 1] = nodes.length;
  edges.push(kept.length);
  const nodeOf = (node: number) => (node === -1 ? -1 : at[node]!);
  return {
    length,
    layers: newLayers,
    skip: Int32Array.from(nodes, (node) => nodeOf(leaving[node]!)),
    edges: Int32Array.from(edges),
    to: Int32Array.from(kept, (edge) => nodeOf(graph.to[edge]!)),
    gain: Float64Array.from(kept, (edge) => graph.gain[edge]!),
    done: Uint8Array.from(kept, (edge) => graph.done[edge]!),
    claimed: Uint8Array.from(kept, (edge) => graph.claimed[edge]!),
    role: Uint8Array.from(kept, (edge) => graph.role[edge]!),
  };
}
