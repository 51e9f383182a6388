/**
 * Sets of one deal: how far the open set has got, and what each further unit is worth. Sets whose cheapest are free
 * need a count; those whose dearest are, who is still owed. The good is the unit's price.
 */

import type { Cents } from "../basket.ts";
import { ANY_ROLE, type Milli, type Move, type Shape } from "./shape.ts";

/** Units that save each for itself. The good is what the unit saves. */
export const singles: Shape = {
  moves: (_, saving) => [{ next: 0, gain: saving * 1000, done: 1, claimed: 1, role: 0 }],
  need: () => 0,
};

/** Whatever sets are formed: every unit for itself, for as much as it can bring. */
export function shared(shareOf: (good: number) => Milli): Shape {
  return {
    moves: (_, good) => [{ next: 0, gain: shareOf(good), done: 0, claimed: 0, role: ANY_ROLE }],
    need: () => 0,
  };
}

/** A fixed heap that is taken whole or not at all, for `value`. */
export function packShape(size: number, value: Cents): Shape {
  return {
    moves(state) {
      if (state === size) return [];
      const isLast = state + 1 === size;
      return [
        { next: state + 1, gain: isLast ? value * 1000 : 0, done: isLast ? 1 : 0, claimed: 1, role: 0 },
      ];
    },
    need: (state) => (state === 0 ? 0 : size - state),
  };
}

/** State: units in the open set. The last `count` of a set are its cheapest. `extra` comes with every set. */
export function cheapestSets(
  size: number,
  count: number,
  gainOf: (cents: Cents) => Milli,
  extra: Milli = 0,
): Shape {
  return {
    moves(state, price) {
      const isLast = state + 1 === size;
      return [
        {
          next: isLast ? 0 : state + 1,
          gain: (state >= size - count ? gainOf(price) : 0) + (isLast ? extra : 0),
          done: isLast ? 1 : 0,
          claimed: isLast ? size : 0,
          role: ANY_ROLE,
        },
      ];
    },
    need: (state) => (state === 0 ? 0 : size - state),
  };
}

/** State: units in the open set. Each unit brings its price, the last one costs the set's. */
export function priceSets(size: number, priceCents: Cents): Shape {
  return {
    moves(state, price) {
      const isLast = state + 1 === size;
      return [
        {
          next: isLast ? 0 : state + 1,
          gain: (isLast ? price - priceCents : price) * 1000,
          done: isLast ? 1 : 0,
          claimed: isLast ? size : 0,
          role: 0,
        },
      ];
    },
    need: (state) => (state === 0 ? 0 : size - state),
  };
}

/**
 * State: rewarded units of the open set, and paying units still owed: `owed * count + rewarded`. Role 0 is rewarded, 1
 * pays. With `owedMax` it forgets what is owed beyond: paying only costs, so that promises never less.
 */
export function dearestSets(
  size: number,
  count: number,
  gainOf: (cents: Cents) => Milli,
  owedMax = Number.MAX_SAFE_INTEGER,
  extra: Milli = 0,
): Shape {
  const others = size - count;
  return {
    moves(state, price) {
      const rewarded = state % count;
      const owed = (state - rewarded) / count;
      const isFull = rewarded + 1 === count;
      const found: Move[] = [
        {
          next: isFull ? Math.min(owedMax, owed + others) * count : owed * count + rewarded + 1,
          gain: gainOf(price) + (isFull ? extra : 0),
          done: isFull ? 1 : 0,
          claimed: isFull ? size : 0,
          role: 0,
        },
      ];
      if (owed > 0)
        found.push({ next: (owed - 1) * count + rewarded, gain: 0, done: 0, claimed: 0, role: 1 });
      return found;
    },
    need(state) {
      const rewarded = state % count;
      return (state - rewarded) / count + (rewarded === 0 ? 0 : count - rewarded + others);
    },
  };
}
