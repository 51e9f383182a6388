/**
 * The exact search of a contested part. Prices by subgradients to begin with, then by a program over plans, then crowds
 * that cut off what only a mix can do. Solutions are read off the mix. What no better solution can hold is ruled out,
 * and what is left is tried both ways.
 */

import { FORBIDDEN, FORCED, FREE, type Model } from "./lagrange.ts";
import { Mix } from "./mix.ts";
import { oddSets, STEP_WORK } from "./odd-sets.ts";
import { Pricing, SLACK } from "./pricing.ts";
import type { Incumbent } from "./repair.ts";
import type { Milli } from "./shape.ts";

/** Rounds of looking for first prices: with fewer the program takes longer than they do. */
const WARM_ROUNDS = 120;
/** What they may take of the work; what the program takes at least for each row, cubed: where that is not left, it is not begun. */
const WARM_SHARE = 0.5;
const PROGRAM_WORK = 0.15;
/** Crowds that join at once, at the root and later; of one class at most; times that they are looked for. */
const CROWDS_ROOT = 12;
const CROWDS_LATER = 4;
const CROWDS_OF_CLASS = 3;
const TIMES_ROOT = 12;
const TIMES_LATER = 1;
const CROWDS_MAX = 120;
/** Crowds that lower the bound by less are not worth looking for more. */
const LOWER_MIN: Milli = 2000;
/** A plan is used, and is sure of being used. */
const USED = 1e-4;
const SURE = 0.999;

/**
 * Improves the incumbent until nothing better exists or the work is used up; returns the bound that is then left, the
 * prices that were found before anything was decided, and the program as it was then.
 */
export function branch(
  model: Model,
  incumbent: Incumbent,
  workMax: number,
): { readonly bound: Milli; readonly prices: Float64Array; readonly root: Mix } {
  const branching = new Branching(model, incumbent, model.work + workMax);
  return { bound: branching.run(), prices: branching.prices, root: branching.root };
}

interface Open {
  readonly fixed: Uint8Array;
  readonly bound: Milli;
}

export class Branching extends Pricing {
  mix: Mix;
  /** Where nothing is decided. */
  readonly root: Mix;

  constructor(model: Model, incumbent: Incumbent, workEnd: number) {
    super(model, incumbent, workEnd);
    this.root = new Mix(model, new Uint8Array(model.classAt.length));
    this.mix = this.root;
  }

  run(): Milli {
    const { model, incumbent, mix } = this;
    const fixed = new Uint8Array(model.classAt.length);
    const end = this.workEnd;
    this.workEnd = model.work + (end - model.work) * WARM_SHARE;
    const first = this.fit(WARM_ROUNDS, true);
    this.workEnd = end;
    if (first === undefined) return incumbent.value;
    const rows = model.classes + model.activities;
    if (rows ** 3 * PROGRAM_WORK > end - model.work) {
      this.polish(first.prices);
      return Math.max(incumbent.value, first.bound);
    }
    let bound = Math.min(first.bound, this.look(fixed));
    this.prices = mix.tariff.prices;
    bound = this.crowd(fixed, bound, TIMES_ROOT, CROWDS_ROOT);
    if (bound < this.least) return incumbent.value;
    const { tariff } = mix;
    this.polish(tariff.prices);
    this.dive(fixed);
    if (bound < this.least || mix.rule(fixed, tariff, this.least) === -1) return incumbent.value;
    mix.tariff = tariff;
    this.mix = mix.shrunk(fixed);
    const open = this.explore({ fixed, bound });
    return Math.max(incumbent.value, Math.min(bound, open));
  }

  /** What a solution must be worth to be better than the best known. */
  get least(): Milli {
    return this.incumbent.value + this.model.grain - SLACK;
  }

  override met(): void {
    const { model, mix } = this;
    for (let a = 0; a < model.activities; a++) mix.add(a, model.taken, model.places[a]!, model.planned[a]!);
  }

  /** The bound under these decisions; whatever solution the mix amounts to is noted. */
  look(fixed: Uint8Array): Milli {
    const bound = this.mix.settle(fixed, this.least, this.workEnd);
    if (bound >= this.least) this.round();
    return bound;
  }

  /** Lowers the bound by crowds. */
  crowd(fixed: Uint8Array, start: Milli, times: number, most: number): Milli {
    const { mix, model } = this;
    let bound = start;
    for (let time = 0; time < times && bound >= this.least && !this.isTired(); time++) {
      if (mix.crowds.length >= CROWDS_MAX) break;
      const { crowds, steps } = oddSets(mix);
      model.work += steps * STEP_WORK;
      const busy = new Map<number, number>();
      let joined = 0;
      for (const one of crowds) {
        if (joined === most) break;
        if (one.classes.some((c) => (busy.get(c) ?? 0) >= CROWDS_OF_CLASS)) continue;
        for (const c of one.classes) busy.set(c, (busy.get(c) ?? 0) + 1);
        mix.enter(one);
        joined++;
      }
      if (joined === 0) break;
      const before = bound;
      bound = Math.min(bound, this.look(fixed));
      if (before - bound < LOWER_MIN && time > 2) break;
    }
    return bound;
  }

  /** The highest bound of what could not be looked into; -Infinity where all was. */
  explore(root: Open): Milli {
    const open = [root];
    let next: Open | undefined = root;
    while (open.length > 0) {
      if (this.isTired()) {
        let left = Number.NEGATIVE_INFINITY;
        for (const { bound } of open) left = Math.max(left, bound);
        return left;
      }
      // Down to where nothing is left, then where most is hoped for.
      const node: Open = next ?? open.reduce((best, one) => (one.bound > best.bound ? one : best));
      open.splice(open.indexOf(node), 1);
      next = undefined;
      if (node.bound < this.least) continue;
      const ways = this.split(node);
      open.push(...ways);
      next = ways.at(-1);
    }
    return Number.NEGATIVE_INFINITY;
  }

  /** Both ways of deciding what the mix is least sure of. */
  split({ fixed, bound: before }: Open): Open[] {
    const { mix } = this;
    mix.apply(fixed);
    const bound = this.crowd(fixed, Math.min(before, this.look(fixed)), TIMES_LATER, CROWDS_LATER);
    if (bound < this.least) return [];
    const ruled = mix.rule(fixed, mix.tariff, this.least);
    if (ruled === -1) return [];
    if (this.isTired()) return [{ fixed, bound }];
    const shares = this.sharesOf();
    const place = this.leastSure(fixed, shares);
    if (place === -1) return [];
    // All that wavered is decided now: the mix is another.
    const isSure = shares[place]! < USED || shares[place]! > 1 - USED;
    if (isSure && ruled > 0) return [{ fixed, bound }];
    const forced = fixed.slice();
    const forbidden = fixed;
    forced[place] = FORCED;
    forbidden[place] = FORBIDDEN;
    const yes = { fixed: forced, bound };
    const no = { fixed: forbidden, bound };
    return shares[place]! >= 0.5 ? [no, yes] : [yes, no];
  }

  /** By place: how much the mix takes it. */
  sharesOf(): Float64Array {
    const { mix, model } = this;
    const shares = new Float64Array(model.classAt.length);
    mix.plans.forEach(({ a, places }, index) => {
      const share = mix.shareOf(index);
      if (share > USED) for (const place of places) shares[model.places[a]! + place]! += share;
    });
    return shares;
  }

  /** The place that wavers most, dear ones first. -1: everything is decided. */
  leastSure(fixed: Uint8Array, shares: Float64Array): number {
    const { model, mix } = this;
    let found = -1;
    let most = -1;
    for (let place = 0; place < fixed.length; place++) {
      if (fixed[place] !== FREE) continue;
      const c = model.classAt[place]!;
      const waver = 1 - Math.abs(shares[place]! - 0.5) * 2;
      const score = (waver > USED ? waver + 0.05 : 0) * (mix.tariff.prices[c]! - model.alone[c]! + 1000);
      if (score <= most) continue;
      most = score;
      found = place;
    }
    return found;
  }

  /** Gives one activity after the other the plan that the mix uses most, until no plan is used in part. */
  dive(start: Uint8Array): void {
    const { mix, model } = this;
    const { places, classAt } = model;
    const fixed = start.slice();
    for (const _ of mix.open) {
      let chosen = -1;
      let most = 0;
      mix.plans.forEach((_plan, index) => {
        const share = mix.shareOf(index);
        if (share <= USED || share >= SURE || share <= most) return;
        most = share;
        chosen = index;
      });
      if (chosen === -1 || this.isTired()) break;
      const plan = mix.plans[chosen]!;
      const first = places[plan.a]!;
      for (let place = first; place < places[plan.a + 1]!; place++)
        if (fixed[place] === FREE) fixed[place] = FORBIDDEN;
      for (const place of plan.places) fixed[first + place] = FORCED;
      const left = model.units.slice();
      for (let place = 0; place < fixed.length; place++)
        if (fixed[place] === FORCED) left[classAt[place]!]!--;
      for (let place = 0; place < fixed.length; place++)
        if (fixed[place] === FREE && left[classAt[place]!]! <= 0) fixed[place] = FORBIDDEN;
      mix.apply(fixed);
      if (this.look(fixed) < this.least) break;
    }
    this.polish(mix.tariff.prices);
  }

  /** A solution from the mix: what it is surest of first, then whatever else fits. */
  round(): void {
    const { model } = this;
    const has = this.lay();
    for (let a = 0; a < model.activities; a++) if (!has[a]) this.refit(a, model.alone, true);
    this.offer(this.trial);
  }

  /** Plans that the mix is surest of, as far as they fit beside one another. Returns whose they are. */
  lay(): Uint8Array {
    const { mix, model, trial, room } = this;
    const { places, classAt } = model;
    const used: { index: number; share: number }[] = [];
    mix.plans.forEach((_, index) => {
      const share = mix.shareOf(index);
      if (share > USED) used.push({ index, share });
    });
    used.sort((l, r) => r.share - l.share || l.index - r.index);
    trial.fill(0);
    room.set(model.units);
    const has = new Uint8Array(model.activities);
    for (const { a, places: own } of mix.decided) {
      has[a] = 1;
      for (const place of own) {
        trial[places[a]! + place] = 1;
        room[classAt[places[a]! + place]!]!--;
      }
    }
    for (const { index } of used) {
      const { a, places: own } = mix.plans[index]!;
      if (has[a]) continue;
      const first = places[a]!;
      for (const place of own) room[classAt[first + place]!]!--;
      if (own.every((place) => room[classAt[first + place]!]! >= 0)) {
        has[a] = 1;
        for (const place of own) trial[first + place] = 1;
      } else for (const place of own) room[classAt[first + place]!]!++;
    }
    return has;
  }
}
