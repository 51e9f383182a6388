/**
 * The search over one part. Units are offered one by one, dearest first. For each, every partial solution branches:
 * leave the unit to the best promotion that needs no company, or give it to one of the activities. Two partial
 * solutions whose activities and meters are in the same state have the same future, so only the better one lives
 * (dynamic programming); one whose upper bound can't reach the best known solution dies (bounding). Both keep the
 * optimum. Only where more are alive than the work pays for are the least promising dropped, and then the best bound
 * among the dropped says how much may have been lost.
 */

import { statesOf } from "./columns.ts";
import type { Trail } from "./frontier.ts";
import type { Model } from "./lagrange.ts";
import type { Part } from "./part.ts";
import type { Milli } from "./shape.ts";
import { Ways } from "./ways.ts";

export interface Found {
  readonly value: Milli;
  /** No solution is worth more than this, or than `atLeast`. Equals `value` where nothing was dropped. */
  readonly bound: Milli;
  /** Nothing was dropped that might be worth as much, so of equals this is the one that comes first. */
  readonly isFirst: boolean;
  /** By activity: how many units of each class it was given, as classes in order. */
  readonly given: readonly (readonly number[])[];
  /** By activity: what it gained, where that was kept. */
  readonly gained: readonly Milli[] | undefined;
}

/** How many times its even share of the work one unit may use. */
const PEAK = 3;
/** Partial solutions that are followed even when there is no work left. */
const WIDTH_MIN = 1;
/** What one way of going on costs, and one partial solution that is kept, less what its states cost. */
const WORK_A_WAY = 3;
const WORK_A_NODE = 12;

/** Where meters, tallies or rooms are kept: of a way, for each state; and of each pair of rows that are compared. */
const WORK_A_STATE = 3;
const WORK_A_LEAD = 8;

/** Partial solutions after which what they cost is counted. */
const COUNTED_EVERY = 256;

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
  return new Search(model, prices, work, atLeast).run(widthMax, false);
}

/** What a search costs that follows one partial solution alone. */
export function leastWork({ part }: Model): number {
  const wayCost = wayCostOf(part);
  let ways = 0;
  for (const { units, activities } of part.classes) ways += units.length * (1 + activities.length);
  return ways * wayCost;
}

function wayCostOf(part: Part): number {
  const states = statesOf(part);
  return WORK_A_WAY + (states === part.activities.length ? 0 : WORK_A_STATE * states);
}

/** The same, but gives up where anything would have to be dropped: the bound is then endless. */
export function searchWhole(
  model: Model,
  prices: Float64Array,
  work: number,
  atLeast: Milli,
  widthMax = Number.MAX_SAFE_INTEGER,
): Found | Nothing {
  return new Search(model, prices, work, atLeast).run(widthMax, true);
}

/** Nothing was found, and no solution is worth more than `bound` or `atLeast`. */
export interface Nothing {
  readonly bound: Milli;
  readonly isFirst?: undefined;
}

class Search extends Ways {
  /** Work of tallies that has been counted. */
  known = 0;

  /** `isWhole`: nothing may be dropped. */
  run(widthMax: number, isWhole: boolean): Found | Nothing {
    const { model, ends, prices } = this;
    const { classes } = model.part;
    this.begin();
    this.fresh();
    let rest = 0;
    let toCome = 0;
    for (let c = 0; c < classes.length; c++) {
      rest += model.units[c]! * prices[c]!;
      toCome += model.units[c]!;
    }
    let dropped: Milli = Number.NEGATIVE_INFINITY;
    let [nodes, freshSum] = [0, 0];
    for (let c = 0; c < classes.length; c++) {
      const unitClass = classes[c]!;
      this.enter(c);
      for (const a of unitClass.activities) {
        while (ends[a]! < model.places[a + 1]! && model.classAt[ends[a]!] === c) ends[a]!++;
      }
      const ways = 1 + unitClass.activities.length;
      const wayCost = wayCostOf(model.part);
      const nodeCost = WORK_A_NODE + (this.now.width >> 2);
      for (let n = 0; n < unitClass.units.length; n++) {
        rest -= prices[c]!;
        this.least = this.atLeast - rest - BLUR;
        this.next.clear();
        const left = unitClass.units.length - n - 1;
        const look = this.next.lead === undefined ? 1 : WORK_A_LEAD;
        let [counted, kept] = [0, 0];
        for (let node = 0; node < this.now.count; ) {
          this.branch(unitClass, left, node++);
          if (node % COUNTED_EVERY > 0 && node < this.now.count) continue;
          const fresh = this.fresh();
          model.work += (node - counted) * ways * wayCost + (this.next.count - kept) * nodeCost;
          model.work += this.next.looks * look + fresh;
          [counted, kept] = [node, this.next.count];
          this.next.looks = 0;
          freshSum += fresh;
          // Where nothing may be dropped, there is no need to wait for the last of them.
          if (isWhole && model.work > this.workEnd) return { bound: Number.POSITIVE_INFINITY };
        }
        nodes += this.now.count;
        toCome--;
        if (isWhole) {
          if (this.next.count > widthMax) return { bound: Number.POSITIVE_INFINITY };
        } else {
          const each = nodeCost + ways * wayCost + freshSum / nodes;
          const affordable = Math.floor(((this.workEnd - model.work) * PEAK) / (each * (toCome + PEAK)));
          const width = Math.min(widthMax, Math.max(WIDTH_MIN, affordable));
          if (this.next.count > width) dropped = Math.max(dropped, this.next.shrink(width) + rest);
        }
        this.history.push(this.next.trail());
        [this.now, this.next] = [this.next, this.now];
      }
    }
    const { now, history } = this;
    const finished = Array.from({ length: now.count }, (_, node) => node).filter((node) =>
      this.isFinished(node),
    );
    const byTies = (a: number, b: number) =>
      now.cost[a]! - now.cost[b]! ||
      this.byTurn(history.length - 1, now.back[a]!, now.activity[a]!, now.back[b]!, now.activity[b]!);
    finished.sort((a, b) => now.value[b]! - now.value[a]! || byTies(a, b));
    let best: { node: number; value: Milli; given: number[][] } | undefined;
    for (const node of finished) {
      // No heap is worth more than its promise.
      if (best !== undefined && now.value[node]! < best.value) break;
      if (best !== undefined && model.work > this.workEnd) {
        dropped = Math.max(dropped, now.value[node]!);
        break;
      }
      const given = this.readBack(history, node);
      const { value, isExact } = this.counted(node, given);
      if (!isExact) dropped = Math.max(dropped, now.value[node]!);
      const more = best === undefined ? 1 : value - best.value || byTies(best.node, node);
      if (more > 0) best = { node, value, given };
      if (!this.hasHeaps) break;
    }
    if (best === undefined) return { bound: dropped };
    const gained = this.gainedBy(history, best.node);
    const { value, given } = best;
    return { value, bound: Math.max(value, dropped), isFirst: dropped < value - BLUR, given, gained };
  }

  /** What tallies have cost since this was last asked. */
  fresh(): number {
    let work = 0;
    for (const tally of this.model.part.tallies) work += tally?.work ?? 0;
    const more = work - this.known;
    this.known = work;
    return more;
  }

  /** What a finished row really saves, heaps counted exactly. */
  counted(node: number, given: readonly (readonly number[])[]): { value: Milli; isExact: boolean } {
    const { columnOf, now, meterAt } = this;
    const { heaps, recounts, meterOf, meters } = this.model.part;
    let value = now.value[node]!;
    let isExact = true;
    const missing = meters.map(() => 0);
    heaps.forEach((heap, a) => {
      if (heap === undefined) return;
      const really = recounts[a]!(given[a]!);
      if (!really.isExact) isExact = false;
      this.model.work += really.work;
      const less = heap.totals[now.state[node * now.width + columnOf[a]!]!]! - really.cents * 1000;
      const meter = meterOf[a];
      if (meter === undefined) value -= less;
      else missing[meter]! += less;
    });
    meters.forEach((meter, m) => {
      value -= meter.shortOf(now.state[node * now.width + meterAt + m]!, missing[m]!);
    });
    return { value, isExact };
  }

  /** Graphs end where they may; a tally may still need units. */
  isFinished(node: number): boolean {
    const { columnOf, now } = this;
    return this.model.part.tallies.every(
      (tally, a) => tally === undefined || tally.need(now.state[node * now.width + columnOf[a]!]!) === 0,
    );
  }

  readBack(history: readonly Trail[], best: number): number[][] {
    const { order } = this;
    const given: number[][] = this.model.part.activities.map(() => []);
    let node = best;
    for (let at = order.length - 1; at >= 0; at--) {
      const { back, activity } = history[at]!;
      if (activity[node] !== -1) given[activity[node]!]!.push(order[at]!);
      node = back[node]!;
    }
    for (const list of given) list.reverse();
    return given;
  }

  /** By activity: what it gained, where meters or heaps are kept. */
  gainedBy(history: readonly Trail[], best: number): Milli[] | undefined {
    if (this.now.lead === undefined) return undefined;
    const gained: Milli[] = this.model.part.activities.map(() => 0);
    let node = best;
    for (let at = history.length - 1; at >= 0; at--) {
      const { back, activity, value } = history[at]!;
      const before = at === 0 ? 0 : history[at - 1]!.value![back[node]!]!;
      if (activity[node] !== -1) gained[activity[node]!]! += value![node]! - before;
      node = back[node]!;
    }
    return gained;
  }
}
