/**
 * Units that an activity has taken so far, whoever stands with whom: for a deal whose sets are rounded as a whole. Its
 * graph counts fractions and promises a little too much; what a heap really saves is counted at the end.
 */

import type { Milli } from "./shape.ts";

export class Heap {
  /** The most by which the graph's promise may be too high, for the same units. */
  readonly margin: Milli;
  readonly totals: Milli[] = [0];
  readonly #next: Map<number, number>[] = [new Map()];

  constructor(margin: Milli) {
    this.margin = margin;
  }

  /** The heap with one more unit of this kind, for which the graph promised `gain`. 0 is the empty heap. */
  with(heap: number, good: number, gain: Milli): number {
    const key = gain * KINDS_MAX + good;
    let next = this.#next[heap]!.get(key);
    if (next === undefined) {
      next = this.#next.push(new Map()) - 1;
      this.totals.push(this.totals[heap]! + gain);
      this.#next[heap]!.set(key, next);
    }
    return next;
  }
}

const KINDS_MAX = 1 << 20;
