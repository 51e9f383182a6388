/**
 * Slots filled from a large heap. Before rounding, what sets save hangs on how many units fill each slot, not on who
 * stands with whom: so a way of filling is its counts, and of all that agree in them the one that saves most is kept.
 * The sets are formed afterwards, where half cents are won.
 */

import type { Cents } from "../basket.ts";
import type { SlotDeal } from "../deal.ts";
import type { Rounding } from "../rounding.ts";
import { FINE, slotSaving } from "./set-saving.ts";
import { setSwaps } from "./set-swaps.ts";
import type { SlotSet, SlotUnit } from "./slot-sets.ts";

/** Ways kept from one unit to the next: all of them, where there are two slots and up to a hundred units. */
const WAYS_MAX = 240;
const WAYS_MIN = 40;
/** Over all units. */
const WAYS_IN_ALL = 24_000;
/** Sets looked at to win half cents. */
const LOOKS_MAX = 6_000;

/** What a way costs that is met, and a look at a set. */
const WORK_A_WAY = 12;
const WORK_A_LOOK = 20;

/** What that costs at most, in what `choose/effort.ts` counts. */
export function workOfCounts(units: number, slots: number): number {
  return units * waysFor(units) * (slots + 1) * WORK_A_WAY + LOOKS_MAX * WORK_A_LOOK;
}

function waysFor(units: number): number {
  return Math.max(WAYS_MIN, Math.min(WAYS_MAX, Math.floor(WAYS_IN_ALL / units)));
}

interface Terms {
  readonly min: readonly number[];
  readonly max: readonly number[];
  /** Hundred thousandths of a cent: what a set is worth when it begins, and what each cent of a rewarded unit adds. */
  readonly begin: number;
  readonly each: number;
}

function termsOf({ slots, reward }: SlotDeal): Terms[] {
  const min = slots.map((slot) => slot.min);
  const max = slots.map((slot) => slot.max);
  if (reward.kind === "percent") return [{ min, max, begin: 0, each: reward.percent }];
  if (reward.kind === "price") return [{ min, max, begin: -reward.priceCents * FINE, each: FINE }];
  // Units that a set can do without only help it to reach the amount, and so do dear ones.
  const whole = { min, max, begin: reward.amountCents * FINE, each: 1 };
  const isFixed = min.every((units, slot) => units === max[slot]);
  return isFixed || min.every((units) => units === 0) ? [whole] : [{ ...whole, max: min }, whole];
}

/** At most `most` sets. With `mustTake` of all units; undefined where they do not fill whole sets. */
export function countedSlotSets(
  deal: SlotDeal,
  units: readonly SlotUnit[],
  rounding: Rounding,
  most: number,
  mustTake: boolean,
): SlotSet[] | undefined {
  let best: { sets: readonly Filled[][]; cents: Cents } | undefined;
  const saving = (set: readonly Filled[]): Cents => slotSaving(deal, rewardedCents(deal, set), rounding);
  for (const terms of termsOf(deal)) {
    const slotOf = filling(deal, terms, units, most, mustTake);
    if (slotOf === undefined) continue;
    const bySlot: SlotUnit[][] = deal.slots.map(() => []);
    slotOf.forEach((slot, at) => {
      if (slot !== -1) bySlot[slot]!.push(units[at]!);
    });
    const sets = formed(deal, terms, bySlot);
    setSwaps(sets, saving, ({ unit }, slot) => unit.slots.includes(slot), LOOKS_MAX);
    const cents = sets.reduce((sum, set) => sum + saving(set), 0);
    if (best === undefined || cents > best.cents) best = { sets, cents };
  }
  return best?.sets
    .filter((set) => saving(set) > 0)
    .map((set) => ({
      units: set.map(({ unit }) => unit.unit),
      rewarded: set.filter(({ slot }) => deal.slots[slot]!.rewarded).map(({ unit }) => unit.unit),
    }));
}

/** Ways that are alive after a unit, side by side. */
class Row {
  readonly counts: Int16Array;
  readonly sets: Int32Array;
  readonly values: Float64Array;
  readonly back: Int32Array;
  readonly slot: Int8Array;
  count = 0;

  constructor(room: number, slots: number) {
    this.counts = new Int16Array(room * slots);
    this.sets = new Int32Array(room);
    this.values = new Float64Array(room);
    this.back = new Int32Array(room);
    this.slot = new Int8Array(room);
  }
}

/** By unit the slot that it fills, -1 for none. */
function filling(
  deal: SlotDeal,
  { min, max, begin, each }: Terms,
  units: readonly SlotUnit[],
  most: number,
  mustTake: boolean,
): number[] | undefined {
  const slots = min.length;
  const ways = waysFor(units.length);
  const radix = units.length + 1;
  /** By slot, units still to come that fit. */
  const coming = min.map(() => 0);
  for (const { slots: fits } of units) for (const slot of fits) coming[slot]!++;
  let now = new Row(ways * (slots + 1), slots);
  let next = new Row(ways * (slots + 1), slots);
  now.count = 1;
  const trail: { readonly back: Int32Array; readonly slot: Int8Array }[] = [];
  let toCome = units.length;
  for (const { cents, slots: fits } of units) {
    for (const slot of fits) coming[slot]!--;
    toCome--;
    next.count = 0;
    const known = new Map<number, number>();
    const keep = (from: number, slot: number) => {
      if (slot !== -1 && max[slot] === 0) return;
      const sets = now.sets[from]!;
      const begins = slot !== -1 && now.counts[from * slots + slot] === sets * max[slot]!;
      const begun = begins ? sets + 1 : sets;
      if (begun > most) return;
      let missing = 0;
      let key = 0;
      const row = next.count * slots;
      for (let at = 0; at < slots; at++) {
        const count = now.counts[from * slots + at]! + (at === slot ? 1 : 0);
        const short = begun * min[at]! - count;
        if (short > coming[at]!) return;
        if (short > 0) missing += short;
        key = key * radix + count;
        next.counts[row + at] = count;
      }
      if (missing > toCome) return;
      let value = now.values[from]!;
      if (slot !== -1) value += (begins ? begin : 0) + (deal.slots[slot]!.rewarded ? cents * each : 0);
      let place = known.get(key);
      if (place === undefined) {
        place = next.count++;
        known.set(key, place);
      } else if (next.values[place]! >= value) return;
      next.sets[place] = begun;
      next.values[place] = value;
      next.back[place] = from;
      next.slot[place] = slot;
    };
    for (let from = 0; from < now.count; from++) {
      if (!mustTake) keep(from, -1);
      for (const slot of fits) keep(from, slot);
    }
    if (next.count > ways) shrink(next, ways, slots);
    trail.push({ back: next.back.slice(0, next.count), slot: next.slot.slice(0, next.count) });
    [now, next] = [next, now];
  }
  let best = -1;
  for (let row = 0; row < now.count; row++) {
    // The same with fewer sets is the better way.
    const more = best === -1 ? 1 : now.values[row]! - now.values[best]! || now.sets[best]! - now.sets[row]!;
    if (more > 0) best = row;
  }
  if (best === -1) return undefined;
  const slotOf: number[] = [];
  for (let at = units.length - 1; at >= 0; at--) {
    slotOf[at] = trail[at]!.slot[best]!;
    best = trail[at]!.back[best]!;
  }
  return slotOf;
}

/** Keeps the ways worth most, in the order in which they stand. */
function shrink(row: Row, most: number, slots: number): void {
  const { counts, sets, values, back, slot } = row;
  const order = Array.from({ length: row.count }, (_, way) => way);
  order.sort((a, b) => values[b]! - values[a]! || a - b);
  order.length = most;
  order.sort((a, b) => a - b);
  order.forEach((from, to) => {
    counts.copyWithin(to * slots, from * slots, (from + 1) * slots);
    sets[to] = sets[from]!;
    values[to] = values[from]!;
    back[to] = back[from]!;
    slot[to] = slot[from]!;
  });
  row.count = most;
}

interface Filled {
  readonly unit: SlotUnit;
  readonly slot: number;
}

/** Sets of the units that fill each slot, dearest first. */
function formed(deal: SlotDeal, { min, max }: Terms, bySlot: readonly (readonly SlotUnit[])[]): Filled[][] {
  const { slots, reward } = deal;
  const count = Math.max(...bySlot.map((own, slot) => Math.ceil(own.length / Math.max(1, max[slot]!))));
  const sets: Filled[][] = Array.from({ length: count }, () => []);
  const sums = sets.map(() => 0);
  bySlot.forEach((own, slot) => {
    let spare = own.length - count * min[slot]!;
    const room = sets.map(() => {
      const more = Math.min(spare, max[slot]! - min[slot]!);
      spare -= more;
      return min[slot]! + more;
    });
    let at = 0;
    for (const unit of own) {
      if (reward.kind === "percent") while (room[at] === 0) at++;
      // Every set has to reach the amount, or the price: whoever has least comes next.
      else at = poorest(sums, room);
      room[at]!--;
      if (slots[slot]!.rewarded) sums[at]! += unit.cents;
      sets[at]!.push({ unit, slot });
    }
  });
  return sets;
}

function poorest(sums: readonly Cents[], room: readonly number[]): number {
  let found = -1;
  sums.forEach((cents, at) => {
    if (room[at]! > 0 && (found === -1 || cents < sums[found]!)) found = at;
  });
  return found;
}

function rewardedCents({ slots }: SlotDeal, set: readonly Filled[]): Cents {
  let sum = 0;
  for (const { unit, slot } of set) if (slots[slot]!.rewarded) sum += unit.cents;
  return sum;
}
