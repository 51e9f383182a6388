/** The search for prices that make the bound of a part small, noting every solution that the plans amount to. */

import { boundAt, type Model } from "./lagrange.ts";
import { type Incumbent, Repair } from "./repair.ts";
import type { Milli } from "./shape.ts";

/** Prices are fractions; a bound this near to a whole cent is that cent. */
export const SLACK: Milli = 0.5;

/** Limits on value are counted in these, thousandths of a cent, beside units. */
const METER_UNIT: Milli = 300_000;

/** Looks that must fit into the work for dives and repairs to be worth while. */
const HEAVY_LOOKS = 200;

/** Rounds of looking for prices at the beginning, and after every decision. */
export const ROOT_ROUNDS = 220;
export const ROUNDS = 20;

/** Prices that make the bound small, where meters keep solutions from being read off the plans. */
export function tighten(
  model: Model,
  reachable: Milli,
  workMax: number,
): { prices: Float64Array; bound: Milli } {
  const nothing = new Uint8Array(model.classAt.length);
  const search = new Pricing(model, { value: reachable, taken: nothing }, model.work + workMax);
  const start = model.alone.slice();
  const found = search.settle(nothing, start, ROOT_ROUNDS, true);
  // Nothing found: no solution passes what is known already.
  return found ?? { prices: start, bound: reachable };
}

export class Pricing extends Repair {
  readonly direction: Float64Array;
  /** By place: how often plans took it lately, 0 to 1. */
  readonly average: Float64Array;
  /** One look at all activities is a good part of the work there is: then nothing is tried twice. */
  readonly isHeavy: boolean;

  constructor(model: Model, incumbent: Incumbent, workEnd: number) {
    super(model, incumbent, workEnd);
    this.isHeavy = (model.skip.length + model.to.length) * HEAVY_LOOKS > workEnd - model.work;
    this.direction = new Float64Array(model.classes);
    this.average = new Float64Array(model.classAt.length);
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
        let over = (gained[meter]! - part.meters[meter]!.most) / METER_UNIT;
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
}
