/** A part with one activity: nobody to agree with, so one sweep over its graph is the whole search. */

import type { Part } from "./part.ts";
import type { PartFound } from "./solve-part.ts";
import { apart } from "./ties.ts";

/** Undefined where there is more to it: rivals, limits that its graph does not keep, or a graph that promises too much. */
export function solo(part: Part): PartFound | undefined {
  const { graphs, classesOf, classes, isWoven, costOf, recounts, meters, rooms } = part;
  if (graphs.length !== 1 || meters.length + rooms.length > 0 || recounts[0] !== undefined) return undefined;
  const { length, layers, skip, edges, to, gain, done, claimed } = graphs[0]!;
  const own = classesOf[0]!;
  const [each] = costOf as [number];
  const value: number[] = [];
  const cost: number[] = [];
  /** The edge that is taken from each node, -1 for leaving the unit. */
  const choice: number[] = [];
  /** Of two ways of going on that save and cost the same, the first comes before the second. */
  const isFirst = (p: number, edge: number, other: number, next: number): boolean => {
    const mine = new Int32Array(1);
    const theirs = new Int32Array(1);
    let [node, otherNode] = [to[edge]!, other === -1 ? next : to[other]!];
    // Until here both have taken all of the class.
    let from = p;
    while (from > 0 && own[from - 1] === own[p]) from--;
    mine[0] = p - from + 1;
    theirs[0] = other === -1 ? p - from : mine[0];
    let order = 0;
    for (let q = p + 1; ; q++) {
      const c = own[q - 1]!;
      if (q === length || own[q] !== c) {
        const found = apart(classes[c]!, mine, theirs);
        if (found !== 0 && (order === 0 || Math.abs(found) < Math.abs(order))) order = found;
        if (q === length || node === otherNode || (order !== 0 && !isWoven)) return order > 0;
        mine[0] = 0;
        theirs[0] = 0;
      }
      const [chosen, otherChosen] = [choice[node]!, choice[otherNode]!];
      if (chosen !== -1) mine[0]!++;
      if (otherChosen !== -1) theirs[0]!++;
      node = chosen === -1 ? skip[node]! : to[chosen]!;
      otherNode = otherChosen === -1 ? skip[otherNode]! : to[otherChosen]!;
    }
  };
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
        if (worth < best || (worth === best && costs > price)) continue;
        if (worth === best && costs === price && !isFirst(p, edge, chosen, next)) continue;
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
  return {
    value: total,
    bound: total,
    isFirst: true,
    steps: value.length,
    given: [given],
    gained: undefined,
  };
}
