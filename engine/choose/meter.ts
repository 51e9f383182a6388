/** A promotion's limits while the search counts, where several activities share them or value is limited. */

import type { Cents } from "../basket.ts";
import { type Allowance, ENDLESS } from "../layer/allowance.ts";
import type { Exceeding } from "../promotion.ts";
import { interned, type Milli, type Shape } from "./shape.ts";

export interface Meter {
  /**
   * After a unit that gained `gain`, completed `done` applications and claimed `claimed` units. Undefined: a limit is
   * passed. The gain comes back cut to what the limit on value leaves. State 0: nothing is used.
   */
  advance(
    state: number,
    gain: Milli,
    done: number,
    claimed: number,
  ): { readonly next: number; readonly gain: Milli } | undefined;
  /** What happens where more is gained than is left. */
  readonly exceeding: Exceeding;
  /** The most that may be saved in all. */
  readonly most: Milli;
  /** What may still be gained where activities promise `promised` more, with `price` of every cent of the limit paid. */
  hope(state: number, promised: Milli, price: number): Milli;
  /** How much more may still be gained at most in the state `other` than in `state`, by the same takings. */
  lead(state: number, other: number): Milli;
  /** What is less in all if activities gained `missing` less than was counted. */
  shortOf(state: number, missing: Milli): Milli;
  /** The same state where what is gained never shrinks any more before something new begins. */
  settled(state: number): number;
}

/** The shape of an activity that has the meter for itself: it remembers what is used. */
export function metered(shape: Shape, meter: Meter): Shape {
  const states = interned<{ inner: number; used: number }>(({ inner, used }) => `${inner}/${used}`, {
    inner: 0,
    used: 0,
  });
  return {
    moves(state, good) {
      const { inner, used } = states.of(state);
      return shape.moves(inner, good).flatMap((move) => {
        const after = meter.advance(used, move.gain, move.done, move.claimed);
        if (after === undefined) return [];
        const now = shape.need(move.next) === 0 ? meter.settled(after.next) : after.next;
        return [{ ...move, next: states.idOf({ inner: move.next, used: now }), gain: after.gain }];
      });
    },
    need: (state) => shape.need(states.of(state).inner),
  };
}

interface Used {
  readonly times: number;
  readonly units: number;
  /** All that applications have saved, also what a cap cuts; under `overshoot` less the dearest of them. */
  readonly gained: Milli;
  /** Only under `overshoot`: the dearest application, which may be the one that reaches the end. */
  readonly dearest: Milli;
}

/** `largest`: no application saves more, in cents; under `overshoot` so much may pass the limit. */
export function meterOf({ applications, units, amountCents, exceeding }: Allowance, largest: Cents): Meter {
  const states = interned<Used>(
    ({ times, units, gained, dearest }) => `${times}/${units}/${gained}/${dearest}`,
    {
      times: 0,
      units: 0,
      gained: 0,
      dearest: 0,
    },
  );
  const isEndless = amountCents === ENDLESS;
  const most = isEndless ? ENDLESS : amountCents * 1000;
  const passing = exceeding === "overshoot" ? (largest - 1) * 1000 : 0;
  const inAll = isEndless ? ENDLESS : most + passing;
  const afterwards = (used: Used, gain: Milli, done: number, claimed: number): Used | undefined => {
    const times = applications === ENDLESS ? 0 : used.times + done;
    const taken = units === ENDLESS ? 0 : used.units + claimed;
    if (times > applications || taken > units) return undefined;
    const counted = { ...used, times, units: taken };
    if (isEndless || gain === 0) return counted;
    if (exceeding !== "overshoot") {
      const gained = used.gained + gain;
      return exceeding === "refuse" && gained > most ? undefined : { ...counted, gained };
    }
    const gained = used.gained + Math.min(gain, used.dearest);
    return gained >= most ? undefined : { ...counted, gained, dearest: Math.max(gain, used.dearest) };
  };
  return {
    exceeding,
    most: inAll,
    advance(state, gain, done, claimed) {
      const used = states.of(state);
      const after = afterwards(used, gain, done, claimed);
      if (after === undefined) return undefined;
      const isCapped = exceeding === "cap" && !isEndless;
      const counted = isCapped ? Math.min(after.gained, most) - Math.min(used.gained, most) : gain;
      return { next: states.idOf(after), gain: counted };
    },
    hope(state, promised, price) {
      if (isEndless) return promised;
      const { gained, dearest } = states.of(state);
      const left = inAll - gained - dearest;
      return Math.min(promised + price * left, left) + Math.max(0, -left);
    },
    lead(state, other) {
      const mine = states.of(state);
      const theirs = states.of(other);
      if (mine.times > theirs.times || mine.units > theirs.units) return Number.POSITIVE_INFINITY;
      if (isEndless) return 0;
      if (exceeding !== "cap")
        return mine.gained > theirs.gained || mine.gained + mine.dearest > theirs.gained + theirs.dearest
          ? Number.POSITIVE_INFINITY
          : 0;
      const room = Math.max(0, most - theirs.gained) - Math.max(0, most - mine.gained);
      const excess = Math.max(0, theirs.gained - most) - Math.max(0, mine.gained - most);
      return Math.max(0, room, excess);
    },
    shortOf(state, missing) {
      if (exceeding !== "cap" || isEndless) return missing;
      const { gained } = states.of(state);
      return Math.min(gained, most) - Math.min(gained - missing, most);
    },
    settled(state) {
      const used = states.of(state);
      if (exceeding !== "cap" || used.gained <= most) return state;
      return states.idOf({ ...used, gained: most });
    },
  };
}
