/**
 * Slots filled together. Where only the sum of what is rewarded counts, it is enough to know how many units every slot
 * holds; where each set is rounded, capped or counted by itself, the open sets are remembered one by one.
 */

import type { Cents } from "../basket.ts";
import { divide, type Rounding } from "../rounding.ts";
import { interned, type Milli, type Move, type Shape } from "./shape.ts";

export interface SlotTerms {
  readonly min: number;
  readonly max: number;
  readonly rewarded: boolean;
}

export interface SlotGood {
  readonly cents: Cents;
  /** Indexes of the slots that it may fill. */
  readonly slots: readonly number[];
  /** By slot: units that cost no more and may fill it. */
  readonly coming: readonly number[];
}

/** A move whose role says which slot the unit fills, and whether it begins a set. */
export function moveOf(
  slots: readonly SlotTerms[],
  slot: number,
  begins: boolean,
  next: number,
  gain: Milli,
): Move {
  return { next, gain, done: begins ? 1 : 0, claimed: 1, role: begins ? slots.length + slot : slot };
}

/** What a set saves where only sums count: so much when it begins, so much for each cent rewarded. */
export interface LinearSaving {
  readonly begin: Milli;
  perUnit(cents: Cents): Milli;
}

/** State: room left in every slot of the sets begun, and how many were begun where that decides what is missing. */
export function countedSlots(
  slots: readonly SlotTerms[],
  goods: readonly SlotGood[],
  saving: LinearSaving,
): Shape {
  const spare = slots.map(({ min, max }) => max - min);
  const countsSets = spare.some((units) => units > 0);
  const states = interned<{ room: readonly number[]; sets: number }>(
    ({ room, sets }) => (countsSets ? `${room.join()}/${sets}` : room.join()),
    { room: slots.map(() => 0), sets: 0 },
  );
  return {
    moves(state, good) {
      const { room, sets } = states.of(state);
      const { cents, slots: fits } = goods[good]!;
      return fits.map((slot): Move => {
        const begins = room[slot] === 0;
        const after = begins ? room.map((units, i) => units + slots[i]!.max) : room.slice();
        after[slot]!--;
        const gain = (slots[slot]!.rewarded ? saving.perUnit(cents) : 0) + (begins ? saving.begin : 0);
        return {
          next: states.idOf({ room: after, sets: sets + (begins ? 1 : 0) }),
          gain,
          done: begins ? 1 : 0,
          claimed: 1,
          role: slot,
        };
      });
    },
    need(state) {
      const { room, sets } = states.of(state);
      let missing = 0;
      room.forEach((units, slot) => {
        missing += Math.max(0, units - sets * spare[slot]!);
      });
      return missing;
    },
  };
}

/** How one open set is counted. */
export interface SetCount {
  /** What must be remembered of the sum of its rewarded goods. */
  fold(sum: number, cents: Cents): number;
  /** What has been counted for it so far, in cents, as far as `sum` tells. */
  credit(sum: number, isComplete: boolean): Cents;
  /** Cents that folding lets go of, and which are therefore counted at once. */
  folded(sum: number, cents: Cents): Cents;
}

/** A percentage of each set, rounded once: only what is left of whole cents must be remembered. */
export function percentCount(percent: number, rounding: Rounding): SetCount {
  // Half even looks at the last whole cent as well.
  const whole = rounding === "half-even" ? 200_000 : 100_000;
  return {
    fold: (sum, cents) => (sum + cents * percent) % whole,
    folded(sum, cents) {
      const fine = sum + cents * percent;
      return (fine - (fine % whole)) / 100_000;
    },
    credit: (sum, isComplete) => (isComplete ? divide(sum, 100_000, rounding) : Math.floor(sum / 100_000)),
  };
}

/** What one set saves as a whole, counted when it is complete: for prices, and under limits on value. */
export function wholeCount(saving: (sum: Cents) => Cents): SetCount {
  return {
    fold: (sum, cents) => sum + cents,
    folded: () => 0,
    credit: (sum, isComplete) => (isComplete ? saving(sum) : 0),
  };
}

/** The same where every rewarded unit saves for itself. */
export function eachCount(saving: (cents: Cents) => Cents): SetCount {
  return {
    fold: (sum, cents) => sum + saving(cents),
    folded: () => 0,
    credit: (sum, isComplete) => (isComplete ? sum : 0),
  };
}

interface OpenSet {
  readonly fill: readonly number[];
  readonly sum: number;
  readonly key: string;
  /** Units that it cannot do without. */
  readonly missing: number;
  readonly isFull: boolean;
}

/**
 * State: the open sets. The role says which slot the unit fills.
 * `pick`: the rewarded ones are the cheapest, or the dearest, of their set: so they come after the others, or before.
 */
export function openSets(
  slots: readonly SlotTerms[],
  goods: readonly SlotGood[],
  count: SetCount,
  pick?: "cheapest" | "dearest",
): Shape {
  return setsInMaking(slots, goods, count, pick, false);
}

/** The same where each set says with one of its units that it is done, and is counted then, whole. */
export function closedSets(slots: readonly SlotTerms[], goods: readonly SlotGood[], count: SetCount): Shape {
  return setsInMaking(slots, goods, count, undefined, true);
}

function setsInMaking(
  slots: readonly SlotTerms[],
  goods: readonly SlotGood[],
  count: SetCount,
  pick: "cheapest" | "dearest" | undefined,
  closes: boolean,
): Shape {
  const states = interned<readonly OpenSet[]>((sets) => {
    let key = "";
    for (const one of sets) key += `${one.key}|`;
    return key;
  }, []);
  const setOf = (fill: readonly number[], sum: number): OpenSet => {
    let key = "";
    let missing = 0;
    let isFull = true;
    for (let slot = 0; slot < fill.length; slot++) {
      key += `${fill[slot]},`;
      missing += Math.max(0, slots[slot]!.min - fill[slot]!);
      if (fill[slot]! < slots[slot]!.max) isFull = false;
    }
    return { fill, sum, key: `${key}:${sum}`, missing, isFull };
  };
  const empty = setOf(
    slots.map(() => 0),
    0,
  );
  const canTake = ({ fill }: OpenSet, slot: number) =>
    fill[slot]! < slots[slot]!.max &&
    (pick === undefined ||
      slots[slot]!.rewarded !== (pick === "cheapest") ||
      fill.every(
        (units, other) => slots[other]!.rewarded === slots[slot]!.rewarded || units === slots[other]!.max,
      ));
  /** All but the one at this place, and one more, in order. */
  const exchanged = (sets: readonly OpenSet[], place: number, more: OpenSet | undefined) => {
    const found: OpenSet[] = [];
    let left = more;
    for (let at = 0; at < sets.length; at++) {
      if (at === place) continue;
      const one = sets[at]!;
      if (left !== undefined && left.key < one.key) {
        found.push(left);
        left = undefined;
      }
      found.push(one);
    }
    if (left !== undefined) found.push(left);
    return found;
  };
  return {
    moves(state, good) {
      const sets = states.of(state);
      const { cents, slots: fits } = goods[good]!;
      const found: Move[] = [];
      for (const slot of fits) {
        for (let place = -1; place < sets.length; place++) {
          const before = place === -1 ? empty : sets[place]!;
          if (!canTake(before, slot)) continue;
          if (place > 0 && sets[place - 1]!.key === before.key) continue;
          const { rewarded } = slots[slot]!;
          const fill = before.fill.slice();
          fill[slot]!++;
          const after = setOf(fill, rewarded ? count.fold(before.sum, cents) : before.sum);
          const common = {
            done: place === -1 ? 1 : 0,
            claimed: 1,
            role: slot,
          } as const;
          if (closes && after.missing === 0) {
            const next = states.idOf(exchanged(sets, place, undefined));
            found.push({ ...common, next, gain: count.credit(after.sum, true) * 1000 });
          }
          if (closes && after.isFull) continue;
          const credit = closes
            ? 0
            : count.credit(after.sum, after.missing === 0) -
              (place === -1 ? 0 : count.credit(before.sum, before.missing === 0)) +
              (rewarded ? count.folded(before.sum, cents) : 0);
          const next = states.idOf(exchanged(sets, place, after.isFull ? undefined : after));
          found.push({ ...common, next, gain: credit * 1000 });
        }
      }
      return found;
    },
    need(state) {
      let missing = 0;
      for (const { missing: short } of states.of(state)) missing += closes ? Math.max(1, short) : short;
      return missing;
    },
  };
}
