/** A promotion's limits while the search counts, where several activities share them or value is limited. */

import type { Cents } from "../basket.ts";
import { type Allowance, ENDLESS, valueGranted } from "../layer/allowance.ts";
import type { Exceeding } from "../promotion.ts";
import { interned, type Move, type Shape } from "./shape.ts";

export interface Meter {
  /**
   * After a unit that gained `gain` cents, completed `done` applications and claimed `claimed` units. Undefined: a limit
   * is passed. The gain comes back cut to what the limit on value leaves. State 0: nothing is used.
   */
  advance(
    state: number,
    gain: Cents,
    done: number,
    claimed: number,
  ): { readonly next: number; readonly gain: Cents } | undefined;
  /** What happens where more is gained than is left. */
  readonly exceeding: Exceeding;
  /** The most that may still be saved. */
  left(state: number): Cents;
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
      const found: Move[] = [];
      for (const move of shape.moves(inner, good)) {
        const after = meter.advance(used, move.gain / 1000, move.done, move.claimed);
        if (after === undefined) continue;
        found.push({
          ...move,
          next: states.idOf({ inner: move.next, used: after.next }),
          gain: after.gain * 1000,
        });
      }
      return found;
    },
    need: (state) => shape.need(states.of(state).inner),
  };
}

interface Used {
  readonly times: number;
  readonly units: number;
  /** All that applications have saved; under `overshoot` less the dearest of them. */
  readonly cents: Cents;
  /** Only under `overshoot`: the dearest application, which may be the one that reaches the end. */
  readonly dearest: Cents;
}

export function meterOf(allowance: Allowance): Meter {
  const { applications, units, amountCents, exceeding } = allowance;
  const states = interned<Used>((used) => `${used.times}/${used.units}/${used.cents}/${used.dearest}`, {
    times: 0,
    units: 0,
    cents: 0,
    dearest: 0,
  });
  return {
    exceeding,
    advance(state, gain, done, claimed) {
      const used = states.of(state);
      const times = applications === ENDLESS ? 0 : used.times + done;
      const taken = units === ENDLESS ? 0 : used.units + claimed;
      if (times > applications || taken > units) return undefined;
      let { cents, dearest } = used;
      let cut = gain;
      if (amountCents < ENDLESS && gain !== 0) {
        if (exceeding === "overshoot") {
          cents += Math.min(gain, dearest);
          dearest = Math.max(gain, dearest);
          if (cents >= amountCents) return undefined;
        } else {
          cut = gain < 0 ? gain : valueGranted(gain, amountCents - cents, exceeding);
          if (cut === 0 && exceeding === "refuse") return undefined;
          cents += cut;
        }
      }
      return { next: states.idOf({ times, units: taken, cents, dearest }), gain: cut };
    },
    left: (state) => (exceeding === "overshoot" ? ENDLESS : amountCents - states.of(state).cents),
  };
}
