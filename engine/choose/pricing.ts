/** The search for prices that make the bound of a part small, noting solutions that the plans amount to. */

import { boundAt, type Model } from "./lagrange.ts";
import { type Incumbent, Repair } from "./repair.ts";
import type { Milli } from "./shape.ts";

/** Prices are fractions; a bound this near to a whole cent is that cent. */
export const SLACK: Milli = 0.5;

/** Limits on value are counted in these, thousandths of a cent, beside units. */
export const METER_UNIT: Milli = 300_000;

/** Rounds of looking for prices where nothing better follows. */
const ROUNDS = 220;
/** Rounds from one repair of the plans to the next; one that costs a good part of the work there is comes less often. */
const REPAIR_EVERY = 20;
const REPAIR_HEAVY_EVERY = 40;
const HEAVY_LOOKS = 200;

/** Prices that make the bound small, where meters keep solutions from being read off the plans. */
export function tighten(
  model: Model,
  reachable: Milli,
  workMax: number,
): { prices: Float64Array; bound: Milli } {
  const taken = new Uint8Array(model.classAt.length);
  const search = new Pricing(model, { value: reachable, taken }, model.work + workMax);
  // Nothing found: no solution passes what is known already.
  return search.fit(ROUNDS, false) ?? { prices: search.prices, bound: reachable };
}

export class Pricing extends Repair {
  readonly direction: Float64Array;
  /** Nothing is decided. */
  readonly nothing: Uint8Array;
  /** Those that were tried last. */
  prices: Float64Array;

  constructor(model: Model, incumbent: Incumbent, workEnd: number) {
    super(model, incumbent, workEnd);
    this.direction = new Float64Array(model.classes);
    this.nothing = new Uint8Array(model.classAt.length);
    this.prices = model.alone;
  }

  /** Plans were looked at. */
  met(): void {}

  /**
   * Looks for prices that make the bound small. `repairs`: solutions are made of the plans on the way. Undefined: nothing
   * better than the incumbent exists.
   */
  fit(rounds: number, repairs: boolean): { bound: Milli; prices: Float64Array } | undefined {
    const { model, incumbent, direction, nothing } = this;
    const { classes, units, alone, wanted, taken, lambda, part, gained } = model;
    const isHeavy = (model.skip.length + model.to.length) * HEAVY_LOOKS > this.workEnd - model.work;
    const every = isHeavy ? REPAIR_HEAVY_EVERY : REPAIR_EVERY;
    let prices = alone.slice();
    let bestPrices = prices;
    let bestLambda: Float64Array | undefined;
    let best = Number.POSITIVE_INFINITY;
    let eagerness = 1;
    let stale = 0;
    direction.fill(0);
    for (let round = 0; round < rounds; round++) {
      if (this.isTired() && best < Number.POSITIVE_INFINITY) break;
      const bound = boundAt(model, prices, nothing);
      this.prices = prices;
      this.met();
      if (bound < incumbent.value + model.grain - SLACK) return undefined;
      if (bound < best - 1) {
        best = bound;
        bestPrices = prices.slice();
        if (lambda.length > 0) bestLambda = lambda.slice();
        stale = 0;
      } else if (++stale >= 8) {
        eagerness /= 2;
        stale = 0;
      }
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
      if (repairs && !clashes) this.offer(taken);
      if (repairs && round % every === 0) {
        this.improve(prices);
        if (best < incumbent.value + model.grain - SLACK) return undefined;
      }
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
      lambda.set(bestLambda);
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
