/**
 * How far the open set of a deal has got, as one small whole number, and what each further unit is worth: one shape for
 * each way of rewarding a set. Sets whose cheapest are free need a count; those whose dearest are, who is still owed.
 */

import type { Cents } from "../basket.ts";
import type { Activity, Step } from "./activity.ts";

/** What differs between activities of sets. */
export type Shape = Omit<Activity, "entry" | "dealIndex" | "units" | "size" | "likeness" | "strength">;

/** State: units in the open set. The last `count` of a set are its cheapest. */
export function cheapestSets(size: number, count: number, saving: (cents: Cents) => Cents): Shape {
  return {
    roles: 1,
    take(state, price) {
      const isLast = state + 1 === size;
      return {
        next: isLast ? 0 : state + 1,
        gain: state >= size - count ? saving(price) : 0,
        done: isLast ? 1 : 0,
      };
    },
    need: (state) => (state === 0 ? 0 : size - state),
    sets: (units) => chunks(units, size),
  };
}

/** State: units in the open set. Each unit brings its price, the last one costs the set's. */
export function priceSets(size: number, priceCents: Cents): Shape {
  return {
    roles: 1,
    take(state, price) {
      const isLast = state + 1 === size;
      return {
        next: isLast ? 0 : state + 1,
        gain: isLast ? price - priceCents : price,
        done: isLast ? 1 : 0,
      };
    },
    need: (state) => (state === 0 ? 0 : size - state),
    sets: (units) => chunks(units, size),
  };
}

/**
 * The same under a limit on value, which must see what a set saves as a whole. State: units in the open set and
 * the sum of their prices: `sum * size + units`.
 */
export function cappedPriceSets(size: number, priceCents: Cents): Shape {
  return {
    roles: 1,
    take(state, price) {
      const taken = state % size;
      const sum = (state - taken) / size + price;
      if (taken + 1 < size) return { next: sum * size + taken + 1, gain: 0, done: 0 };
      return sum > priceCents ? { next: 0, gain: sum - priceCents, done: 1 } : undefined;
    },
    need: (state) => (state === 0 ? 0 : size - (state % size)),
    // Sums are many; a bound only needs to know how many units are in the open set.
    relaxed: {
      ...priceSets(size, priceCents),
      lookUp: (state) => ({ state: state % size, cents: (state - (state % size)) / size }),
    },
    sets: (units) => chunks(units, size),
  };
}

/** State: rewarded units of the open set, and paying units still owed: `owed * count + rewarded`. */
export function dearestSets(size: number, count: number, saving: (cents: Cents) => Cents): Shape {
  const others = size - count;
  const take = (state: number, price: Cents, role: number): Step | undefined => {
    const rewarded = state % count;
    const owed = (state - rewarded) / count;
    if (role === 0) {
      const isFull = rewarded + 1 === count;
      const next = isFull ? (owed + others) * count : owed * count + rewarded + 1;
      return { next, gain: saving(price), done: isFull ? 1 : 0 };
    }
    return owed === 0 ? undefined : { next: (owed - 1) * count + rewarded, gain: 0, done: 0 };
  };
  const forget = (state: number) => {
    const rewarded = state % count;
    return Math.min((state - rewarded) / count, OWED_KEPT * others) * count + rewarded;
  };
  const need = (state: number) => {
    const rewarded = state % count;
    const owed = (state - rewarded) / count;
    return owed + (rewarded === 0 ? 0 : count - rewarded + others);
  };
  return {
    roles: others === 0 ? 1 : 2,
    take,
    need,
    // Many units may be owed; a bound may forget all but a few of them, since paying only costs.
    relaxed: {
      take(state, price, role) {
        const step = take(state, price, role);
        return step === undefined ? undefined : { ...step, next: forget(step.next) };
      },
      need,
      lookUp: (state) => ({ state: forget(state), cents: 0 }),
    },
    sets(units, roles) {
      const rewarded = chunks(
        units.filter((_, i) => roles[i] === 0),
        count,
      );
      const paying = chunks(
        units.filter((_, i) => roles[i] === 1),
        Math.max(1, others),
      );
      return rewarded.map((set, i) => [...set, ...(paying[i] ?? [])]);
    },
  };
}

/** Sets whose paying units a bound remembers. */
const OWED_KEPT = 4;

/** Applications that a bound counts; where more are allowed it forgets the limit, which seldom binds then. */
const TIMES_KEPT = 8;

/** The same activity, at most so many times. State: `inner * (most + 1) + times`. */
export function atMost(shape: Shape, most: number): Shape {
  const base = most + 1;
  const inner = (state: number) => (state - (state % base)) / base;
  const limited =
    (take: Activity["take"]) =>
    (state: number, price: Cents, role: number): Step | undefined => {
      const step = take(inner(state), price, role);
      const times = (state % base) + (step?.done ?? 0);
      return step === undefined || times > most ? undefined : { ...step, next: step.next * base + times };
    };
  const needed = (need: Activity["need"]) => (state: number) => need(inner(state));
  const exact = { ...shape, take: limited(shape.take), need: needed(shape.need) };
  const { relaxed = { ...shape, lookUp: (state: number) => ({ state, cents: 0 }) } } = shape;
  if (most > TIMES_KEPT)
    return { ...exact, relaxed: { ...relaxed, lookUp: (state) => relaxed.lookUp(inner(state)) } };
  if (shape.relaxed === undefined) return exact;
  return {
    ...exact,
    relaxed: {
      take: limited(relaxed.take),
      need: needed(relaxed.need),
      lookUp(state) {
        const known = relaxed.lookUp(inner(state));
        return { state: known.state * base + (state % base), cents: known.cents };
      },
    },
  };
}

function chunks(units: readonly number[], size: number): number[][] {
  const sets: number[][] = [];
  for (let at = 0; at < units.length; at += size) sets.push(units.slice(at, at + size));
  return sets;
}
