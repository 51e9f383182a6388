/** A deal as the search sees it: the units that it may take, what kind of unit each is to it, and its shape. */

import type { Cents } from "../basket.ts";
import type { ScaledDeal, SetDeal, SlotDeal } from "../deal.ts";
import { ENDLESS } from "../layer/allowance.ts";
import { scaledGood, slotSaving } from "../layer/set-saving.ts";
import type { SlotUnit } from "../layer/slot-sets.ts";
import { slotUnits } from "../layer/take.ts";
import type { Rounding } from "../rounding.ts";
import type { Entry } from "../world/run.ts";
import type { Sheet } from "../world/sheet.ts";
import { EXACT_UNITS_MAX } from "./effort.ts";
import { fittingInto, neededSlots } from "./needed-slots.ts";
import { scaledForms } from "./scaled-shapes.ts";
import { cheapestSets, dearestSets, packShape, priceSets, shared, singles } from "./set-shapes.ts";
import { closed, type Forms, fine, type Milli, onceMore, plain, rounded, type Shape } from "./shape.ts";
import { type Counting, slotForms } from "./slot-forms.ts";
import {
  eachCount,
  openSets,
  percentCount,
  type SlotGood,
  type SlotTerms,
  wholeCount,
} from "./slot-shapes.ts";

export interface Activity {
  readonly entry: Entry;
  readonly dealIndex: number;
  /** Units that it may take. */
  readonly units: readonly number[];
  /** By unit of `units`: what kind it is to the shape. Often its price. */
  readonly goods: readonly number[];
  readonly forms: Forms;
  /** Activities with the same likeness differ in units and `strength` alone: the stronger can replace the weaker. */
  readonly likeness: string | undefined;
  readonly strength: number;
  /** No application saves more. */
  largest(): Cents;
  /** What the promotion gives beside money when it applies; counted once by every activity. */
  readonly bonusCents: Cents;
  /** Without that. */
  readonly plain: Forms;
}

/** What a deal gives for its terms alone. */
export type Bare = Omit<Activity, "bonusCents" | "plain">;

/** With what its promotion gives beside money. */
export function rewarded({ forms, ...activity }: Bare, bonusCents: Cents): Activity {
  if (bonusCents === 0) return { ...activity, forms, bonusCents, plain: forms };
  const more = (shape: Shape) => onceMore(shape, bonusCents * 1000);
  // A promise that nothing is saved by after all is off by more than rounding: no margin.
  const withBonus = {
    exact: more(forms.exact),
    isFine: forms.isFine,
    relaxed: forms.relaxed.map(more),
    ...(forms.loosest && { loosest: more(forms.loosest) }),
  };
  return { ...activity, forms: withBonus, bonusCents, plain: forms };
}

/** Units that save each for itself, under a limit. */
export function singleActivity(
  entry: Entry,
  dealIndex: number,
  units: readonly number[],
  savings: readonly Cents[],
): Bare {
  return {
    entry,
    dealIndex,
    units,
    goods: savings,
    forms: plain(singles),
    largest: () => savings.reduce((most, cents) => Math.max(most, cents), 0),
    ...UNLIKE,
  };
}

/** A fixed heap that is taken whole or not at all: a line, or a set formed by a declared order. */
export function packActivity(entry: Entry, dealIndex: number, units: readonly number[], value: Cents): Bare {
  const forms = plain(packShape(units.length, value));
  const goods = units.map(() => 0);
  return {
    entry,
    dealIndex,
    units,
    goods,
    forms,
    likeness: `pack ${units.join()}`,
    strength: value,
    largest: () => value,
  };
}

/** Sets formed by the search, repeatedly. */
export function setActivity(
  entry: Entry,
  dealIndex: number,
  deal: SetDeal,
  units: readonly number[],
  prices: readonly Cents[],
  rounding: Rounding,
  counting: Counting,
): Bare {
  const { size, reward } = deal;
  const likeness =
    reward.kind === "price"
      ? `${size}`
      : [size, reward.count, reward.pick, reward.likeness, reward.together].join();
  const strength = reward.kind === "price" ? -reward.priceCents : reward.strength;
  const byPrice = units.map((unit) => prices[unit]!);
  const largest = () => {
    if (reward.kind === "price") return Math.max(0, dearest(byPrice, size) - reward.priceCents);
    const set = [...byPrice].sort((a, b) => b - a).slice(0, size);
    const rewarded = reward.pick === "dearest" ? set.slice(0, reward.count) : set.slice(-reward.count);
    if (reward.together) return reward.saving(dearest(rewarded, size));
    return dearest(rewarded.map(reward.saving), size);
  };
  const common = { entry, dealIndex, units, likeness, strength, largest };
  if (reward.kind === "price") {
    const relaxed = priceSets(size, reward.priceCents);
    if (counting === "free") return { ...common, goods: byPrice, forms: plain(relaxed) };
    const count = wholeCount((sum) => Math.max(0, sum - reward.priceCents));
    const { goods, terms } = asSlots(byPrice, size, size);
    const forms = fine(openSets(terms, goods.kinds, count), translated(relaxed, goods.kinds));
    return { ...common, goods: goods.at, forms };
  }
  const { count, pick, saving } = reward;
  const gainOf = (cents: Cents) => saving(cents) * 1000;
  // Where a limit sees each set, another grouping may fit into what it leaves.
  if (!reward.together && counting === "free") {
    const forms =
      pick === "cheapest"
        ? plain(cheapestSets(size, count, gainOf))
        : plain(dearestSets(size, count, gainOf), [dearestSets(size, count, gainOf, OWED_KEPT)]);
    return { ...common, goods: byPrice, forms };
  }
  // Where the set is rounded as a whole, that may add half a cent to what its units are worth.
  const isRounded = reward.together && reward.likeness === "share";
  const hope = isRounded ? (cents: Cents) => Math.ceil((cents * reward.strength) / 100) : gainOf;
  const extra = isRounded ? 500 : 0;
  const relaxed =
    pick === "cheapest"
      ? cheapestSets(size, count, hope, extra)
      : dearestSets(size, count, hope, units.length > EXACT_UNITS_MAX ? OWED_KEPT : ENDLESS, extra);
  const { goods, terms } = asSlots(byPrice, size, count);
  let counted = reward.together ? wholeCount(saving) : eachCount(saving);
  if (isRounded && counting === "free") counted = percentCount(reward.strength, rounding);
  const exact = openSets(terms, goods.kinds, counted, pick);
  const looser = translated(relaxed, goods.kinds);
  const forgets = pick === "dearest" && units.length > EXACT_UNITS_MAX;
  const forms =
    isRounded && counting === "free" && !forgets
      ? rounded(exact, looser, Math.floor(units.length / size), units.length)
      : fine(exact, looser);
  return { ...common, goods: goods.at, forms };
}

/** Slots filled together. */
export function slotActivity(
  entry: Entry,
  dealIndex: number,
  written: SlotDeal,
  units: readonly number[],
  sheet: Sheet,
  rounding: Rounding,
  counting: Counting,
): Bare | undefined {
  const all = slotUnits(written, units, sheet, sheet.left);
  const deal = { ...written, slots: neededSlots(written, all) };
  const fitting = fittingInto(deal.slots, all);
  const smallest = deal.slots.map(() => 0);
  for (const { slots } of fitting) for (const slot of slots) smallest[slot]!++;
  if (deal.slots.some(({ min }, slot) => smallest[slot]! < min)) return undefined;
  const kinds: SlotGood[] = [];
  const known = new Map<string, number>();
  const coming = comingAt(fitting, deal.slots.length);
  const goods = fitting.map(({ cents, slots }) => {
    const key = `${cents}/${slots.join()}`;
    let id = known.get(key);
    if (id === undefined) {
      id = kinds.push({ cents, slots, coming: coming.get(cents)! }) - 1;
      known.set(key, id);
    }
    return id;
  });
  return {
    entry,
    dealIndex,
    units: fitting.map(({ unit }) => unit),
    goods,
    largest() {
      let most = 0;
      deal.slots.forEach(({ max, rewarded }, slot) => {
        const fits = fitting.filter(({ slots }) => slots.includes(slot)).map(({ cents }) => cents);
        if (rewarded) most += dearest(fits, max);
      });
      return slotSaving(deal, most, rounding);
    },
    forms: {
      ...slotForms(deal, kinds, fitting.length, rounding, counting),
      loosest: shared((good) => shareOf(deal, kinds, kinds[good]!)),
    },
    ...UNLIKE,
  };
}

/** By price and slot, the units that cost no more and may fill it. */
function comingAt(units: readonly SlotUnit[], slots: number): ReadonlyMap<Cents, readonly number[]> {
  const counts = new Array<number>(slots).fill(0);
  const found = new Map<Cents, readonly number[]>();
  for (const { cents, slots: fits } of [...units].sort((a, b) => a.cents - b.cents)) {
    for (const slot of fits) counts[slot]!++;
    found.set(cents, [...counts]);
  }
  return found;
}

/** What a unit is good for at most, in whatever set: in thousandths. */
function shareOf(
  { slots, reward }: SlotDeal,
  kinds: readonly SlotGood[],
  { cents, slots: fits }: SlotGood,
): Milli {
  if (reward.kind === "amount" && slots.every(({ min, max }) => min === max)) {
    // It is the same for every set, so each of its units brings a part of it.
    return Math.ceil((reward.amountCents * 1000) / slots.reduce((sum, { max }) => sum + max, 0));
  }
  if (!fits.some((slot) => slots[slot]!.rewarded)) return 0;
  switch (reward.kind) {
    case "percent":
      // Each may be rounded in a set of its own.
      return Math.ceil((cents * reward.percent) / 100) + 500;
    case "amount":
      return Math.min(cents, reward.amountCents) * 1000;
    case "price": {
      const dearest = kinds.reduce((most, kind) => Math.max(most, kind.cents), 0);
      const most = slots.reduce((sum, { max, rewarded }) => sum + (rewarded ? max * dearest : 0), 0);
      // No set is worth more than that, so its price is at least this part of it.
      return Math.ceil(cents * 1000 * Math.max(0, 1 - reward.priceCents / most));
    }
    default:
      return reward satisfies never;
  }
}

/** Any of the units, once. */
export function scaledActivity(
  entry: Entry,
  dealIndex: number,
  deal: ScaledDeal,
  units: readonly number[],
  sheet: Sheet,
  rounding: Rounding,
  counting: Counting,
): Bare {
  const kinds = units.map((unit) => scaledGood(unit, sheet, sheet.left));
  const known = new Map<string, number>();
  const goods = kinds.map(({ cents, measure }, index) => {
    const key = `${cents}/${measure ?? ""}`;
    if (!known.has(key)) known.set(key, index);
    return known.get(key)!;
  });
  const forms = scaledForms(deal, kinds, rounding);
  const closing = counting === "closed" ? { ...forms, exact: closed(forms.exact) } : forms;
  /** Every unit at its best step. */
  const largest = () => {
    let most = 1000;
    for (const good of goods) for (const { gain } of forms.relaxed[0]!.moves(1, good)) most += gain;
    return Math.ceil(most / 1000);
  };
  return { entry, dealIndex, units, goods, forms: closing, largest, ...UNLIKE };
}

/** Sets whose paying units a bound remembers. */
const OWED_KEPT = 8;

const UNLIKE = { likeness: undefined, strength: 0 } as const;

/** What so many of the dearest cost. */
function dearest(prices: readonly Cents[], count: number): Cents {
  const sorted = [...prices].sort((a, b) => b - a);
  return sorted.slice(0, count).reduce((sum, cents) => sum + cents, 0);
}

/** A set of one deal as two slots: those that only pay, and those that are rewarded. */
function asSlots(byPrice: readonly Cents[], size: number, count: number) {
  const slots = size === count ? [0] : [0, 1];
  const terms: SlotTerms[] = [{ min: count, max: count, rewarded: true }];
  if (size > count) terms.push({ min: size - count, max: size - count, rewarded: false });
  const kinds: SlotGood[] = [];
  const known = new Map<Cents, number>();
  const at = byPrice.map((cents) => {
    let id = known.get(cents);
    if (id === undefined) {
      id = kinds.push({ cents, slots, coming: [] }) - 1;
      known.set(cents, id);
    }
    return id;
  });
  return { goods: { at, kinds }, terms };
}

/** A shape that goes by prices, asked about goods that are slots. */
function translated(shape: Shape, kinds: readonly SlotGood[]): Shape {
  return {
    moves: (state, good) => shape.moves(state, kinds[good]!.cents),
    need: (state) => shape.need(state),
  };
}
