/** Sets of a large heap made better by exchanging units: who stands with whom decides about cents where sets are rounded. */

import type { Cents } from "../basket.ts";

/** Passes over all pairs of sets. */
const PASSES = 3;

/**
 * Exchanges units between sets in place as long as they then save more. `fits`: a unit may stand where one of this slot
 * stood. Returns the sets that were looked at, `looksMax` or a few more.
 */
export function setSwaps<One extends { readonly slot: number }>(
  sets: One[][],
  saving: (set: readonly One[]) => Cents,
  fits: (one: One, slot: number) => boolean,
  looksMax: number,
): number {
  const cents = sets.map(saving);
  let looks = sets.length;
  for (let pass = 0; pass < PASSES; pass++) {
    let isBetter = false;
    // Neighbours first: their units cost about the same, so little else changes.
    for (let apart = 1; apart < sets.length; apart++) {
      for (let left = 0; left + apart < sets.length; left++) {
        if (looks >= looksMax) return looks;
        const [one, other] = [sets[left]!, sets[left + apart]!];
        for (let i = 0; i < one.length; i++) {
          for (let k = 0; k < other.length; k++) {
            const [mine, theirs] = [one[i]!, other[k]!];
            if (!fits(mine, theirs.slot) || !fits(theirs, mine.slot)) continue;
            one[i] = { ...theirs, slot: mine.slot };
            other[k] = { ...mine, slot: theirs.slot };
            const [now, then] = [saving(one), saving(other)];
            looks += 2;
            if (now + then > cents[left]! + cents[left + apart]!) {
              cents[left] = now;
              cents[left + apart] = then;
              isBetter = true;
            } else {
              one[i] = mine;
              other[k] = theirs;
            }
          }
        }
      }
    }
    if (!isBetter) break;
  }
  return looks;
}
