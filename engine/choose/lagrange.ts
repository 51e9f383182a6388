/**
 * Prices that make rivals agree. Every unit gets a price to whoever takes it; with prices paid, activities no longer
 * compete, and each one's best plan is a sweep over its own graph. What the units cost plus what the plans are worth is
 * more than any solution, whatever the prices (Lagrangian duality). They rise where several want the same unit and
 * fall where nobody does, until the bound is small and the plans hardly clash.
 */

import type { Part } from "./part.ts";
import { divisorOf, type Milli } from "./shape.ts";

/** What is already decided about an activity and one of its units. */
export const FREE = 0;
export const FORCED = 1;
export const FORBIDDEN = 2;

const CENT: Milli = 1000;

/** What a node or an edge costs that is laid beside the others. */
const WORK_A_GRAPH = 4;

/** All graphs of a part side by side, with room for prices and plans. */
export interface Model {
  readonly part: Part;
  readonly classes: number;
  readonly activities: number;
  /** By activity, the first of its places (a place is one unit offered to it); one entry more. */
  readonly places: Int32Array;
  /** By place: its class. */
  readonly classAt: Int32Array;
  /** By place, the first node of its layer; by activity one entry more for the end node. */
  readonly layerAt: Int32Array;
  readonly skip: Int32Array;
  readonly edges: Int32Array;
  readonly to: Int32Array;
  readonly gain: Float64Array;
  /** By class. */
  readonly units: Float64Array;
  readonly alone: Float64Array;
  /** By activity: which part of its gains is counted; less than all where a limit on value has its own price. */
  readonly scale: Float64Array;
  /** By meter: what a cent more of its limit on value would be worth, 0 to 1. */
  readonly lambda: Float64Array;
  /** By node: the best that is still to come. */
  readonly value: Float64Array;
  /** By node: the best that leads there. */
  readonly before: Float64Array;
  /** By meter: what the plans last looked at gain together. */
  readonly gained: Float64Array;
  /** By class: how often its units are taken by the plans last looked at. */
  readonly wanted: Int32Array;
  /** By place: taken by its activity's plan. */
  readonly taken: Uint8Array;
  /** By place: price and decision of the last sweep, so that what has not changed is not swept again. */
  readonly lastPrice: Float64Array;
  readonly lastFixed: Uint8Array;
  /** By activity: the gain of its plan before prices. */
  readonly planned: Float64Array;
  /** By activity: the worth of its plan at the prices last used. */
  readonly worth: Float64Array;
  /** Whatever solutions are worth, they differ by as much, or by a multiple of it: whole cents at least. */
  readonly grain: Milli;
  /** False once a solution was counted that may save more than was seen. */
  isSure: boolean;
  /** Edges and nodes looked at so far. */
  work: number;
}

export function modelOf(part: Part): Model {
  const { graphs, classes, classesOf } = part;
  let nodes = 0;
  let edgeCount = 0;
  let placeCount = 0;
  for (const graph of graphs) {
    nodes += graph.skip.length;
    edgeCount += graph.to.length;
    placeCount += graph.length;
  }
  const places = new Int32Array(graphs.length + 1);
  const classAt = new Int32Array(placeCount);
  const layerAt = new Int32Array(placeCount + graphs.length);
  const skip = new Int32Array(nodes);
  const edges = new Int32Array(nodes + 1);
  const to = new Int32Array(edgeCount);
  const gain = new Float64Array(edgeCount);
  let node = 0;
  let edge = 0;
  let place = 0;
  graphs.forEach((graph, a) => {
    places[a] = place;
    for (let p = 0; p <= graph.length; p++) layerAt[place + a + p] = node + graph.layers[p]!;
    for (let p = 0; p < graph.length; p++) classAt[place + p] = classesOf[a]![p]!;
    for (let n = 0; n < graph.skip.length; n++) {
      skip[node + n] = graph.skip[n] === -1 ? -1 : node + graph.skip[n]!;
      edges[node + n] = edge + graph.edges[n]!;
    }
    for (let e = 0; e < graph.to.length; e++) {
      to[edge + e] = node + graph.to[e]!;
      gain[edge + e] = graph.gain[e]!;
    }
    node += graph.skip.length;
    edge += graph.to.length;
    place += graph.length;
  });
  places[graphs.length] = place;
  edges[nodes] = edge;
  return {
    part,
    classes: classes.length,
    activities: graphs.length,
    places,
    classAt,
    layerAt,
    skip,
    edges,
    to,
    gain,
    units: Float64Array.from(classes, ({ units }) => units.length),
    alone: Float64Array.from(classes, ({ alone }) => alone * 1000),
    scale: new Float64Array(graphs.length).fill(1),
    lambda: new Float64Array(part.meters.length),
    gained: new Float64Array(part.meters.length),
    value: new Float64Array(nodes),
    before: new Float64Array(nodes),
    wanted: new Int32Array(classes.length),
    taken: new Uint8Array(placeCount),
    lastPrice: new Float64Array(placeCount).fill(Number.NaN),
    lastFixed: new Uint8Array(placeCount),
    planned: new Float64Array(graphs.length),
    worth: new Float64Array(graphs.length),
    grain: grainOf(part, gain),
    isSure: true,
    work: part.work + WORK_A_GRAPH * (nodes + edgeCount),
  };
}

function grainOf({ classes, meters, recounts }: Part, gains: Float64Array): Milli {
  if (meters.length > 0 || recounts.some((one) => one !== undefined)) return CENT;
  let grain = 0;
  for (const { alone } of classes) grain = divisorOf(grain, alone * CENT);
  for (let at = 0; at < gains.length && grain !== CENT; at++) grain = divisorOf(grain, Math.abs(gains[at]!));
  return grain % CENT === 0 && grain > 0 ? grain : CENT;
}

/** The activity's best plan at these prices; -Infinity where what is forced can't be. */
export function sweep(model: Model, a: number, prices: Float64Array, fixed: Uint8Array): Milli {
  const { places, classAt, layerAt, skip, edges, to, gain, value } = model;
  const first = places[a]!;
  const end = places[a + 1]!;
  const scale = model.scale[a]!;
  value[layerAt[end + a]!] = 0;
  for (let place = end - 1; place >= first; place--) {
    const price = prices[classAt[place]!]!;
    const state = fixed[place]!;
    const last = layerAt[place + a + 1]!;
    for (let node = layerAt[place + a]!; node < last; node++) {
      let best = Number.NEGATIVE_INFINITY;
      if (state !== FORCED) {
        const next = skip[node]!;
        if (next !== -1) best = value[next]!;
      }
      if (state !== FORBIDDEN) {
        for (let edge = edges[node]!; edge < edges[node + 1]!; edge++) {
          const worth = gain[edge]! * scale - price + value[to[edge]!]!;
          if (worth > best) best = worth;
        }
      }
      value[node] = best;
    }
  }
  model.work +=
    layerAt[end + a]! - layerAt[first + a]! + edges[layerAt[end + a]!]! - edges[layerAt[first + a]!]!;
  const worth = value[layerAt[first + a]!]!;
  model.worth[a] = worth;
  model.lastPrice[first] = Number.NaN;
  return worth;
}

/** Writes the plan of the activity last swept at these prices; returns what it gains before prices. */
export function plan(model: Model, a: number, prices: Float64Array, fixed: Uint8Array): Milli {
  const { places, classAt, layerAt, skip, edges, to, gain, value, wanted, taken } = model;
  const first = places[a]!;
  const end = places[a + 1]!;
  const scale = model.scale[a]!;
  let gained = 0;
  let node = layerAt[first + a]!;
  for (let place = first; place < end; place++) {
    const here = value[node]!;
    const next = skip[node]!;
    taken[place] = 0;
    if (fixed[place] !== FORCED && next !== -1 && value[next] === here) {
      node = next;
      continue;
    }
    const price = prices[classAt[place]!]!;
    for (let edge = edges[node]!; edge < edges[node + 1]!; edge++) {
      if (gain[edge]! * scale - price + value[to[edge]!]! !== here) continue;
      gained += gain[edge]!;
      taken[place] = 1;
      wanted[classAt[place]!]!++;
      node = to[edge]!;
      break;
    }
  }
  return gained;
}

/** The bound at these prices, plans written down. */
export function boundAt(model: Model, prices: Float64Array, fixed: Uint8Array): Milli {
  const { classes, activities, units, wanted, part, lambda, gained } = model;
  wanted.fill(0);
  gained.fill(0);
  let total = 0;
  for (let meter = 0; meter < lambda.length; meter++)
    if (lambda[meter]! > 0) total += lambda[meter]! * part.meters[meter]!.most;
  for (let c = 0; c < classes; c++) total += units[c]! * prices[c]!;
  for (let a = 0; a < activities; a++) {
    let gain: Milli;
    if (isUnchanged(model, a, prices, fixed)) {
      gain = model.planned[a]!;
      for (let place = model.places[a]!; place < model.places[a + 1]!; place++)
        if (model.taken[place]) wanted[model.classAt[place]!]!++;
    } else {
      if (sweep(model, a, prices, fixed) === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
      gain = plan(model, a, prices, fixed);
      model.planned[a] = gain;
      for (let place = model.places[a]!; place < model.places[a + 1]!; place++) {
        model.lastPrice[place] = prices[model.classAt[place]!]!;
        model.lastFixed[place] = fixed[place]!;
      }
    }
    const worth = model.worth[a]!;
    const meter = part.meterOf[a];
    if (meter !== undefined) gained[meter]! += gain;
    total += worth;
  }
  return total;
}

/** Prices and decisions are those of the last look, and nobody else has used the activity's tables since. */
function isUnchanged(model: Model, a: number, prices: Float64Array, fixed: Uint8Array): boolean {
  const { places, classAt, lastPrice, lastFixed } = model;
  if (model.part.meterOf[a] !== undefined || Number.isNaN(lastPrice[places[a]!]!)) return false;
  let isDecided = true;
  let isSame = true;
  for (let place = places[a]!; place < places[a + 1]!; place++) {
    if (lastFixed[place] !== fixed[place]) return false;
    if (fixed[place] === FREE) isDecided = false;
    if (lastPrice[place] !== prices[classAt[place]!]) isSame = false;
  }
  model.work += places[a + 1]! - places[a]!;
  if (isSame || !isDecided) return isSame;
  // Its plan is what was decided, at whatever price.
  let worth = model.planned[a]!;
  for (let place = places[a]!; place < places[a + 1]!; place++) {
    lastPrice[place] = prices[classAt[place]!]!;
    if (model.taken[place]) worth -= lastPrice[place]!;
  }
  model.worth[a] = worth;
  return true;
}
