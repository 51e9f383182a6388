/**
 * Prices anew, on the way: what the partial solutions alive have decided makes other prices right for the units to
 * come, and at those many of them can no longer reach what they must.
 */

import type { Frontier } from "./frontier.ts";
import { type Model, sweep } from "./lagrange.ts";
import type { Milli } from "./shape.ts";

/** Partial solutions that prices are fitted to, and rounds of fitting. */
const SAMPLE = 24;
const ROUNDS = 24;

/**
 * Writes prices of the classes from `from` on that lower what the partial solutions hope for on the average, and leaves
 * the model swept at them. `least`: what value and hope, units to come paid, must reach.
 */
export function retighten(
  model: Model,
  frontier: Frontier,
  prices: Float64Array,
  from: number,
  least: Milli,
): Float64Array {
  const { classes, units, alone, activities } = model;
  const sample: number[] = [];
  const count = Math.min(SAMPLE, frontier.count);
  for (let n = 0; n < count; n++) sample.push(Math.floor(((n + 0.5) * frontier.count) / count));
  const none = new Uint8Array(model.classAt.length);
  const wanted = new Float64Array(classes);
  const direction = new Float64Array(classes);
  let best = Number.POSITIVE_INFINITY;
  let bestPrices: Float64Array = prices;
  let now: Float64Array = prices.slice();
  let eagerness = 1;
  let stale = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const isLast = round === ROUNDS;
    if (isLast) now = bestPrices;
    for (let a = 0; a < activities; a++) sweep(model, a, now, none);
    if (isLast) break;
    let rest = 0;
    for (let c = from; c < classes; c++) rest += units[c]! * now[c]!;
    wanted.fill(0);
    let mean = 0;
    for (const row of sample) {
      let bound = frontier.value[row]! + rest;
      for (let a = 0; a < activities; a++) {
        const node = frontier.state[row * frontier.width + a]!;
        bound += model.value[node]!;
        model.work += follow(model, a, node, now, wanted);
      }
      mean += bound;
    }
    mean /= count;
    if (mean < best - 1) {
      best = mean;
      bestPrices = now;
      stale = 0;
    } else if (++stale >= 3) {
      eagerness /= 2;
      stale = 0;
    }
    if (best < least) continue;
    let size = 0;
    for (let c = from; c < classes; c++) {
      let step = wanted[c]! / count - units[c]! + 0.5 * direction[c]!;
      if (step < 0 && now[c]! <= alone[c]!) step = 0;
      direction[c] = step;
      size += step * step;
    }
    if (size === 0) continue;
    const length = (eagerness * Math.max(500, mean - least + 20_000)) / size;
    const next = now.slice();
    for (let c = from; c < classes; c++) next[c] = Math.max(alone[c]!, now[c]! + length * direction[c]!);
    now = next;
  }
  return bestPrices;
}

/** Counts the units that the activity's best plan takes from this node on. Returns the places looked at. */
function follow(model: Model, a: number, from: number, prices: Float64Array, wanted: Float64Array): number {
  const { places, classAt, layerAt, skip, edges, to, gain, value } = model;
  const scale = model.scale[a]!;
  const end = places[a + 1]!;
  let place = places[a]!;
  while (place < end && from >= layerAt[place + a + 1]!) place++;
  let node = from;
  for (; place < end; place++) {
    const here = value[node]!;
    const next = skip[node]!;
    if (next !== -1 && value[next] === here) {
      node = next;
      continue;
    }
    const price = prices[classAt[place]!]!;
    for (let edge = edges[node]!; edge < edges[node + 1]!; edge++) {
      if (gain[edge]! * scale - price + value[to[edge]!]! !== here) continue;
      wanted[classAt[place]!]!++;
      node = to[edge]!;
      break;
    }
  }
  return end - places[a]!;
}
