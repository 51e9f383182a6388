/**
 * The exact search of a contested part: prices first, then what no optimal solution can hold is ruled out, then the pair
 * of activity and unit that is least agreed upon is tried both ways. Every solution met on the way raises what is to
 * be beaten.
 */

import { boundAt, FORBIDDEN, FORCED, FREE, type Model, plan, sweep } from "./lagrange.ts";
import type { Milli } from "./shape.ts";

/** Prices that make the bound small, where meters keep solutions from being read off the plans. */
export function tighten(
  model: Model,
  reachable: Milli,
  workMax: number,
): { prices: Float64Array; bound: Milli } {
  const nothing = new Uint8Array(model.classAt.length);
  const search = new Branching(model, { value: reachable, taken: nothing }, model.work + workMax);
  const start = model.alone.slice();
  const found = search.settle(nothing, start, ROOT_ROUNDS, true);
  // Nothing found: no solution passes what is known already.
  return found ?? { prices: start, bound: reachable };
}

/** The classes of the units that an activity takes, in order. */
export function classesTaken(model: Model, a: number, taken: Uint8Array): number[] {
  const classes: number[] = [];
  for (let place = model.places[a]!; place < model.places[a + 1]!; place++)
    if (taken[place]) classes.push(model.classAt[place]!);
  return classes;
}

/** What a solution really saves, in thousandths of a cent. */
export function savedBy(model: Model, taken: Uint8Array): Milli {
  return new Branching(model, { value: 0, taken }, 0).savedBy(taken);
}

/** The best solution so far. */
export interface Incumbent {
  /** Thousandths of a cent, always whole cents where graphs are exact. */
  value: Milli;
  /** By place: taken. */
  readonly taken: Uint8Array;
}

/** Prices are fractions; a bound this near to a whole cent is that cent. */
const SLACK: Milli = 0.5;

/** Limits on value are counted in these, thousandths of a cent, beside units. */
const METER_UNIT: Milli = 300_000;

/** Activities that start anew together, what each attempt may cost, and what all of them may take of the work. */
const NEIGHBOURS = 20;
const NEIGHBOURS_WORK = 500_000;
const NEIGHBOURS_SHARE = 0.6;
/** Looks that must fit into the work for dives and repairs to be worth while. */
const HEAVY_LOOKS = 200;
/** How sure of a unit plans must be for a dive to give it away. */
const DIVES = [0.9, 0.75, 0.6];
const DIVE_DEPTH = 40;
const DIVE_ROUNDS = 12;
/** How often every activity may take what it wants, at most. */
const POLISH_TURNS = 6;

const ROOT_ROUNDS = 220;
const ROUNDS = 20;
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

class Branching {
  readonly model: Model;
  readonly incumbent: Incumbent;
  workEnd: number;
  readonly direction: Float64Array;
  readonly average: Float64Array;
  readonly room: Int32Array;
  readonly trial: Uint8Array;
  readonly own: Uint8Array;
  readonly order: number[];
  lastPrices: Float64Array;
  /** What the activity last refitted is worth. */
  refitted = 0;
  /** One look at all activities is a good part of the work there is: then nothing is tried twice. */
  readonly isHeavy: boolean;
  /** Looks for a better solution only, and asks no advice where to branch. */
  isQuick = false;

  constructor(model: Model, incumbent: Incumbent, workEnd: number) {
    this.model = model;
    this.incumbent = incumbent;
    this.workEnd = workEnd;
    this.isHeavy = (model.skip.length + model.to.length) * HEAVY_LOOKS > workEnd - model.work;
    this.direction = new Float64Array(model.classes);
    this.average = new Float64Array(model.classAt.length);
    this.room = new Int32Array(model.classes);
    this.trial = new Uint8Array(model.classAt.length);
    this.own = new Uint8Array(model.classAt.length);
    this.lastPrices = model.alone;
    this.order = Array.from({ length: model.activities }, (_, a) => a);
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

  isTired(): boolean {
    return this.model.work > this.workEnd;
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

  /** Looks for prices that make the bound small. Undefined: nothing better than the incumbent is left here. */
  settle(
    fixed: Uint8Array,
    start: Float64Array,
    rounds: number,
    isProbe = false,
  ): { bound: Milli; prices: Float64Array } | undefined {
    const { model, incumbent, direction, average } = this;
    const { classes, units, alone, wanted, taken } = model;
    let prices = start.slice();
    let bestPrices = start;
    let bestLambda: Float64Array | undefined;
    let best = Number.POSITIVE_INFINITY;
    let eagerness = 1;
    let stale = 0;
    direction.fill(0);
    for (let round = 0; round < rounds; round++) {
      if (this.isTired() && best < Number.POSITIVE_INFINITY) break;
      const bound = boundAt(model, prices, fixed);
      if (bound < incumbent.value + 1000 - SLACK) return undefined;
      if (bound < best - 1) {
        best = bound;
        bestPrices = prices.slice();
        if (model.lambda.length > 0) bestLambda = model.lambda.slice();
        stale = 0;
      } else if (++stale >= 8) {
        eagerness /= 2;
        stale = 0;
      }
      const weight = round === 0 ? 1 : 0.1;
      for (let place = 0; place < taken.length; place++)
        average[place]! += weight * (taken[place]! - average[place]!);
      let size = 0;
      let clashes = false;
      for (let c = 0; c < classes; c++) {
        let excess = wanted[c]! - units[c]!;
        if (excess > 0) clashes = true;
        if (excess < 0 && prices[c]! <= alone[c]!) excess = 0;
        let step = excess + 0.6 * direction[c]!;
        if (step < 0 && prices[c]! <= alone[c]!) step = 0;
        direction[c] = step;
        size += step * step;
      }
      if (!clashes && !isProbe) this.offer(taken);
      const every = this.isHeavy ? 40 : 4;
      const isTurn = rounds > 2 * ROUNDS ? round % every === 0 : round === rounds - 1;
      if (isTurn && !isProbe) {
        this.improve(fixed, prices);
        if (best < incumbent.value + 1000 - SLACK) return undefined;
      }
      const { lambda, part, gained } = model;
      const excess: number[] = [];
      for (let meter = 0; meter < lambda.length; meter++) {
        // In thousands of cents, to be of the size of units.
        let over = (gained[meter]! - part.meters[meter]!.left(0) * 1000) / METER_UNIT;
        if ((over < 0 && lambda[meter] === 0) || (over > 0 && lambda[meter] === 1)) over = 0;
        excess.push(over);
        size += over * over;
      }
      if (size === 0) break;
      const target = Math.min(Math.max(incumbent.value, best * 0.97), best - 1000);
      const step = (eagerness * (bound - target)) / size;
      const next = new Float64Array(classes);
      for (let c = 0; c < classes; c++) next[c] = Math.max(alone[c]!, prices[c]! + step * direction[c]!);
      prices = next;
      if (lambda.length > 0) {
        for (let meter = 0; meter < lambda.length; meter++)
          lambda[meter] = Math.min(1, Math.max(0, lambda[meter]! + (step * excess[meter]!) / METER_UNIT));
        this.rescale();
      }
    }
    if (bestLambda !== undefined) {
      model.lambda.set(bestLambda);
      this.rescale();
    }
    return { bound: best, prices: bestPrices };
  }

  rescale(): void {
    const { part, scale, lambda } = this.model;
    part.meterOf.forEach((meter, a) => {
      if (meter !== undefined) scale[a] = 1 - lambda[meter]!;
    });
  }

  /** Plans one after the other on what is left, the worthiest first; then each again with all that is left to it. */
  improve(fixed: Uint8Array, prices: Float64Array): void {
    const { model, room, trial, order } = this;
    const { units, activities, alone, worth } = model;
    for (let c = 0; c < model.classes; c++) room[c] = units[c]!;
    for (let place = 0; place < fixed.length; place++)
      if (fixed[place] === FORCED) room[model.classAt[place]!]!--;
    const worths = worth.slice();
    order.sort((a, b) => worths[b]! - worths[a]! || a - b);
    const savedWanted = model.wanted.slice();
    const savedTaken = model.taken.slice();
    trial.fill(0);
    for (const a of order) this.refit(a, fixed, prices, false);
    for (let round = 0; round < 4 && !this.isTired(); round++) {
      let changed = false;
      for (let a = 0; a < activities; a++) if (this.refit(a, fixed, alone, true)) changed = true;
      if (!changed) break;
    }
    this.offer(trial);
    model.wanted.set(savedWanted);
    model.taken.set(savedTaken);
  }

  /**
   * Starts from the best solution: one activity after the other takes what it wants most, also from others at the price
   * of the units; whoever lost something, and then everybody, makes the best of what is left.
   */
  polish(prices: Float64Array): void {
    const { model, incumbent, room, trial } = this;
    const { activities, places, classAt, units, alone } = model;
    const free = new Uint8Array(classAt.length);
    const values = new Float64Array(activities);
    const mixed = new Float64Array(model.classes);
    trial.set(incumbent.taken);
    for (let c = 0; c < model.classes; c++) room[c] = units[c]!;
    for (let place = 0; place < trial.length; place++) if (trial[place]) room[classAt[place]!]!--;
    for (let a = 0; a < activities; a++) {
      this.refit(a, free, alone, true);
      values[a] = this.refitted;
    }
    let best = sumOf(values);
    let lastGain = 0;
    for (let turn = 0; turn < POLISH_TURNS * activities && turn - lastGain < activities; turn++) {
      if (this.isTired()) break;
      const a = turn % activities;
      const before = { trial: trial.slice(), room: room.slice(), values: values.slice() };
      const first = places[a]!;
      const end = places[a + 1]!;
      for (let place = first; place < end; place++) {
        const c = classAt[place]!;
        if (trial[place]) room[c]!++;
        mixed[c] = Number.NaN;
      }
      for (let place = first; place < end; place++) {
        const c = classAt[place]!;
        mixed[c] = room[c]! > 0 ? alone[c]! : prices[c]!;
      }
      sweep(model, a, mixed, free);
      let gain = plan(model, a, mixed, free);
      let isSame = true;
      for (let place = first; place < end; place++) {
        if (model.taken[place] !== trial[place]) isSame = false;
        trial[place] = model.taken[place]!;
        if (trial[place]) {
          room[classAt[place]!]!--;
          gain -= alone[classAt[place]!]!;
        }
      }
      if (isSame) continue;
      values[a] = gain;
      for (const loser of this.losers(a)) {
        this.refit(loser, free, alone, true);
        values[loser] = this.refitted;
      }
      for (let round = 0; round < 2; round++) {
        for (let other = 0; other < activities; other++) {
          this.refit(other, free, alone, true);
          values[other] = this.refitted;
        }
      }
      const total = sumOf(values);
      if (total > best) {
        best = total;
        lastGain = turn;
      } else {
        trial.set(before.trial);
        room.set(before.room);
        values.set(before.values);
      }
    }
    this.offer(trial);
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

  /** Takes all they have from those that hold units of classes that are given out too often, the poorest first. */
  losers(winner: number): number[] {
    const { model, room, trial } = this;
    const { places, classAt } = model;
    const found: number[] = [];
    for (let a = 0; a < model.activities; a++) {
      if (a === winner) continue;
      let isShort = false;
      for (let place = places[a]!; place < places[a + 1]!; place++)
        if (trial[place] && room[classAt[place]!]! < 0) isShort = true;
      if (!isShort) continue;
      found.push(a);
      for (let place = places[a]!; place < places[a + 1]!; place++) {
        if (!trial[place]) continue;
        trial[place] = 0;
        room[classAt[place]!]!++;
      }
    }
    return found;
  }

  /** One activity's best plan on what the others leave. */
  refit(a: number, fixed: Uint8Array, prices: Float64Array, isPlaced: boolean): boolean {
    const { model, room, trial, own } = this;
    const { places, classAt } = model;
    const first = places[a]!;
    const end = places[a + 1]!;
    for (let place = first; place < end; place++) {
      const c = classAt[place]!;
      if (isPlaced ? trial[place] === 1 : fixed[place] === FORCED) room[c]!++;
    }
    let c = -1;
    let left = 0;
    let any = false;
    let fits = true;
    for (let place = first; place < end; place++) {
      if (classAt[place] !== c) {
        c = classAt[place]!;
        left = room[c]!;
        for (let other = place; other < end && classAt[other] === c; other++)
          if (fixed[other] === FORCED) left--;
        if (left < 0) fits = false;
      }
      if (fixed[place] === FORCED) own[place] = FORCED;
      else if (fixed[place] === FORBIDDEN || left <= 0) own[place] = FORBIDDEN;
      else {
        own[place] = FREE;
        left--;
      }
      if (own[place] !== FORBIDDEN) any = true;
    }
    let changed = false;
    this.refitted = 0;
    if (any && fits && sweep(model, a, prices, own) > Number.NEGATIVE_INFINITY) {
      this.refitted = model.worth[a]!;
      plan(model, a, prices, own);
    } else for (let place = first; place < end; place++) model.taken[place] = 0;
    for (let place = first; place < end; place++) {
      if (trial[place] !== model.taken[place]) changed = true;
      trial[place] = model.taken[place]!;
      if (trial[place]) room[classAt[place]!]!--;
    }
    return changed;
  }

  /** A solution: kept if it is the best so far. */
  offer(taken: Uint8Array): void {
    const value = this.savedBy(taken);
    if (value > this.incumbent.value) {
      this.incumbent.value = value;
      this.incumbent.taken.set(taken);
    }
  }

  savedBy(taken: Uint8Array): Milli {
    const { model, own } = this;
    const { alone, units } = model;
    let value = 0;
    for (let c = 0; c < model.classes; c++) value += alone[c]! * units[c]!;
    for (let place = 0; place < taken.length; place++) own[place] = taken[place] ? FORCED : FORBIDDEN;
    for (let a = 0; a < model.activities; a++) {
      const { recounts, meterOf, meters } = model.part;
      const recount = recounts[a];
      const meter = meterOf[a];
      const worth = sweep(model, a, alone, own);
      if (worth === Number.NEGATIVE_INFINITY) return worth;
      if (recount === undefined && meter === undefined) {
        value += worth;
        continue;
      }
      let gain = plan(model, a, alone, own);
      // What the graph promises is more than the deal may keep.
      if (recount !== undefined) gain = recount(classesTaken(model, a, taken)) * 1000;
      if (meter !== undefined) {
        const most = meters[meter]!.left(0) * 1000;
        if (gain > most && meters[meter]!.exceeding === "refuse") return Number.NEGATIVE_INFINITY;
        gain = Math.min(gain, most);
      }
      for (let place = model.places[a]!; place < model.places[a + 1]!; place++)
        if (own[place] === FORCED) gain -= alone[model.classAt[place]!]!;
      value += gain;
    }
    return value;
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

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
