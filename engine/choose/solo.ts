/** A part with one activity: nobody to agree with, so one sweep over its graph is the whole search. */

import type { Part } from "./part.ts";
import type { PartFound } from "./solve-part.ts";

/** Undefined where there is more to it: rivals, a limit on value, or a graph that promises too much. */
export function solo(part: Part): PartFound | undefined {
  const { graphs, classesOf, classes, costOf, recounts, meters } = part;
  if (graphs.length !== 1 || meters.length > 0 || recounts[0] !== undefined) return undefined;
  const { length, layers, skip, edges, to, gain, done, claimed } = graphs[0]!;
  const own = classesOf[0]!;
  const [each] = costOf as [number];
  const value: number[] = [];
  const cost: number[] = [];
  /** The edge that is taken from each node, -1 for leaving the unit. */
  const choice: number[] = [];
  value[layers[length]!] = 0;
  cost[layers[length]!] = 0;
  for (let p = length - 1; p >= 0; p--) {
    const { alone, aloneCost } = classes[own[p]!]!;
    for (let node = layers[p + 1]! - 1; node >= layers[p]!; node--) {
      const next = skip[node]!;
      let best = next === -1 ? Number.NEGATIVE_INFINITY : value[next]! + alone * 1000;
      let price = next === -1 ? 0 : cost[next]! + aloneCost;
      let chosen = -1;
      for (let edge = edges[node]!; edge < edges[node + 1]!; edge++) {
        const worth = gain[edge]! + value[to[edge]!]!;
        const costs = done[edge]! * each + claimed[edge]! + cost[to[edge]!]!;
        if (worth < best || (worth === best && costs >= price)) continue;
        best = worth;
        price = costs;
        chosen = edge;
      }
      value[node] = best;
      cost[node] = price;
      choice[node] = chosen;
    }
  }
  const given: number[] = [];
  let node = 0;
  for (let p = 0; p < length; p++) {
    const chosen = choice[node]!;
    if (chosen !== -1) given.push(own[p]!);
    node = chosen === -1 ? skip[node]! : to[chosen]!;
  }
  // Units that it is never offered stay with what they get alone.
  let total = value[0]!;
  let offered = 0;
  for (let c = 0; c < classes.length; c++) {
    const { units, alone } = classes[c]!;
    let count = 0;
    while (offered < length && own[offered] === c) {
      offered++;
      count++;
    }
    total += (units.length - count) * alone * 1000;
  }
  return { value: total, bound: total, steps: value.length, given: [given], gained: undefined };
}
