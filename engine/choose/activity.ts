/**
 * A deal as the search sees it. The search offers it units from the dearest to the cheapest; the activity keeps a
 * small whole number as its state (how far its open set has got) and says what each further unit is worth.
 *
 * Because a set's cheapest units are free, or its price is fixed, sets of one deal are best formed from consecutive
 * units of what the deal was given, dearest first. So the state need not know which units are in the open set, only
 * how many: that is what makes the exact search small.
 */

import type { Cents } from "../basket.ts";
import type { SetDeal } from "../deal.ts";
import type { Entry } from "../run.ts";
import { atMost, cappedPriceSets, cheapestSets, dearestSets, priceSets, type Shape } from "./set-shapes.ts";

export interface Step {
  readonly next: number;
  readonly gain: Cents;
  /** Applications that this unit completed: 0 or 1. */
  readonly done: 0 | 1;
}

/** The activity with some of its state forgotten: it can do all that the activity can, and perhaps more. */
interface Relaxed extends Pick<Activity, "take" | "need"> {
  /** What is left of a state, and what that state is worth beside what the table says. */
  lookUp(state: number): { readonly state: number; readonly cents: Cents };
}

export interface Activity {
  readonly entry: Entry;
  readonly dealIndex: number;
  /** Units that it may take. */
  readonly units: readonly number[];
  /** Units of one application. */
  readonly size: number;
  /** Activities with the same likeness differ in units and `strength` alone: the stronger can replace the weaker. */
  readonly likeness: string | undefined;
  readonly strength: number;
  /** Roles that a unit may play: 1 for most, 2 where rewarded and paying units are told apart. */
  readonly roles: 1 | 2;
  /** What the next unit of that price brings in this state; undefined where it can't be taken. */
  take(state: number, price: Cents, role: number): Step | undefined;
  /** Units that it still needs before it may stop. 0: no set is open. */
  need(state: number): number;
  /** How bounds see it, where a table of all its states would grow too large. */
  readonly relaxed?: Relaxed;
  /** The units it was given, in the order given with their roles, as sets. */
  sets(units: readonly number[], roles: readonly number[]): number[][];
}

/** Units that save each for itself what their price says, under a limit: the meter keeps count, there is no state. */
export function singleActivity(
  entry: Entry,
  dealIndex: number,
  units: readonly number[],
  saving: (price: Cents) => Cents,
): Activity {
  return {
    entry,
    dealIndex,
    units,
    size: 1,
    likeness: undefined,
    strength: 0,
    roles: 1,
    take(_, price) {
      const gain = saving(price);
      return gain > 0 ? { next: 0, gain, done: 1 } : undefined;
    },
    need: () => 0,
    sets: (taken) => taken.map((unit) => [unit]),
  };
}

/** A fixed heap that is taken whole or not at all: a line, or a set formed by a declared order. */
export function packActivity(
  entry: Entry,
  dealIndex: number,
  units: readonly number[],
  value: Cents,
): Activity {
  const size = units.length;
  return {
    entry,
    dealIndex,
    units,
    size,
    likeness: `pack ${units.join()}`,
    strength: value,
    roles: 1,
    take(state) {
      if (state === size) return undefined;
      const isLast = state + 1 === size;
      return { next: isLast ? size : state + 1, gain: isLast ? value : 0, done: isLast ? 1 : 0 };
    },
    need: (state) => (state === 0 ? 0 : size - state),
    sets: (taken) => (taken.length === 0 ? [] : [[...taken]]),
  };
}

/** Sets formed by the search, repeatedly. */
export function setActivity(
  entry: Entry,
  dealIndex: number,
  deal: SetDeal,
  units: readonly number[],
): Activity {
  const { size, reward } = deal;
  const likeness =
    reward.kind === "price"
      ? `${size}`
      : [size, reward.count, reward.pick, reward.likeness, reward.together].join();
  const strength = reward.kind === "price" ? -reward.priceCents : reward.strength;
  const common = { entry, dealIndex, units, size, likeness, strength };
  const most = mostTimes(entry, size, units.length);
  const limited = (shape: Shape) => (most === undefined ? shape : atMost(shape, most));
  if (reward.kind === "price") {
    const isCapped = entry.promotion.data.limits?.amountCents !== undefined;
    return { ...common, ...limited((isCapped ? cappedPriceSets : priceSets)(size, reward.priceCents)) };
  }
  // Where a set is rounded once, a cent more a unit is the honest bound; what was found is counted exactly.
  const saving = reward.together ? (cents: Cents) => ceiling(reward.saving, cents) : reward.saving;
  return reward.pick === "cheapest"
    ? { ...common, ...limited(cheapestSets(size, reward.count, saving)) }
    : { ...common, ...limited(dearestSets(size, reward.count, saving)) };
}

/** Applications that the promotion's own limits leave to sets of that size; undefined where they leave enough. */
function mostTimes(entry: Entry, size: number, offered: number): number | undefined {
  const { applications, units } = entry.promotion.data.limits ?? {};
  const most = Math.min(applications ?? offered, Math.floor((units ?? offered) / size));
  return most * size >= offered - (offered % size) ? undefined : most;
}

function ceiling(saving: (cents: Cents) => Cents, cents: Cents): Cents {
  return Math.min(cents, saving(cents) + 1);
}
