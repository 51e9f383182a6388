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

export interface Step {
  readonly next: number;
  readonly gain: Cents;
  /** Applications that this unit completed: 0 or 1. */
  readonly done: 0 | 1;
}

/** The activity with some of its state forgotten: it can do all that the activity can, and perhaps more. */
export interface Relaxed extends Pick<Activity, "take" | "need"> {
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

type Shape = Omit<Activity, "entry" | "dealIndex" | "units" | "size" | "likeness" | "strength">;

function ceiling(saving: (cents: Cents) => Cents, cents: Cents): Cents {
  return Math.min(cents, saving(cents) + 1);
}

/** State: units in the open set. The last `count` of a set are its cheapest. */
function cheapestSets(size: number, count: number, saving: (cents: Cents) => Cents): Shape {
  return {
    roles: 1,
    take(state, price) {
      const isLast = state + 1 === size;
      return {
        next: isLast ? 0 : state + 1,
        gain: state >= size - count ? saving(price) : 0,
        done: isLast ? 1 : 0,
      };
    },
    need: (state) => (state === 0 ? 0 : size - state),
    sets: (units) => chunks(units, size),
  };
}

/** State: units in the open set. Each unit brings its price, the last one costs the set's. */
function priceSets(size: number, priceCents: Cents): Shape {
  return {
    roles: 1,
    take(state, price) {
      const isLast = state + 1 === size;
      return {
        next: isLast ? 0 : state + 1,
        gain: isLast ? price - priceCents : price,
        done: isLast ? 1 : 0,
      };
    },
    need: (state) => (state === 0 ? 0 : size - state),
    sets: (units) => chunks(units, size),
  };
}

/**
 * The same under a limit on value, which must see what a set saves as a whole. State: units in the open set and
 * the sum of their prices: `sum * size + units`.
 */
function cappedPriceSets(size: number, priceCents: Cents): Shape {
  return {
    roles: 1,
    take(state, price) {
      const taken = state % size;
      const sum = (state - taken) / size + price;
      if (taken + 1 < size) return { next: sum * size + taken + 1, gain: 0, done: 0 };
      return sum > priceCents ? { next: 0, gain: sum - priceCents, done: 1 } : undefined;
    },
    need: (state) => (state === 0 ? 0 : size - (state % size)),
    // Sums are many; a bound only needs to know how many units are in the open set.
    relaxed: {
      ...priceSets(size, priceCents),
      lookUp: (state) => ({ state: state % size, cents: (state - (state % size)) / size }),
    },
    sets: (units) => chunks(units, size),
  };
}

/** State: rewarded units of the open set, and paying units still owed: `owed * count + rewarded`. */
function dearestSets(size: number, count: number, saving: (cents: Cents) => Cents): Shape {
  const others = size - count;
  const take = (state: number, price: Cents, role: number): Step | undefined => {
    const rewarded = state % count;
    const owed = (state - rewarded) / count;
    if (role === 0) {
      const isFull = rewarded + 1 === count;
      const next = isFull ? (owed + others) * count : owed * count + rewarded + 1;
      return { next, gain: saving(price), done: isFull ? 1 : 0 };
    }
    return owed === 0 ? undefined : { next: (owed - 1) * count + rewarded, gain: 0, done: 0 };
  };
  const forget = (state: number) => {
    const rewarded = state % count;
    return Math.min((state - rewarded) / count, OWED_KEPT * others) * count + rewarded;
  };
  const need = (state: number) => {
    const rewarded = state % count;
    const owed = (state - rewarded) / count;
    return owed + (rewarded === 0 ? 0 : count - rewarded + others);
  };
  return {
    roles: others === 0 ? 1 : 2,
    take,
    need,
    // Many units may be owed; a bound may forget all but a few of them, since paying only costs.
    relaxed: {
      take(state, price, role) {
        const step = take(state, price, role);
        return step === undefined ? undefined : { ...step, next: forget(step.next) };
      },
      need,
      lookUp: (state) => ({ state: forget(state), cents: 0 }),
    },
    sets(units, roles) {
      const rewarded = chunks(
        units.filter((_, i) => roles[i] === 0),
        count,
      );
      const paying = chunks(
        units.filter((_, i) => roles[i] === 1),
        Math.max(1, others),
      );
      return rewarded.map((set, i) => [...set, ...(paying[i] ?? [])]);
    },
  };
}

/** Sets whose paying units a bound remembers. */
const OWED_KEPT = 4;

/** Applications that a bound counts; where more are allowed it forgets the limit, which seldom binds then. */
const TIMES_KEPT = 8;

/** The same activity, at most so many times. State: `inner * (most + 1) + times`. */
function atMost(shape: Shape, most: number): Shape {
  const base = most + 1;
  const inner = (state: number) => (state - (state % base)) / base;
  const limited =
    (take: Activity["take"]) =>
    (state: number, price: Cents, role: number): Step | undefined => {
      const step = take(inner(state), price, role);
      const times = (state % base) + (step?.done ?? 0);
      return step === undefined || times > most ? undefined : { ...step, next: step.next * base + times };
    };
  const needed = (need: Activity["need"]) => (state: number) => need(inner(state));
  const exact = { ...shape, take: limited(shape.take), need: needed(shape.need) };
  const { relaxed = { ...shape, lookUp: (state: number) => ({ state, cents: 0 }) } } = shape;
  if (most > TIMES_KEPT)
    return { ...exact, relaxed: { ...relaxed, lookUp: (state) => relaxed.lookUp(inner(state)) } };
  if (shape.relaxed === undefined) return exact;
  return {
    ...exact,
    relaxed: {
      take: limited(relaxed.take),
      need: needed(relaxed.need),
      lookUp(state) {
        const known = relaxed.lookUp(inner(state));
        return { state: known.state * base + (state % base), cents: known.cents };
      },
    },
  };
}

/** Applications that the promotion's own limits leave to sets of that size; undefined where they leave enough. */
function mostTimes(entry: Entry, size: number, offered: number): number | undefined {
  const { applications, units } = entry.promotion.data.limits ?? {};
  const most = Math.min(applications ?? offered, Math.floor((units ?? offered) / size));
  return most * size >= offered - (offered % size) ? undefined : most;
}

function chunks(units: readonly number[], size: number): number[][] {
  const sets: number[][] = [];
  for (let at = 0; at < units.length; at += size) sets.push(units.slice(at, at + size));
  return sets;
}
