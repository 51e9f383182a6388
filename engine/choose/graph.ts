/**
 * A shape unrolled over the units that it is offered, dearest first: one layer a unit, one node a state that can be
 * reached and can still be finished. With a price on every unit, its best plan is one sweep over the edges.
 */

import type { Move, Remembered } from "./shape.ts";

/** What it costs to unroll a node, beside the moves that are met for the first time. */
const WORK_A_NODE = 60;

export interface Graph {
  /** Units offered. */
  readonly length: number;
  /** By layer, the first node; one entry more than layers, the last layer being the single end node. */
  readonly layers: Int32Array;
  /** By node: where leaving the unit leads; -1 where the open set needs it. */
  readonly skip: Int32Array;
  /** By node, the first edge; one entry more. */
  readonly edges: Int32Array;
  readonly to: Int32Array;
  readonly gain: Float64Array;
  readonly done: Uint8Array;
  readonly claimed: Uint8Array;
  readonly role: Uint8Array;
}

/**
 * Units of one class are alike, so an activity takes the first of them or none: who left one leaves the others too.
 * Undefined where it would have more than `nodesMax` nodes, or the shape's work would pass `workMax`.
 */
export function unroll(
  shape: Remembered,
  goods: readonly number[],
  classes: readonly number[],
  nodesMax: number,
  workMax = Number.POSITIVE_INFINITY,
): Graph | undefined {
  const length = goods.length;
  const states: number[][] = [[0]];
  const places: Map<number, number>[] = [];
  let total = 1;
  /** From here on units are all of one class: who leaves one is done. */
  let tail = length;
  while (tail > 0 && classes[tail - 1] === classes[length - 1]) tail--;
  const leaving = (state: number, p: number) => (p >= tail && shape.need(state) === 0 ? 0 : state);
  for (let p = 0; p < length; p++) {
    const place = new Map<number, number>();
    const next: number[] = [];
    const toCome = length - p - 1;
    const isAlike = p + 1 < length && classes[p + 1] === classes[p];
    // Twice the state, and one more where the class has been left.
    const meet = (state: number, left: 0 | 1) => {
      const key = state * 2 + left;
      if (place.has(key) || shape.need(state) > toCome) return;
      if (toCome > 0 && shape.isLost?.(state, goods[p + 1]!)) return;
      place.set(key, next.length);
      next.push(key);
    };
    for (const key of states[p]!) {
      if (shape.work > workMax) return undefined;
      const left = (key & 1) === 1;
      const state = (key - (key & 1)) / 2;
      meet(isAlike ? leaving(state, p) : state, isAlike ? 1 : 0);
      if (!left) for (const move of shape.moves(state, goods[p]!)) meet(move.next, 0);
    }
    total += next.length;
    shape.work += WORK_A_NODE * next.length;
    if (total > nodesMax) return undefined;
    states.push(next);
    places.push(place);
  }
  // Backwards: only what can be finished stays. Numbers are given layer by layer from the end, then turned round.
  const kept: Node[][] = [];
  let after: Int32Array = new Int32Array(states[length]!.length).fill(0);
  for (let p = length - 1; p >= 0; p--) {
    const here = new Int32Array(states[p]!.length).fill(-1);
    const layer: Node[] = [];
    const place = places[p]!;
    const isAlike = p + 1 < length && classes[p + 1] === classes[p];
    const at = (state: number, left: 0 | 1) => {
      const index = place.get(state * 2 + left);
      return index === undefined ? -1 : after[index]!;
    };
    states[p]!.forEach((key, index) => {
      const left = (key & 1) === 1;
      const state = (key - (key & 1)) / 2;
      const skip = at(isAlike ? leaving(state, p) : state, isAlike ? 1 : 0);
      const moves: { to: number; move: Move }[] = [];
      if (!left)
        for (const move of shape.moves(state, goods[p]!)) {
          const to = at(move.next, 0);
          if (to !== -1) moves.push({ to, move });
        }
      if (skip === -1 && moves.length === 0) return;
      here[index] = layer.length;
      layer.push({ skip, moves });
    });
    kept.push(layer);
    after = here;
  }
  kept.reverse();
  return packed(kept, length);
}

interface Node {
  readonly skip: number;
  readonly moves: readonly { readonly to: number; readonly move: Move }[];
}

function packed(kept: readonly (readonly Node[])[], length: number): Graph {
  const layers = new Int32Array(length + 2);
  let nodes = 0;
  let count = 0;
  kept.forEach((layer, p) => {
    layers[p] = nodes;
    nodes += layer.length;
    for (const { moves } of layer) count += moves.length;
  });
  layers[length] = nodes;
  layers[length + 1] = nodes + 1;
  const skip = new Int32Array(nodes + 1).fill(-1);
  const edges = new Int32Array(nodes + 2);
  const to = new Int32Array(count);
  const gain = new Float64Array(count);
  const done = new Uint8Array(count);
  const claimed = new Uint8Array(count);
  const role = new Uint8Array(count);
  let node = 0;
  let edge = 0;
  kept.forEach((layer, p) => {
    const base = layers[p + 1]!;
    for (const one of layer) {
      edges[node] = edge;
      skip[node] = one.skip === -1 ? -1 : base + one.skip;
      for (const { to: next, move } of one.moves) {
        to[edge] = base + next;
        gain[edge] = move.gain;
        done[edge] = move.done;
        claimed[edge] = move.claimed;
        role[edge] = move.role;
        edge++;
      }
      node++;
    }
  });
  edges[nodes] = edge;
  edges[nodes + 1] = edge;
  return { length, layers, skip, edges, to, gain, done, claimed, role };
}
