/** What a deal of slots is to the search: its most exact shape, and smaller ones that never promise less. */

import type { Cents } from "../basket.ts";
import type { SlotDeal } from "../deal.ts";
import { divide, type Rounding } from "../rounding.ts";
import { EXACT_UNITS_MAX } from "./effort.ts";
import { leastRewarded } from "./needed-slots.ts";
import { amountPool, percentPool, pooledSets } from "./pooled-sets.ts";
import { amountWorth, percentWorth, rewardedSets } from "./rewarded-sets.ts";
import { type Forms, fine, plain, rounded, type Shape } from "./shape.ts";
import {
  closedSets,
  countedSlots,
  type LinearSaving,
  openSets,
  percentCount,
  type SetCount,
  type SlotGood,
  type SlotTerms,
  wholeCount,
} from "./slot-shapes.ts";

/**
 * How a limit on value sees applications. `free`: there is none, or only what they add up to counts. `whole`: an
 * application counts when it is complete, and what more units add counts as they come. `closed`: it counts at once, when
 * nothing more will come.
 */
export type Counting = "free" | "whole" | "closed";

/** Pieces of an amount that are told apart where a cent can't be. */
const AMOUNT_PIECES = [12, 4];

export function slotForms(
  deal: SlotDeal,
  kinds: readonly SlotGood[],
  units: number,
  rounding: Rounding,
  counting: Counting,
): Forms {
  const { slots, reward } = deal;
  // Then no tally is kept beside a graph, which has to say by the same roles what a unit is in its set.
  const isMany = units > EXACT_UNITS_MAX;
  switch (reward.kind) {
    case "price": {
      const linear = { begin: -reward.priceCents * 1000, perUnit: (cents: Cents) => cents * 1000 };
      const counted = countedSlots(slots, kinds, linear);
      if (counting === "free") return plain(counted);
      const whole = wholeCount((sum) => sum - reward.priceCents);
      return fine(formed(slots, kinds, whole, counting), counted);
    }
    case "amount": {
      const linear = { begin: reward.amountCents * 1000, perUnit: () => 0 };
      const suffices = leastRewarded(slots, kinds) >= reward.amountCents;
      if (suffices && counting === "free") return plain(countedSlots(slots, kinds, linear));
      const hopeful = countedSlots(slots, kinds, linearAmount(slots, reward.amountCents));
      if (counting === "free") {
        const exact = rewardedSets(slots, kinds, amountWorth(reward.amountCents));
        const pools = AMOUNT_PIECES.map((pieces) =>
          pooledSets(slots, kinds, amountPool(reward.amountCents, pieces)),
        );
        return isMany ? { exact, isFine: true, relaxed: [...pools, hopeful] } : plain(exact, pools);
      }
      const count = wholeCount((sum) => Math.min(sum, reward.amountCents));
      return fine(formed(slots, kinds, count, counting), hopeful);
    }
    case "percent": {
      // Rounded for each unit by itself, where a set rewards no more than one.
      const isSingle = slots.reduce((sum, { max, rewarded }) => sum + (rewarded ? max : 0), 0) === 1;
      const linear: LinearSaving = {
        begin: 0,
        perUnit: (cents) =>
          isSingle
            ? divide(cents * reward.percent, 100_000, rounding) * 1000
            : (cents * reward.percent) / 100,
      };
      const isEven = isSingle || kinds.every(({ cents }) => (cents * reward.percent) % 100_000 === 0);
      if (isEven && counting === "free") return plain(countedSlots(slots, kinds, linear));
      const mayGrow = slots.some(({ min, max }) => max > min);
      // Where sets may grow nobody knows how many there are, each rounded by itself.
      const perSet = mayGrow ? 0 : 500;
      const slack = {
        begin: perSet,
        perUnit: (cents: Cents) => Math.ceil((cents * reward.percent) / 100) + 500 - perSet,
      };
      const hopeful = countedSlots(slots, kinds, isEven ? linear : slack);
      if (counting !== "free") {
        const whole = wholeCount((sum) => divide(sum * reward.percent, 100_000, rounding));
        return fine(formed(slots, kinds, whole, counting), hopeful);
      }
      if (mayGrow) {
        const exact = rewardedSets(slots, kinds, percentWorth(reward.percent, rounding));
        const pool = pooledSets(slots, kinds, percentPool(reward.percent, rounding));
        return { exact, isFine: true, relaxed: isMany ? [pool, hopeful] : [pool] };
      }
      const least = slots.reduce((sum, { min }) => sum + min, 0);
      const exact = openSets(slots, kinds, percentCount(reward.percent, rounding));
      return rounded(exact, hopeful, Math.floor(units / Math.max(1, least)), units);
    }
    default:
      return reward satisfies never;
  }
}

/** Sets of which some may take more than they need, and where that has to be known, say when they are done. */
function formed(
  slots: readonly SlotTerms[],
  kinds: readonly SlotGood[],
  count: SetCount,
  counting: Counting,
): Shape {
  const mayGrow = slots.some(({ min, max }) => max > min);
  return counting === "closed" && mayGrow ? closedSets(slots, kinds, count) : openSets(slots, kinds, count);
}

/** Where sets may grow nobody knows how many there are; but none saves more than the amount, or than it costs, for each unit. */
function linearAmount(slots: readonly SlotTerms[], amountCents: Cents): LinearSaving {
  const isFixed = slots.every(({ min, max }) => min === max);
  if (isFixed) return { begin: amountCents * 1000, perUnit: () => 0 };
  return { begin: 0, perUnit: (cents) => Math.min(cents, amountCents) * 1000 };
}
