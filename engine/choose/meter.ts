/** A promotion's limits while the search counts: one whole number that says how much of them is used. */

import type { Cents } from "../basket.ts";
import type { Limits } from "../promotion.ts";

export interface Meter {
  /**
   * After a unit that gained `gain` and completed `done` applications of `size` units. Undefined: a limit is passed.
   * The gain comes back cut to what the limit on value leaves.
   */
  advance(
    state: number,
    gain: Cents,
    done: number,
    size: number,
  ): { readonly next: number; readonly gain: Cents } | undefined;
}

export function meterOf(limits: Limits): Meter {
  const { applications, units, amountCents } = limits;
  const times = applications === undefined ? 1 : applications + 1;
  const pieces = units === undefined ? 1 : units + 1;
  return {
    advance(state, gain, done, size) {
      let usedTimes = state % times;
      const rest = (state - usedTimes) / times;
      let usedPieces = rest % pieces;
      let usedCents = (rest - usedPieces) / pieces;
      if (applications !== undefined) usedTimes += done;
      if (units !== undefined) usedPieces += done * size;
      if (usedTimes >= times || usedPieces >= pieces) return undefined;
      const cut = amountCents === undefined ? gain : Math.min(gain, amountCents - usedCents);
      if (amountCents !== undefined) usedCents += cut;
      return { next: (usedCents * pieces + usedPieces) * times + usedTimes, gain: cut };
    },
  };
}
