/**
 * Solutions of a contested part made better: plans that clash are fitted into what is left, activities take what they
 * want from others, and whoever lost something makes the best of it.
 */

import { FORBIDDEN, FORCED, FREE, type Model, plan, sweep } from "./lagrange.ts";
import type { Milli } from "./shape.ts";

/** How often every activity may take what it wants, at most. */
const POLISH_TURNS = 6;
const REFIT_ROUNDS = 4;

/** The best solution so far. */
export interface Incumbent {
  /** Thousandths of a cent, always whole cents where graphs are exact. */
  value: Milli;
  /** By place: taken. */
  readonly taken: Uint8Array;
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
  return new Repair(model, { value: 0, taken }, 0).savedBy(taken);
}

export class Repair {
  readonly model: Model;
  readonly incumbent: Incumbent;
  workEnd: number;
  /** By class: units that nobody has yet. */
  readonly room: Int32Array;
  /** By place: the solution in the making. */
  readonly trial: Uint8Array;
  readonly own: Uint8Array;
  readonly order: number[];
  /** What the activity last refitted is worth. */
  refitted = 0;

  constructor(model: Model, incumbent: Incumbent, workEnd: number) {
    this.model = model;
    this.incumbent = incumbent;
    this.workEnd = workEnd;
    this.room = new Int32Array(model.classes);
    this.trial = new Uint8Array(model.classAt.length);
    this.own = new Uint8Array(model.classAt.length);
    this.order = Array.from({ length: model.activities }, (_, a) => a);
  }

  isTired(): boolean {
    return this.model.work > this.workEnd;
  }

  /** Plans one after the other on what is left, the worthiest first; then each again with all that is left to it. */
  improve(prices: Float64Array): void {
    const { model, room, trial, order } = this;
    const { units, worth } = model;
    for (let c = 0; c < model.classes; c++) room[c] = units[c]!;
    const worths = worth.slice();
    order.sort((a, b) => worths[b]! - worths[a]! || a - b);
    const savedWanted = model.wanted.slice();
    const savedTaken = model.taken.slice();
    trial.fill(0);
    for (const a of order) this.refit(a, prices, false);
    this.refitAll();
    this.offer(trial);
    model.wanted.set(savedWanted);
    model.taken.set(savedTaken);
  }

  /** Everybody makes the best of what is left, again and again. */
  refitAll(): void {
    const { model } = this;
    for (let round = 0; round < REFIT_ROUNDS && !this.isTired(); round++) {
      let changed = false;
      for (let a = 0; a < model.activities; a++) if (this.refit(a, model.alone, true)) changed = true;
      if (!changed) break;
    }
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
      this.refit(a, alone, true);
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
        this.refit(loser, alone, true);
        values[loser] = this.refitted;
      }
      for (let round = 0; round < 2; round++) {
        for (let other = 0; other < activities; other++) {
          this.refit(other, alone, true);
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

  /** One activity's best plan on what the others leave. `isPlaced`: it has a plan, which it gives up. */
  refit(a: number, prices: Float64Array, isPlaced: boolean): boolean {
    const { model, room, trial, own } = this;
    const { places, classAt } = model;
    const first = places[a]!;
    const end = places[a + 1]!;
    if (isPlaced) for (let place = first; place < end; place++) if (trial[place]) room[classAt[place]!]!++;
    let c = -1;
    let left = 0;
    let any = false;
    for (let place = first; place < end; place++) {
      if (classAt[place] !== c) {
        c = classAt[place]!;
        left = room[c]!;
      }
      own[place] = left > 0 ? FREE : FORBIDDEN;
      if (left > 0) any = true;
      left--;
    }
    let changed = false;
    this.refitted = 0;
    if (any) {
      this.refitted = sweep(model, a, prices, own);
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
      if (recount !== undefined) {
        const { cents, isExact, work } = recount(classesTaken(model, a, taken));
        model.work += work;
        if (!isExact) model.isSure = false;
        gain = cents * 1000;
      }
      if (meter !== undefined) {
        const most = meters[meter]!.most;
        if (gain > most && meters[meter]!.exceeding === "refuse") return Number.NEGATIVE_INFINITY;
        gain = Math.min(gain, most);
      }
      for (let place = model.places[a]!; place < model.places[a + 1]!; place++)
        if (own[place] === FORCED) gain -= alone[model.classAt[place]!]!;
      value += gain;
    }
    return value;
  }
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
