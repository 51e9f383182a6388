/**
 * Sets of slots of which only is remembered what they have in common: smaller than `rewardedSets`, and never promising
 * less, since no set can use what another has too much.
 */

import type { Cents } from "../basket.ts";
import type { Rounding } from "../rounding.ts";
import { divisorOf, interned, type Milli, type Shape } from "./shape.ts";
import { moveOf, type SlotGood, type SlotTerms } from "./slot-shapes.ts";

/** In hundred thousandths, as percentages are counted. */
const CENT = 100_000;

/** What all sets together may still save, told by a number: 0 where none is begun. */
interface Pool {
  /** A set that begins with a rewarded unit of this price saves no more, whatever joins it. */
  fills(cents: Cents): boolean;
  begun(so: number): number;
  /** With one more unit, which may be the first of its set: its price, 0 where it is not rewarded. */
  take(so: number, cents: Cents, begins: boolean): { readonly so: number; readonly gain: Milli };
}

/**
 * What the sets lack together of the amount, and what none of them lacked more of when it had begun. `pieces`: so many
 * pieces of the amount are told apart, and a unit counts whole ones.
 */
export function amountPool(amountCents: Cents, pieces: number): Pool {
  const radix = pieces + 1;
  return {
    fills: (cents) => cents >= amountCents,
    begun: (so) => so + pieces * radix,
    take(so, cents, begins) {
      const most = so % radix;
      const lacks = (so - most) / radix;
      const open = begins ? pieces : Math.min(most, lacks);
      const used = Math.min(open, Math.floor((cents * pieces) / amountCents));
      const after = begins ? Math.max(most, pieces - used) : most;
      const gain = Math.min(cents * 1000, Math.ceil((open * amountCents * 1000) / pieces));
      return { so: (lacks - used) * radix + after, gain };
    },
  };
}

/** A part of each unit, and for each set what it may win by being rounded. */
export function percentPool(percent: number, rounding: Rounding): Pool {
  const won = wonByRounding(percent, rounding);
  return {
    fills: () => false,
    begun: (so) => so,
    take: (so, cents, begins) => ({ so, gain: Math.ceil((cents * percent) / 100) + (begins ? won : 0) }),
  };
}

/** The most that rounding adds to a percentage of whole cents. */
function wonByRounding(percent: number, rounding: Rounding): Milli {
  if (rounding === "down") return 0;
  const step = divisorOf(percent, CENT);
  const half = Math.ceil(CENT / 2 / step) * step;
  return Math.ceil((CENT - half) / 100);
}

/** What a unit may be: one that a set which saves no more still needs, one more of another set, or the first of one. */
const OWED = 0;
const JOINING = 1;
const BEGINNING = 2;

interface State {
  /** By slot, units that sets still need which save no more: those save nothing, in whichever of them they stand. */
  readonly owed: readonly number[];
  /** By slot, units that other sets still need. */
  readonly missing: readonly number[];
  /** Units that they may have beyond that, in all. */
  readonly spare: number;
  readonly so: number;
}

export function pooledSets(slots: readonly SlotTerms[], goods: readonly SlotGood[], pool: Pool): Shape {
  // What is not rewarded joins only where it must.
  const spareIn = ({ min, max, rewarded }: SlotTerms) => (rewarded ? max - min : 0);
  const spareOfSet = slots.reduce((sum, slot) => sum + spareIn(slot), 0);
  const none = slots.map(() => 0);
  const states = interned<State>(({ owed, missing, spare, so }) => [owed, missing, spare, so].join("/"), {
    owed: none,
    missing: none,
    spare: 0,
    so: 0,
  });
  return {
    moves(state, good) {
      const before = states.of(state);
      const { cents, slots: fits } = goods[good]!;
      return fits.flatMap((slot) =>
        [OWED, JOINING, BEGINNING].flatMap((how) => {
          const { rewarded } = slots[slot]!;
          const begins = how === BEGINNING;
          const isDone = how === OWED || (begins && rewarded && pool.fills(cents));
          const needs = [...(isDone ? before.owed : before.missing)];
          let { spare } = before;
          if (begins) {
            slots.forEach(({ min }, at) => {
              needs[at]! += min;
            });
            if (!isDone) spare += spareOfSet;
          }
          if (needs[slot]! > 0) needs[slot]!--;
          else if (how === OWED || spareIn(slots[slot]!) === 0 || (!isDone && spare-- === 0)) return [];
          const begun = begins ? pool.begun(before.so) : before.so;
          const { so, gain } =
            how === OWED ? { so: begun, gain: 0 } : pool.take(begun, rewarded ? cents : 0, begins);
          const next = { ...before, [isDone ? "owed" : "missing"]: needs, spare, so };
          return [moveOf(slots, slot, begins, states.idOf(next), gain)];
        }),
      );
    },
    need: (state) => needed(states.of(state)).reduce((sum, units) => sum + units, 0),
    isLost: (state, good) =>
      needed(states.of(state)).some((units, slot) => units > goods[good]!.coming[slot]!),
  };
}

function needed({ owed, missing }: State): number[] {
  return owed.map((units, slot) => units + missing[slot]!);
}
