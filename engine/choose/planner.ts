/**
 * The best plan of one activity while units have prices and odd crowds are charged for. Its graph is unrolled once more
 * for the crowds: a plan remembers of each whether it holds an odd number of its units, and pays with every second one.
 */

import type { Graph } from "./graph.ts";
import { FORBIDDEN, FORCED } from "./lagrange.ts";
import type { Milli } from "./shape.ts";

/**
 * Classes, and activities, of which all plans together hold at most `pairs` pairs: two units of any of the classes within
 * one plan, a plan of one of the activities counting as one unit more.
 */
export interface Crowd {
  readonly classes: readonly number[];
  readonly activities: readonly number[];
  readonly pairs: number;
}

/** What a plan costs: by class and by crowd; and by activity which part of its gains counts (less than all under a limit on value). */
export interface Tariff {
  readonly prices: Float64Array;
  readonly tolls: Float64Array;
  readonly scale: Float64Array;
}

interface Charged extends Pick<Graph, "layers" | "skip" | "edges" | "to" | "gain"> {
  /** By edge: the crowds that charge for it, one bit each. */
  readonly charged: Int32Array;
}

/** Crowds that one plan pays for, and nodes for that: each may double what it has to remember. */
const CROWDS_MAX = 20;
const NODES_MAX = 20_000;

export class Planner {
  readonly a: number;
  /** By place. */
  readonly classes: readonly number[];
  /** Crowds that charge it, and all that it was made for (beyond a few it is let off, which makes the bound no lower). */
  readonly crowds: readonly number[];
  readonly heard: ReadonlySet<number>;
  /** Of the best plan last looked for. */
  worth: Milli = 0;
  gained: Milli = 0;
  readonly taken: Uint8Array;
  readonly size: number;
  /** Nodes and edges looked at so far. */
  looked = 0;

  private readonly graph: Charged;
  /** What the last look was at, so that what has not changed is not looked at again. */
  private readonly lastPrices: Float64Array;
  private readonly lastFixed: Uint8Array;
  private readonly lastTolls: Float64Array;
  private lastScale = Number.NaN;
  private readonly cost: Float64Array;
  private readonly value: Float64Array;
  private readonly before: Float64Array;

  constructor(a: number, graph: Graph, classes: readonly number[], all: readonly (Crowd | undefined)[]) {
    this.a = a;
    this.classes = classes;
    this.taken = new Uint8Array(classes.length);
    this.heard = new Set(all.flatMap((crowd, index) => (crowd === undefined ? [] : [index])));
    let crowds = [...this.heard].filter((index) => this.canFill(all[index]!)).slice(0, CROWDS_MAX);
    let charged = unrolled(graph, marksOf(a, classes, crowds, all));
    while (charged === undefined) {
      crowds = crowds.slice(0, crowds.length >> 1);
      charged = unrolled(graph, marksOf(a, classes, crowds, all));
    }
    this.crowds = crowds;
    this.graph = charged;
    const { skip, to } = this.graph;
    this.cost = new Float64Array(to.length);
    this.value = new Float64Array(skip.length);
    this.before = new Float64Array(skip.length);
    this.size = skip.length + to.length;
    this.lastPrices = new Float64Array(classes.length);
    this.lastFixed = new Uint8Array(classes.length);
    this.lastTolls = new Float64Array(crowds.length);
  }

  /** A plan of it can hold two of the crowd. */
  canFill({ classes, activities }: Crowd): boolean {
    let count = activities.includes(this.a) ? 1 : 0;
    for (const c of this.classes) if (classes.includes(c)) count++;
    return count >= 2;
  }

  /** Nothing of it has changed since the last look. Takes note of what has. */
  private isKnown({ prices, tolls, scale }: Tariff, fixed: Uint8Array, from: number): boolean {
    const { classes, crowds, lastPrices, lastFixed, lastTolls } = this;
    let isSame = this.lastScale === scale[this.a];
    this.lastScale = scale[this.a]!;
    for (let place = 0; place < classes.length; place++) {
      const price = prices[classes[place]!]!;
      const state = fixed[from + place]!;
      if (price === lastPrices[place] && state === lastFixed[place]) continue;
      lastPrices[place] = price;
      lastFixed[place] = state;
      isSame = false;
    }
    for (let k = 0; k < crowds.length; k++) {
      const toll = tolls[crowds[k]!]!;
      if (toll === lastTolls[k]) continue;
      lastTolls[k] = toll;
      isSame = false;
    }
    return isSame;
  }

  /** Finds the best plan; -Infinity where what is forced can't be. `from`: its first place in `fixed`. */
  look(tariff: Tariff, fixed: Uint8Array, from: number): Milli {
    if (this.isKnown(tariff, fixed, from)) return this.worth;
    const { prices, tolls, scale } = tariff;
    this.looked += this.size;
    const { cost, value, classes, crowds } = this;
    const { layers, skip, edges, to, gain, charged } = this.graph;
    const places = classes.length;
    const counted = scale[this.a]!;
    value[skip.length - 1] = 0;
    for (let place = places - 1; place >= 0; place--) {
      const price = prices[classes[place]!]!;
      const state = fixed[from + place]!;
      for (let node = layers[place]!; node < layers[place + 1]!; node++) {
        let best = Number.NEGATIVE_INFINITY;
        const next = skip[node]!;
        if (state !== FORCED && next !== -1) best = value[next]!;
        if (state !== FORBIDDEN) {
          for (let edge = edges[node]!; edge < edges[node + 1]!; edge++) {
            let worth = gain[edge]! * counted - price;
            const bits = charged[edge]!;
            if (bits !== 0) {
              for (let k = 0; k < crowds.length; k++) if (bits & (1 << k)) worth -= tolls[crowds[k]!]!;
            }
            cost[edge] = worth;
            worth += value[to[edge]!]!;
            if (worth > best) best = worth;
          }
        }
        value[node] = best;
      }
    }
    this.worth = value[0]!;
    return this.worth;
  }

  /** Reads the plan last looked for into `taken` and `gained`. */
  read(fixed: Uint8Array, from: number): void {
    const { cost, value, taken } = this;
    const { skip, edges, to, gain } = this.graph;
    let node = 0;
    this.gained = 0;
    for (let place = 0; place < taken.length; place++) {
      const here = value[node]!;
      const next = skip[node]!;
      taken[place] = 0;
      if (fixed[from + place] !== FORCED && next !== -1 && value[next] === here) {
        node = next;
        continue;
      }
      for (let edge = edges[node]!; edge < edges[node + 1]!; edge++) {
        if (cost[edge]! + value[to[edge]!]! !== here) continue;
        this.gained += gain[edge]!;
        taken[place] = 1;
        node = to[edge]!;
        break;
      }
    }
  }

  /**
   * After `look`: decides places whose best plan with, or without, them is worth less than `least`. Returns how many;
   * -1 where neither will do.
   */
  rule(fixed: Uint8Array, from: number, least: Milli): number {
    const { cost, value, before, classes } = this;
    const { layers, skip, edges, to } = this.graph;
    before.fill(Number.NEGATIVE_INFINITY);
    before[0] = 0;
    let decided = 0;
    for (let place = 0; place < classes.length; place++) {
      const state = fixed[from + place]!;
      let withIt = Number.NEGATIVE_INFINITY;
      let without = Number.NEGATIVE_INFINITY;
      for (let node = layers[place]!; node < layers[place + 1]!; node++) {
        const so = before[node]!;
        if (so === Number.NEGATIVE_INFINITY) continue;
        const next = skip[node]!;
        if (state !== FORCED && next !== -1) {
          if (so > before[next]!) before[next] = so;
          if (so + value[next]! > without) without = so + value[next]!;
        }
        if (state === FORBIDDEN) continue;
        for (let edge = edges[node]!; edge < edges[node + 1]!; edge++) {
          const worth = so + cost[edge]!;
          const end = to[edge]!;
          if (worth > before[end]!) before[end] = worth;
          if (worth + value[end]! > withIt) withIt = worth + value[end]!;
        }
      }
      if (withIt < least && without < least) return -1;
      if (state === FORCED || state === FORBIDDEN) continue;
      if (withIt < least) fixed[from + place] = FORBIDDEN;
      else if (without < least) fixed[from + place] = FORCED;
      else continue;
      decided++;
    }
    return decided;
  }
}

/** What a plan must remember of crowds, one bit each. */
interface Marks {
  readonly count: number;
  /** Those of which the activity itself is one. */
  readonly start: number;
  /** By place: those that its unit belongs to, and those of which units are still to come after it. */
  readonly touched: Int32Array;
  readonly toCome: Int32Array;
}

function marksOf(
  a: number,
  classes: readonly number[],
  crowds: readonly number[],
  all: readonly (Crowd | undefined)[],
): Marks {
  const touched = new Int32Array(classes.length);
  const toCome = new Int32Array(classes.length);
  let start = 0;
  crowds.forEach((index, k) => {
    const crowd = all[index]!;
    if (crowd.activities.includes(a)) start |= 1 << k;
    let last = 0;
    classes.forEach((c, place) => {
      if (!crowd.classes.includes(c)) return;
      touched[place]! |= 1 << k;
      last = place;
    });
    for (let place = 0; place < last; place++) toCome[place]! |= 1 << k;
  });
  return { count: crowds.length, start, touched, toCome };
}

/** The graph once more, each node for every set of crowds that may hold an odd number of units there. Undefined: too large. */
function unrolled(graph: Graph, { count: bitsCount, start, touched, toCome }: Marks): Charged | undefined {
  if (bitsCount === 0) return { ...graph, charged: new Int32Array(graph.to.length) };
  const width = 2 ** bitsCount;
  const layers = new Int32Array(graph.length + 2);
  const skip: number[] = [];
  const edges: number[] = [0];
  const to: number[] = [];
  const gain: number[] = [];
  const charged: number[] = [];
  let here = new Map<number, number>([[start, 0]]);
  let count = 1;
  for (let place = 0; place < graph.length; place++) {
    const next = new Map<number, number>();
    const meet = (node: number, bits: number) => {
      const key = node * width + bits;
      let at = next.get(key);
      if (at === undefined) {
        at = count++;
        next.set(key, at);
      }
      return at;
    };
    const wants = touched[place]!;
    const live = toCome[place]!;
    for (const key of here.keys()) {
      const node = Math.floor(key / width);
      const bits = key % width;
      const left = graph.skip[node]!;
      skip.push(left === -1 ? -1 : meet(left, bits & live));
      for (let edge = graph.edges[node]!; edge < graph.edges[node + 1]!; edge++) {
        to.push(meet(graph.to[edge]!, (bits ^ wants) & live));
        gain.push(graph.gain[edge]!);
        charged.push(bits & wants);
      }
      edges.push(to.length);
    }
    layers[place + 1] = skip.length;
    if (skip.length > NODES_MAX) return undefined;
    here = next;
  }
  skip.push(-1);
  edges.push(to.length);
  layers[graph.length + 1] = skip.length;
  return {
    layers,
    skip: Int32Array.from(skip),
    edges: Int32Array.from(edges),
    to: Int32Array.from(to),
    gain: Float64Array.from(gain),
    charged: Int32Array.from(charged),
  };
}
