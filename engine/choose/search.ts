/**
 * The search over one part. Units are offered one by one, dearest first. For each, every partial solution branches:
 * leave the unit to the best promotion that needs no company, or give it to one of the activities. Two partial
 * solutions whose activities and meters are in the same state have the same future, so only the better one lives
 * (dynamic programming); one whose upper bound can't reach the best known solution dies (bounding). Both keep the
 * optimum. Only where more are alive than the work pays for are the least promising dropped, and then the best bound
 * among the dropped says how much may have been lost.
 */

import { Frontier } from "./frontier.ts";
import type { Model } from "./lagrange.ts";
import type { UnitClass } from "./part.ts";
import { retighten } from "./retighten.ts";
import type { Milli } from "./shape.ts";

export interface Found {
  readonly value: Milli;
  /** No solution is worth more than this, or than `atLeast`. Equals `value` where nothing was dropped. */
  readonly bound: Milli;
  /** By activity: how many units of each class it was given, as classes in order. */
  readonly given: readonly (readonly number[])[];
}

/** How many times its even share of the work one unit may use. */
const PEAK = 3;
/** Partial solutions that are followed even when there is no work left. */
const WIDTH_MIN = 1;
/** What one way of going on costs, and one partial solution that is kept, less what its states cost. */
const WORK_A_WAY = 3;
const WORK_A_NODE = 12;

/** Looks at all activities that must fit into the work for that. */
const HEAVY_LOOKS = 200;

/** Where limits are shared or on value: of a way, for each state. */
const WORK_A_METER = 3;

/** Partial solutions alive for which new prices pay, and classes from one time to the next. */
const RETIGHTEN_MIN = 300;
const RETIGHTEN_CLASSES = 5;

/** Sums of fractions are not exact to the last bit. */
const BLUR: Milli = 0.01;

/**
 * `model` was swept at `prices`. `atLeast`: a value known to be reachable; what can't get there is not pursued.
 * Undefined: nothing gets there, or all that would was dropped.
 */
export function search(
  model: Model,
  prices: Float64Array,
  work: number,
  atLeast: Milli,
  widthMax = Number.MAX_SAFE_INTEGER,
): Found | Nothing {
  return new Search(model, prices, work, atLeast).run(widthMax);
}

/** What a search costs that follows one partial solution alone. */
export function leastWork({ part }: Model): number {
  const states = part.activities.length + part.meters.length;
  const wayCost = WORK_A_WAY + (part.meters.length === 0 ? 0 : WORK_A_METER * states);
  let ways = 0;
  for (const { units, activities } of part.classes) ways += units.length * (1 + activities.length);
  return ways * wayCost;
}

/** The same, but gives up where anything would have to be dropped: the bound is then endless. */
export function searchWhole(
  model: Model,
  prices: Float64Array,
  work: number,
  atLeast: Milli,
): Found | Nothing {
  return new Search(model, prices, work, atLeast).run(0);
}

/** Nothing was found, and no solution is worth more than `bound` or `atLeast`. */
export interface Nothing {
  readonly bound: Milli;
}

class Search {
  readonly model: Model;
  prices: Float64Array;
  readonly atLeast: Milli;
  readonly workEnd: number;
  /** By activity, the end of the places passed so far. */
  readonly ends: Int32Array;
  least: Milli = 0;
  /** Prices are fitted to what is alive on the way: not where limits are counted apart, nor where that costs too much. */
  readonly paysToRetighten: boolean;
  now: Frontier;
  next: Frontier;
  /** Of the suitors of the unit at hand, where each goes when it does not take it, and what that changes. */
  readonly passed: Int32Array;
  readonly hopes: Float64Array;
  /** By meter: what its activities may still gain. */
  readonly sums: Float64Array;
  readonly hashes: Int32Array;

  constructor(model: Model, prices: Float64Array, work: number, atLeast: Milli) {
    this.model = model;
    this.prices = prices;
    this.atLeast = atLeast;
    this.workEnd = model.work + work;
    this.ends = model.places.slice();
    const { activities, meters } = model.part;
    this.now = new Frontier(activities.length, meters.length);
    this.next = new Frontier(activities.length, meters.length);
    this.passed = new Int32Array(activities.length);
    this.hopes = new Float64Array(activities.length);
    const look = model.skip.length + model.to.length;
    this.paysToRetighten = meters.length === 0 && look * HEAVY_LOOKS < work;
    this.sums = new Float64Array(meters.length);
    this.hashes = new Int32Array(activities.length);
  }

  /** `widthMax`: 0 where nothing may be dropped. */
  run(widthMax: number): Found | Nothing {
    const { model, ends } = this;
    let { prices } = this;
    const { classes, meters } = model.part;
    let lastCount = 0;
    let lastClass = 0;
    this.begin();
    let rest = 0;
    let toCome = 0;
    for (let c = 0; c < classes.length; c++) {
      rest += model.units[c]! * prices[c]!;
      toCome += model.units[c]!;
    }
    let dropped: Milli = Number.NEGATIVE_INFINITY;
    const history: { back: Int32Array; activity: Int16Array }[] = [];
    for (let c = 0; c < classes.length; c++) {
      if (this.now.count < lastCount / 4) lastCount = this.now.count;
      const isDue =
        this.now.count > RETIGHTEN_MIN &&
        (c >= lastClass + RETIGHTEN_CLASSES || this.now.count > 2 * lastCount);
      if (isDue && this.paysToRetighten && c < classes.length - 8) {
        lastClass = c;
        prices = retighten(model, this.now, prices, c, this.atLeast);
        rest = 0;
        for (let left = c; left < classes.length; left++) rest += model.units[left]! * prices[left]!;
        this.now.rehope(model, this.atLeast - rest - BLUR);
        history[history.length - 1] = this.now.trail();
        lastCount = this.now.count;
      }
      const unitClass = classes[c]!;
      for (const a of unitClass.activities) {
        while (ends[a]! < model.places[a + 1]! && model.classAt[ends[a]!] === c) ends[a]!++;
      }
      const ways = 1 + unitClass.activities.length;
      const wayCost = WORK_A_WAY + (meters.length === 0 ? 0 : WORK_A_METER * this.now.width);
      const nodeCost = WORK_A_NODE + (this.now.width >> 2);
      for (let n = 0; n < unitClass.units.length; n++) {
        rest -= prices[c]!;
        this.least = this.atLeast - rest - BLUR;
        this.next.clear();
        const isLast = n + 1 === unitClass.units.length;
        for (let node = 0; node < this.now.count; node++) this.branch(unitClass, isLast, node);
        model.work += this.now.count * ways * wayCost + this.next.count * nodeCost;
        toCome--;
        if (widthMax === 0) {
          if (model.work > this.workEnd) return { bound: Number.POSITIVE_INFINITY };
        } else {
          const affordable = Math.floor(
            ((this.workEnd - model.work) * PEAK) / ((nodeCost + ways * wayCost) * (toCome + PEAK)),
          );
          const width = Math.min(widthMax, Math.max(WIDTH_MIN, affordable));
          if (this.next.count > width) dropped = Math.max(dropped, this.next.shrink(width) + rest);
        }
        history.push(this.next.trail());
        [this.now, this.next] = [this.next, this.now];
      }
    }
    const { now } = this;
    if (now.count === 0) return { bound: dropped };
    let best = 0;
    for (let node = 1; node < now.count; node++) if (now.isBetter(node, best)) best = node;
    const value = now.value[best]!;
    return { value, bound: Math.max(value, dropped), given: this.readBack(history, best) };
  }

  begin(): void {
    const { model, now } = this;
    const { part, value } = model;
    let future = 0;
    const state = now.first();
    for (let a = 0; a < model.activities; a++) {
      state[a] = model.layerAt[model.places[a]! + a]!;
      if (part.meterOf[a] === undefined) future += value[state[a]!]!;
    }
    now.future[0] = future;
  }

  branch({ activities, alone, aloneCost }: UnitClass, isLast: boolean, node: number): void {
    const { model, now, passed, hopes, hashes, ends } = this;
    const { part, layerAt, edges, to, gain, value, skip } = model;
    const { meterOf, meters, costOf, graphs } = part;
    const base = node * now.width;
    let future = now.future[node]!;
    let hash = now.hash[node]!;
    let dead = 0;
    for (let k = 0; k < activities.length; k++) {
      const a = activities[k]!;
      const from = now.state[base + a]!;
      let at = from;
      if (isLast) {
        const end = layerAt[ends[a]! + a]!;
        while (at !== -1 && at < end) at = skip[at]!;
      }
      passed[k] = at;
      hopes[k] = 0;
      hashes[k] = 0;
      if (at === -1) dead++;
      else if (at !== from) {
        if (meterOf[a] === undefined) hopes[k] = value[at]! - value[from]!;
        hashes[k] = hashOf(at) - hashOf(from);
        future += hopes[k]!;
        hash = (hash + hashes[k]!) | 0;
      }
    }
    if (dead > 1) return;
    const sum = now.value[node]!;
    const cost = now.cost[node]!;
    if (dead === 0)
      this.add(activities, node, -1, 0, -1, 0, sum + alone * 1000, cost + aloneCost, future, hash);
    for (let k = 0; k < activities.length; k++) {
      if (dead === 1 && passed[k] !== -1) continue;
      const a = activities[k]!;
      const from = now.state[base + a]!;
      const end = layerAt[ends[a]! + a]!;
      // It has had as many of this class as it may.
      if (from >= end) continue;
      const graph = graphs[a]!;
      const offset = edges[from]! - graph.edges[from - layerAt[model.places[a]! + a]!]!;
      const meter = meterOf[a];
      for (let edge = edges[from]!; edge < edges[from + 1]!; edge++) {
        let at = to[edge]!;
        if (isLast) while (at !== -1 && at < end) at = skip[at]!;
        if (at === -1) continue;
        const done = graph.done[edge - offset]!;
        let more = gain[edge]!;
        let after = 0;
        if (meter !== undefined) {
          const used = now.state[base + model.activities + meter]!;
          const metered = meters[meter]!.advance(used, more / 1000, done, graph.claimed[edge - offset]!);
          if (metered === undefined) continue;
          after = metered.next;
          more = metered.gain * 1000;
        }
        const hope = meter === undefined ? future - hopes[k]! - value[from]! + value[at]! : future;
        const key = (hash - hashes[k]! - hashOf(from) + hashOf(at)) | 0;
        this.add(
          activities,
          node,
          k,
          at,
          meter ?? -1,
          after,
          sum + more,
          cost + done * costOf[a]!,
          hope,
          key,
        );
      }
    }
  }

  /** `k`: which of the suitors took the unit and is at `at` then, -1 for none. */
  add(
    suitors: readonly number[],
    node: number,
    k: number,
    at: number,
    meter: number,
    metered: number,
    value: Milli,
    cost: number,
    future: Milli,
    hash: number,
  ): void {
    const { model, now, next, passed } = this;
    const { activities } = model;
    const hasMeters = now.width > activities;
    if (!hasMeters && value + future < this.least) return;
    const slot = next.draft(now, node);
    const base = slot * next.width;
    for (let other = 0; other < suitors.length; other++)
      next.state[base + suitors[other]!] = other === k ? at : passed[other]!;
    let hope = future;
    let key = hash;
    if (hasMeters) {
      if (meter !== -1) {
        const place = base + activities + meter;
        key = (key + hashOf(metered * 977 + meter) - hashOf(next.state[place]! * 977 + meter)) | 0;
        next.state[place] = metered;
      }
      hope += this.meteredHope(base);
      if (value + hope < this.least) return;
    }
    next.keep(slot, key, value, cost, future, hope, node, k === -1 ? -1 : suitors[k]!);
  }

  /** What activities with a meter may still gain: no more than the meter leaves. */
  meteredHope(base: number): Milli {
    const { part, value, lambda } = this.model;
    const { state } = this.next;
    const { meters, meterOf } = part;
    const { sums } = this;
    sums.fill(0);
    for (let a = 0; a < meterOf.length; a++) {
      const meter = meterOf[a];
      if (meter !== undefined) sums[meter]! += value[state[base + a]!]!;
    }
    let hope = 0;
    for (let meter = 0; meter < meters.length; meter++) {
      const left = meters[meter]!.left(state[base + meterOf.length + meter]!) * 1000;
      const price = lambda[meter]!;
      hope += Math.min(price > 0 ? sums[meter]! + price * left : sums[meter]!, left);
    }
    return hope;
  }

  readBack(history: readonly { back: Int32Array; activity: Int16Array }[], best: number): number[][] {
    const { classes } = this.model.part;
    const given: number[][] = this.model.part.activities.map(() => []);
    const order = classes.flatMap(({ units }, c) => units.map(() => c));
    let node = best;
    for (let at = order.length - 1; at >= 0; at--) {
      const { back, activity } = history[at]!;
      if (activity[node] !== -1) given[activity[node]!]!.push(order[at]!);
      node = back[node]!;
    }
    for (const list of given) list.reverse();
    return given;
  }
}

/** Numbers that add up to something different for every set of states, nearly always. */
function hashOf(state: number): number {
  const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39;
  return Math.imul(mixed ^ (mixed >>> 12), 0x9e3779b1) | 0;
}
