/**
 * The exact search of a contested part: prices first, then what no optimal solution can hold is ruled out, then the pair
 * of activity and unit that is least agreed upon is tried both ways. Every solution met on the way raises what is to
 * be beaten.
 */

import { boundAt, FORBIDDEN, FORCED, FREE, type Model, plan, sweep } from "./lagrange.ts";
import { Pricing, ROOT_ROUNDS, ROUNDS, SLACK } from "./pricing.ts";
import type { Incumbent } from "./repair.ts";
import type { Milli } from "./shape.ts";

/** Activities that start anew together, what each attempt may cost, and what all of them may take of the work. */
const NEIGHBOURS = 20;
const NEIGHBOURS_WORK = 500_000;
const NEIGHBOURS_SHARE = 0.6;
/** How sure of a unit plans must be for a dive to give it away. */
const DIVES = [0.9, 0.75, 0.6];
const DIVE_DEPTH = 40;
const DIVE_ROUNDS = 12;
const QUICK_ROUNDS = 10;
const PROBES = 6;
const PROBE_ROUNDS = 5;

/** Improves the incumbent until nothing better exists or the work is used up; returns the bound that is then left. */
export function branch(model: Model, incumbent: Incumbent, workMax: number): Milli {
  const search = new Branching(model, incumbent, model.work + workMax);
  return search.run();
}

interface Open {
  readonly fixed: Uint8Array;
  readonly prices: Float64Array;
  readonly bound: Milli;
}

class Branching extends Pricing {
  lastPrices: Float64Array;
  /** Looks for a better solution only, and asks no advice where to branch. */
  isQuick = false;

  constructor(model: Model, incumbent: Incumbent, workEnd: number) {
    super(model, incumbent, workEnd);
    this.lastPrices = model.alone;
  }
  run(): Milli {
    const { model, incumbent } = this;
    const root = {
      fixed: new Uint8Array(model.classAt.length),
      prices: this.firstPrices(),
      bound: Number.POSITIVE_INFINITY,
    };
    const open = this.look(root, ROOT_ROUNDS);
    const end = this.workEnd;
    if (open.length > 0) this.neighbours(open[0]!, model.work + (end - model.work) * NEIGHBOURS_SHARE);
    this.workEnd = end;
    return Math.max(incumbent.value, this.explore(open));
  }

  /** The highest bound among those that could not be looked into; -Infinity where all were. */
  explore(open: Open[]): Milli {
    const { incumbent } = this;
    while (open.length > 0) {
      if (this.isTired()) {
        let left = Number.NEGATIVE_INFINITY;
        for (const { bound } of open) left = Math.max(left, bound);
        return left;
      }
      const node = open.pop()!;
      if (node.bound < incumbent.value + 1000 - SLACK) continue;
      open.push(...this.look(node, this.isQuick ? QUICK_ROUNDS : ROUNDS));
    }
    return Number.NEGATIVE_INFINITY;
  }

  /** Lets some activities that want the same units start anew while all others keep what they have. */
  neighbours({ prices }: Open, workEnd: number): void {
    const { model, incumbent } = this;
    const { activities, places, classAt } = model;
    if (activities <= NEIGHBOURS || this.isHeavy) return;
    let lastGain = 0;
    for (let turn = 0; turn - lastGain < activities && model.work < workEnd; turn++) {
      const seed = turn % activities;
      const mine = new Set<number>();
      for (let place = places[seed]!; place < places[seed + 1]!; place++) mine.add(classAt[place]!);
      const shared = Array.from({ length: activities }, (_, a) => {
        let count = a === seed ? Number.MAX_SAFE_INTEGER : 0;
        if (a !== seed)
          for (let place = places[a]!; place < places[a + 1]!; place++)
            if (mine.has(classAt[place]!)) count++;
        return { a, count };
      });
      shared.sort((a, b) => b.count - a.count || a.a - b.a);
      const fixed = new Uint8Array(classAt.length);
      for (let place = 0; place < fixed.length; place++)
        fixed[place] = incumbent.taken[place] ? FORCED : FORBIDDEN;
      for (const { a } of shared.slice(0, NEIGHBOURS))
        for (let place = places[a]!; place < places[a + 1]!; place++) fixed[place] = FREE;
      const before = incumbent.value;
      this.workEnd = Math.min(workEnd, model.work + NEIGHBOURS_WORK);
      this.isQuick = true;
      this.explore([{ fixed, prices, bound: Number.POSITIVE_INFINITY }]);
      this.isQuick = false;
      if (incumbent.value > before) lastGain = turn;
    }
  }

  isOpen(a: number, fixed: Uint8Array): boolean {
    for (let place = this.model.places[a]!; place < this.model.places[a + 1]!; place++)
      if (fixed[place] === FREE) return true;
    return false;
  }

  /** What a unit is worth to those that want it most, roughly. */
  firstPrices(): Float64Array {
    const { model } = this;
    const prices = model.alone.slice();
    const none = new Uint8Array(model.classAt.length);
    for (let a = 0; a < model.activities; a++) {
      const worth = sweep(model, a, model.alone, none);
      plan(model, a, model.alone, none);
      let count = 0;
      for (let place = model.places[a]!; place < model.places[a + 1]!; place++) count += model.taken[place]!;
      if (count === 0) continue;
      for (let place = model.places[a]!; place < model.places[a + 1]!; place++) {
        const c = model.classAt[place]!;
        if (model.taken[place]) prices[c] = Math.max(prices[c]!, model.alone[c]! + (0.7 * worth) / count);
      }
    }
    return prices;
  }

  look(node: Open, rounds: number): Open[] {
    const { incumbent } = this;
    const { fixed } = node;
    let best = node.bound;
    let bestPrices = node.prices;
    for (let again = 0; again < (this.isQuick ? 1 : 4) && (again === 0 || !this.isTired()); again++) {
      const found = this.settle(fixed, bestPrices, again === 0 ? rounds : Math.min(rounds, ROUNDS));
      if (found === undefined) return [];
      best = Math.min(best, found.bound);
      bestPrices = found.prices;
      if (again === 0 && rounds === ROOT_ROUNDS && !this.isHeavy) {
        this.polish(bestPrices);
        for (const agreed of DIVES) {
          const before = incumbent.value;
          this.dive(fixed, bestPrices, agreed);
          if (incumbent.value > before) this.polish(bestPrices);
        }
        if (best < incumbent.value + 1000 - SLACK) return [];
      }
      const ruled = this.rule(fixed, bestPrices);
      if (ruled === undefined) return [];
      if (ruled < 4) break;
    }
    // What could not be looked into stays open, with its bound.
    if (this.isTired()) return [{ fixed, prices: bestPrices, bound: best }];
    this.lastPrices = bestPrices;
    const average = this.average.slice();
    let place = -1;
    let most = -1;
    let yesBound = best;
    let noBound = best;
    const need = incumbent.value + 1000 - SLACK;
    const candidates = this.wavering(fixed, this.isQuick ? 1 : PROBES);
    if (this.isQuick && candidates.length > 0) place = candidates[0]!;
    for (const one of this.isQuick ? [] : candidates) {
      if (fixed[one] !== FREE) continue;
      const yes = this.probe(fixed, one, FORCED, bestPrices);
      const no = this.probe(fixed, one, FORBIDDEN, bestPrices);
      if (yes < need && no < need) return [];
      if (yes < need) fixed[one] = FORBIDDEN;
      else if (no < need) fixed[one] = FORCED;
      else {
        const score = Math.max(1, best - yes) * Math.max(1, best - no);
        if (score > most) {
          most = score;
          place = one;
          yesBound = Math.min(best, yes);
          noBound = Math.min(best, no);
        }
      }
    }
    this.average.set(average);
    if (place === -1) {
      if (this.wavering(fixed, 1).length > 0) return [{ fixed, prices: bestPrices, bound: best }];
      // Everything is decided: what is left is one solution, and its price is what it is worth.
      this.improve(fixed, bestPrices);
      return [];
    }
    const forced = fixed.slice();
    const forbidden = fixed;
    forced[place] = FORCED;
    forbidden[place] = FORBIDDEN;
    const yes = { fixed: forced, prices: bestPrices, bound: yesBound };
    const no = { fixed: forbidden, prices: bestPrices, bound: noBound };
    if (this.isQuick) return average[place]! >= 0.5 ? [no, yes] : [yes, no];
    return yesBound > noBound ? [no, yes] : [yes, no];
  }

  /** The bound after a few rounds with one more thing decided. */
  probe(fixed: Uint8Array, place: number, state: number, prices: Float64Array): Milli {
    const trial = fixed.slice();
    trial[place] = state;
    return this.settle(trial, prices, PROBE_ROUNDS, true)?.bound ?? Number.NEGATIVE_INFINITY;
  }

  /** Decides what the plans agree on most, a few things at a time, until a solution is left. */
  dive(start: Uint8Array, startPrices: Float64Array, agreed: number): void {
    const fixed = start.slice();
    let prices = startPrices;
    for (let depth = 0; depth < DIVE_DEPTH && !this.isTired(); depth++) {
      const found = this.settle(fixed, prices, DIVE_ROUNDS);
      if (found === undefined) return;
      prices = found.prices;
      let count = 0;
      let most = -1;
      for (let place = 0; place < fixed.length; place++) {
        if (fixed[place] !== FREE) continue;
        if (this.average[place]! >= agreed) {
          fixed[place] = FORCED;
          count++;
        } else if (most === -1 || this.average[place]! > this.average[most]!) most = place;
      }
      if (count === 0) {
        if (most === -1) break;
        fixed[most] = FORCED;
      }
      if (this.rule(fixed, prices) === undefined) break;
    }
    this.improve(fixed, prices);
  }

  /**
   * Rules out what cannot be in a better solution, at these prices. Undefined: there is none. Otherwise how much was
   * decided.
   */
  rule(fixed: Uint8Array, prices: Float64Array): number | undefined {
    const { model, incumbent } = this;
    const { places, classAt, layerAt, skip, edges, to, gain, value, before, units } = model;
    const bound = boundAt(model, prices, fixed);
    const least = incumbent.value + 1000 - SLACK;
    if (bound < least) return undefined;
    let decided = 0;
    for (let a = 0; a < model.activities; a++) {
      const first = places[a]!;
      const end = places[a + 1]!;
      if (!this.isOpen(a, fixed)) continue;
      const scale = model.scale[a]!;
      const spare = least - (bound - model.worth[a]!);
      const lastNode = layerAt[end + a]!;
      for (let node = layerAt[first + a]!; node <= lastNode; node++) before[node] = Number.NEGATIVE_INFINITY;
      before[layerAt[first + a]!] = 0;
      for (let place = first; place < end; place++) {
        const price = prices[classAt[place]!]!;
        const state = fixed[place]!;
        let withIt = Number.NEGATIVE_INFINITY;
        let without = Number.NEGATIVE_INFINITY;
        const last = layerAt[place + a + 1]!;
        for (let node = layerAt[place + a]!; node < last; node++) {
          const so = before[node]!;
          if (so === Number.NEGATIVE_INFINITY) continue;
          if (state !== FORCED) {
            const next = skip[node]!;
            if (next !== -1) {
              if (so > before[next]!) before[next] = so;
              if (so + value[next]! > without) without = so + value[next]!;
            }
          }
          if (state !== FORBIDDEN) {
            for (let edge = edges[node]!; edge < edges[node + 1]!; edge++) {
              const next = to[edge]!;
              const worth = so + gain[edge]! * scale - price;
              if (worth > before[next]!) before[next] = worth;
              if (worth + value[next]! > withIt) withIt = worth + value[next]!;
            }
          }
        }
        if (state !== FREE) continue;
        if (withIt < spare) {
          fixed[place] = FORBIDDEN;
          decided++;
        } else if (without < spare) {
          fixed[place] = FORCED;
          decided++;
        }
        if (withIt < spare && without < spare) return undefined;
      }
      model.work += 3 * (lastNode - layerAt[first + a]!);
    }
    // Whoever is sure of a class's last units leaves none to others.
    const { wanted } = model;
    wanted.fill(0);
    for (let place = 0; place < fixed.length; place++)
      if (fixed[place] === FORCED) wanted[classAt[place]!]!++;
    for (let place = 0; place < fixed.length; place++) {
      const c = classAt[place]!;
      if (wanted[c]! > units[c]!) return undefined;
      if (fixed[place] === FREE && wanted[c] === units[c]) {
        fixed[place] = FORBIDDEN;
        decided++;
      }
    }
    return decided;
  }

  /** The places whose plans waver most, the dearest first. */
  wavering(fixed: Uint8Array, count: number): number[] {
    const { average, model } = this;
    const found: { place: number; score: number }[] = [];
    for (let place = 0; place < fixed.length; place++) {
      if (fixed[place] !== FREE) continue;
      const waver = 1 - Math.abs(average[place]! - 0.5) * 2;
      const c = model.classAt[place]!;
      const score = (waver + 0.05) * (this.lastPrices[c]! - model.alone[c]! + 1);
      found.push({ place, score });
    }
    found.sort((a, b) => b.score - a.score || a.place - b.place);
    return found.slice(0, count).map(({ place }) => place);
  }
}
