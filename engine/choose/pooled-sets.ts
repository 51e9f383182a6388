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
    begun: (so) => so + pieces * radix,
    take(so, cents, begins) {
      const most = so % radix;
      const lacks = (so - most) / radix;
      const worth = Math.ceil((Math.min(cents, amountCents) * pieces) / amountCents);
      const used = Math.min(worth, lacks, begins ? pieces : most);
      const after = begins ? Math.max(most, pieces - used) : most;
      return { so: (lacks - used) * radix + after, gain: Math.ceil((used * amountCents * 1000) / pieces) };
    },
  };
}

/** A part of each unit, and for each set what it may win by being rounded. */
export function percentPool(percent: number, rounding: Rounding): Pool {
  const won = wonByRounding(percent, rounding);
  return {
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

interface State {
  /** By slot, units that sets still need. */
  readonly missing: readonly number[];
  /** Units that they may have beyond that, in all. */
  readonly spare: number;
  readonly so: number;
}

export function pooledSets(slots: readonly SlotTerms[], goods: readonly SlotGood[], pool: Pool): Shape {
  // What is not rewarded joins only where it must.
  const spareIn = ({ min, max, rewarded }: SlotTerms) => (rewarded ? max - min : 0);
  const spareOfSet = slots.reduce((sum, slot) => sum + spareIn(slot), 0);
  const states = interned<State>(({ missing, spare, so }) => `${missing.join()}/${spare}/${so}`, {
    missing: slots.map(() => 0),
    spare: 0,
    so: 0,
  });
  return {
    moves(state, good) {
      const before = states.of(state);
      const { cents, slots: fits } = goods[good]!;
      return fits.flatMap((slot) =>
        [false, true].flatMap((begins) => {
          const missing = before.missing.map((units, at) => units + (begins ? slots[at]!.min : 0));
          let spare = before.spare + (begins ? spareOfSet : 0);
          const { rewarded } = slots[slot]!;
          if (missing[slot]! > 0) missing[slot]!--;
          else if (spareIn(slots[slot]!) > 0 && spare > 0) spare--;
          else return [];
          const begun = begins ? pool.begun(before.so) : before.so;
          const { so, gain } = pool.take(begun, rewarded ? cents : 0, begins);
          return [moveOf(slots, slot, begins, states.idOf({ missing, spare, so }), gain)];
        }),
      );
    },
    need: (state) => states.of(state).missing.reduce((sum, units) => sum + units, 0),
    isLost: (state, good) =>
      states.of(state).missing.some((units, slot) => units > goods[good]!.coming[slot]!),
  };
}
