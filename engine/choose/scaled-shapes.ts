/**
 * The more, the cheaper: one application that grows with every unit it takes. Which step it will reach, or how many
 * units it will have, is said when it begins; what it takes then has to keep that promise.
 */

import type { ScaledDeal } from "../deal.ts";
import {
  countOf,
  FINE,
  fineSaving,
  type Heap,
  heaped,
  NO_HEAP,
  type ScaledGood,
  slicedSaving,
} from "../layer/set-saving.ts";
import { divide, type Rounding } from "../rounding.ts";
import { type Forms, fine, interned, type Move, type Shape } from "./shape.ts";

export function scaledForms(deal: ScaledDeal, goods: readonly ScaledGood[], rounding: Rounding): Forms {
  const relaxed = hopeful(deal, goods);
  if (deal.on === "whole") return fine(wholeShape(deal, goods, rounding), relaxed);
  if (deal.by === "pieces") return fine(slicedPieces(deal, goods, rounding), relaxed);
  return fine(proportional(deal, goods, rounding), relaxed);
}

/** Hundred thousandths of a cent, as they add up: whole cents are counted at once, the rest is remembered. */
function grown(fine: number, more: number, isReached: boolean, wasReached: boolean, rounding: Rounding) {
  const whole = rounding === "half-even" ? 2 * FINE : FINE;
  const credit = (sum: number, isCounted: boolean) =>
    isCounted ? divide(sum, FINE, rounding) : (sum - (sum % FINE)) / FINE;
  const sum = fine + more;
  const rest = sum % whole;
  const cents = (sum - rest) / FINE + credit(rest, isReached) - credit(fine, wasReached);
  return { rest, gain: cents * 1000 };
}

/** The highest step reached rewards all: the step is chosen at the beginning. */
function wholeShape(deal: ScaledDeal, goods: readonly ScaledGood[], rounding: Rounding): Shape {
  const { tiers, by } = deal;
  const states = interned<{ tier: number; total: number; fine: number }>(
    ({ tier, total, fine }) => `${tier}/${total}/${fine}`,
    { tier: -1, total: 0, fine: 0 },
  );
  const isReached = (tier: number, total: number) => tier >= 0 && total >= tiers[tier]!.from;
  return {
    moves(state, good) {
      const { tier: chosen, total, fine } = states.of(state);
      const found: Move[] = [];
      for (let tier = Math.max(0, chosen); tier < (chosen === -1 ? tiers.length : chosen + 1); tier++) {
        const end = tiers[tier + 1]?.from;
        let sum = total + countOf(by, goods[good]!);
        if (end !== undefined && sum >= end) continue;
        const reached = isReached(tier, sum);
        const { rest, gain } = grown(
          fine,
          fineSaving(tiers[tier]!.reward, goods[good]!),
          reached,
          isReached(chosen, total),
          rounding,
        );
        if (end === undefined) sum = Math.min(sum, tiers[tier]!.from);
        found.push({
          next: states.idOf({ tier, total: sum, fine: rest }),
          gain,
          done: chosen === -1 ? 1 : 0,
          claimed: 1,
          role: 0,
        });
      }
      return found;
    },
    need(state) {
      const { tier, total } = states.of(state);
      if (tier === -1 || isReached(tier, total)) return 0;
      return by === "pieces" ? tiers[tier]!.from - total : 1;
    },
  };
}

/** Each step rewards its own pieces, the cheapest lying lowest: how many there will be is chosen at the beginning. */
function slicedPieces(deal: ScaledDeal, goods: readonly ScaledGood[], rounding: Rounding): Shape {
  const { tiers } = deal;
  const states = interned<{ toCome: number; fine: number }>(({ toCome, fine }) => `${toCome}/${fine}`, {
    toCome: -1,
    fine: 0,
  });
  const most = goods.length;
  return {
    moves(state, good) {
      const { toCome, fine } = states.of(state);
      if (toCome === 0) return [];
      const found: Move[] = [];
      for (let count = toCome === -1 ? 1 : toCome; count <= (toCome === -1 ? most : toCome); count++) {
        const tier = tiers.findLast(({ from }) => count - 1 >= from);
        const more = tier === undefined ? 0 : fineSaving(tier.reward, goods[good]!);
        const { rest, gain } = grown(fine, more, count === 1, false, rounding);
        found.push({
          next: states.idOf({ toCome: count - 1, fine: rest }),
          gain,
          done: toCome === -1 ? 1 : 0,
          claimed: 1,
          role: 0,
        });
      }
      return found;
    },
    need: (state) => Math.max(0, states.of(state).toCome),
  };
}

/** Slices by measure and by amount depend on the sums alone. */
function proportional(deal: ScaledDeal, goods: readonly ScaledGood[], rounding: Rounding): Shape {
  const states = interned<Heap>(({ total, fines }) => `${total}/${fines.join()}`, NO_HEAP);
  return {
    moves(state, good) {
      const heap = states.of(state);
      const after = heaped(deal, heap, goods[good]!);
      const gain = slicedSaving(deal, after, rounding) - slicedSaving(deal, heap, rounding);
      const isFirst = state === 0;
      return [{ next: states.idOf(after), gain: gain * 1000, done: isFirst ? 1 : 0, claimed: 1, role: 0 }];
    },
    need: () => 0,
  };
}

/** Promises the best step to every unit, whatever is reached. State 1: something has been taken. */
function hopeful({ tiers }: ScaledDeal, goods: readonly ScaledGood[]): Shape {
  const best = goods.map((good) => {
    const fine = Math.max(...tiers.map(({ reward }) => fineSaving(reward, good)));
    return Math.ceil(fine / (FINE / 1000));
  });
  return {
    moves: (state, good) => [
      // Rounding once may add half a cent.
      {
        next: 1,
        gain: best[good]! + (state === 0 ? 500 : 0),
        done: state === 0 ? 1 : 0,
        claimed: 1,
        role: 0,
      },
    ],
    need: () => 0,
  };
}
