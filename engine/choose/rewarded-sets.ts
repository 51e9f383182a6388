/**
 * Sets of slots of which only that is remembered which decides about cents: of every set what its rewarded units come to,
 * and that no longer than it may save more. Of all other units it is enough to know how many are still owed, since they
 * may stand in any set.
 */

import type { Cents } from "../basket.ts";
import { divide, type Rounding } from "../rounding.ts";
import { interned, type Milli, type Move, type Shape } from "./shape.ts";
import { moveOf, type SlotGood, type SlotTerms } from "./slot-shapes.ts";

/** What a set saves, told by a number: 0 where nothing rewarded stands in it. */
export interface SetWorth {
  /** With one more rewarded unit. */
  after(so: number, cents: Cents): number;
  gain(so: number, cents: Cents): Milli;
  /** Whatever else joins, it saves no more. */
  isDone(so: number): boolean;
}

/** An amount, never more than what is rewarded. */
export function amountWorth(amountCents: Cents): SetWorth {
  return {
    after: (so, cents) => Math.min(amountCents, so + cents),
    gain: (so, cents) => Math.min(cents, amountCents - so) * 1000,
    isDone: (so) => so === amountCents,
  };
}

/** A percentage, rounded once: only what is left of whole cents must be remembered. */
export function percentWorth(percent: number, rounding: Rounding): SetWorth {
  // Half even looks at the last whole cent as well. What is left may be nothing: that is not the empty set.
  const whole = rounding === "half-even" ? 200_000 : 100_000;
  const left = (so: number) => Math.max(0, so - 1);
  return {
    after: (so, cents) => ((left(so) + cents * percent) % whole) + 1,
    gain: (so, cents) =>
      (divide(left(so) + cents * percent, 100_000, rounding) - divide(left(so), 100_000, rounding)) * 1000,
    isDone: () => false,
  };
}

/** A set that may still save more. */
interface OpenSet {
  /** By slot, its rewarded units. */
  readonly fill: readonly number[];
  readonly so: number;
  /** Rewarded units that it cannot do without. */
  readonly missing: number;
}

/** The number of the set in which nothing stands. */
const EMPTY = 0;

interface State {
  /** By slot: units that sets still need and that save nothing, in whichever of them they stand. */
  readonly owed: readonly number[];
  /** Open sets by number, in order. */
  readonly open: readonly number[];
  /** By slot, units that are still needed in all. */
  readonly needed: readonly number[];
  readonly need: number;
}

/**
 * State: what is owed, and the sets that may still save more. A unit that a set can do without joins only where it saves
 * something: otherwise the same is saved with fewer units.
 */
export function rewardedSets(
  slots: readonly SlotTerms[],
  goods: readonly SlotGood[],
  worth: SetWorth,
): Shape {
  const none = slots.map(() => 0);
  const unpaid = slots.map(({ min, rewarded }) => (rewarded ? 0 : min));
  const setOf = (fill: readonly number[], so: number): OpenSet => {
    const missing = sumOf(stillOf(slots, fill));
    // A set is formed to save something.
    return { fill, so, missing: so === 0 ? Math.max(1, missing) : missing };
  };
  const sets = interned<OpenSet>(({ fill, so }) => `${fill.join()}/${so}`, setOf(none, 0));
  const states = interned<State>(({ owed, open }) => `${owed.join()}/${open.join()}`, {
    owed: none,
    open: [],
    needed: none,
    need: 0,
  });
  const stateOf = (owed: readonly number[], open: readonly number[]) => {
    let needed = owed;
    let need = sumOf(owed);
    for (const number of open) {
      const { fill, missing } = sets.of(number);
      if (missing === 0) continue;
      need += missing;
      needed = plus(needed, stillOf(slots, fill));
    }
    return states.idOf({ owed, open, needed, need });
  };
  /** The state when one more set stands so. */
  const joined = (owed: readonly number[], open: readonly number[], fill: readonly number[], so: number) => {
    if (worth.isDone(so)) return stateOf(plus(owed, stillOf(slots, fill)), open);
    if (slots.every(({ max, rewarded }, slot) => !rewarded || fill[slot] === max)) return stateOf(owed, open);
    const number = sets.idOf(setOf(fill, so));
    const at = open.findIndex((other) => other > number);
    return stateOf(owed, open.toSpliced(at === -1 ? open.length : at, 0, number));
  };
  /** Slots in which the unit helps the set. */
  const waysInto = ({ fill, so }: OpenSet, fits: readonly number[], cents: Cents) => {
    const room = fits.filter((slot) => {
      const { min, max, rewarded } = slots[slot]!;
      return rewarded && fill[slot]! < (cents > 0 ? max : min);
    });
    if (!worth.isDone(worth.after(so, cents))) return room;
    // Where nothing more is to be saved all that counts is what the set still needs.
    const needed = room.filter((slot) => fill[slot]! < slots[slot]!.min);
    return needed.length > 0 ? needed : room.slice(0, 1);
  };
  return {
    moves(state, good) {
      const { owed, open } = states.of(state);
      const { cents, slots: fits } = goods[good]!;
      const begun = plus(owed, unpaid);
      const found: Move[] = [];
      const add = (slot: number, begins: boolean, next: number, gain: Milli) =>
        found.push(moveOf(slots, slot, begins, next, gain));
      for (const slot of fits) {
        if (owed[slot]! > 0) add(slot, false, stateOf(owed.with(slot, owed[slot]! - 1), open), 0);
        if (unpaid[slot]! > 0) add(slot, true, joined(begun.with(slot, begun[slot]! - 1), open, none, 0), 0);
      }
      for (let place = -1; place < open.length; place++) {
        const begins = place === -1;
        if (place > 0 && open[place - 1] === open[place]) continue;
        const set = sets.of(begins ? EMPTY : open[place]!);
        if (!begins && open.some((other) => isAhead(worth, sets.of(other), set, cents))) continue;
        const others = begins ? open : open.toSpliced(place, 1);
        for (const slot of waysInto(set, fits, cents)) {
          const fill = set.fill.with(slot, set.fill[slot]! + 1);
          const next = joined(begins ? begun : owed, others, fill, worth.after(set.so, cents));
          add(slot, begins, next, worth.gain(set.so, cents));
        }
      }
      return found;
    },
    need: (state) => states.of(state).need,
    isLost: (state, good) =>
      states.of(state).needed.some((units, slot) => units > goods[good]!.coming[slot]!),
  };
}

/** Of sets that hold as many units and would all be done with one more, the one that lacks most: later units are cheaper. */
function isAhead(worth: SetWorth, one: OpenSet, other: OpenSet, cents: Cents): boolean {
  return (
    one.so < other.so &&
    worth.isDone(worth.after(one.so, cents)) &&
    one.fill.every((units, slot) => units === other.fill[slot])
  );
}

/** By slot, the rewarded units that a set with these still needs. */
function stillOf(slots: readonly SlotTerms[], fill: readonly number[]): number[] {
  return slots.map(({ min, rewarded }, slot) => (rewarded ? Math.max(0, min - fill[slot]!) : 0));
}

function sumOf(units: readonly number[]): number {
  return units.reduce((sum, one) => sum + one, 0);
}

function plus(some: readonly number[], more: readonly number[]): readonly number[] {
  return some.map((units, slot) => units + more[slot]!);
}
