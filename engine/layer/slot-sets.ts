/**
 * Sets of a slot deal without rivals: which units fill which slots, so that the sets save the most. Units come dearest
 * first, and of all ways that leave the same open sets behind the best is kept.
 */

import type { Cents } from "../basket.ts";
import type { SlotDeal } from "../deal.ts";
import { divide, type Rounding } from "../rounding.ts";
import { slotSaving } from "./set-saving.ts";
import { countedSlotSets, workOfCounts } from "./slot-counts.ts";

/** One set: its units, and those of them that are rewarded. */
export interface SlotSet {
  readonly units: readonly number[];
  readonly rewarded: readonly number[];
}

/** A unit and the slots that it may fill. */
export interface SlotUnit {
  readonly unit: number;
  readonly cents: Cents;
  readonly slots: readonly number[];
}

interface Filling {
  readonly units: readonly number[];
  readonly slots: readonly number[];
  readonly fill: readonly number[];
  readonly sum: Cents;
  /** What must be remembered of it. */
  readonly key: string;
  /** Units that it cannot do without. */
  readonly missing: number;
  /** What it saves as it stands, and what it is hoped to be worth once it is closed. */
  readonly worth: Cents;
  readonly hope: Cents;
}

interface Way {
  readonly value: Cents;
  readonly hope: Cents;
  readonly open: readonly Filling[];
  readonly full: readonly Filling[];
}

/** Ways kept at most from one unit to the next. */
const WAYS_MAX = 400;
/** Beyond, sets are formed by counting first. */
const UNITS_FOR_ALL = 14;

/** What forming sets of so many units costs at most, in what `choose/effort.ts` counts. */
export function workOfSlots(units: number, slots: number): number {
  if (units > UNITS_FOR_ALL) return workOfCounts(units, slots);
  return units * WAYS_MAX * (slots + 1) * WORK_A_WAY;
}

/** About: only the last units have so many. */
const WORK_A_WAY = 60;

/**
 * The sets that save the most, at most `most` of them. `units`: dearest first. With `mustTake` every unit has to be in
 * a set; if that can't be, it gives what can.
 */
export function bestSlotSets(
  deal: SlotDeal,
  units: readonly SlotUnit[],
  rounding: Rounding,
  most: number,
  mustTake = false,
): SlotSet[] {
  const useful = mustTake ? units : dearestOfEach(deal, units, most);
  if (useful.length < units.length) return bestSlotSets(deal, useful, rounding, most);
  if (units.length > UNITS_FOR_ALL) {
    const taken = countedSlotSets(deal, units, rounding, most, mustTake);
    return taken ?? countedSlotSets(deal, units, rounding, most, false) ?? [];
  }
  const empty = fillingOf(
    deal,
    rounding,
    [],
    [],
    deal.slots.map(() => 0),
    0,
  );
  let ways: Way[] = [{ value: 0, hope: 0, open: [], full: [] }];
  units.forEach((unit, index) => {
    const next = new Map<string, Way>();
    const toCome = units.length - index - 1;
    const keep = (way: Way, missing: number) => {
      if (missing > toCome) return;
      let key = `${way.full.length + way.open.length}`;
      for (const one of way.open) key += `|${one.key}`;
      const known = next.get(key);
      if (known === undefined || way.hope > known.hope) next.set(key, way);
    };
    for (const way of ways) {
      const missing = missingOf(way);
      if (!mustTake) keep(way, missing);
      for (const slot of unit.slots) {
        for (let place = -1; place < way.open.length; place++) {
          const before = place === -1 ? empty : way.open[place]!;
          if (before.fill[slot]! >= deal.slots[slot]!.max) continue;
          if (place === -1 && way.open.length + way.full.length >= most) continue;
          if (place > 0 && way.open[place - 1]!.key === before.key) continue;
          const fill = before.fill.slice();
          fill[slot]!++;
          const sum = before.sum + (deal.slots[slot]!.rewarded ? unit.cents : 0);
          const taken = [...before.units, unit.unit];
          const after = fillingOf(deal, rounding, taken, [...before.slots, slot], fill, sum);
          const isFull = fill.every((count, at) => count === deal.slots[at]!.max);
          const open: Filling[] = [];
          let isPlaced = isFull;
          way.open.forEach((one, at) => {
            if (at === place) return;
            if (!isPlaced && after.key < one.key) {
              open.push(after);
              isPlaced = true;
            }
            open.push(one);
          });
          if (!isPlaced) open.push(after);
          const value = way.value + after.worth - before.worth;
          const hope = way.hope + after.worth - before.worth + (isFull ? 0 : after.hope) - before.hope;
          const full = isFull ? [...way.full, after] : way.full;
          keep({ value, hope, open, full }, missing + after.missing - before.missing);
        }
      }
    }
    ways = [...next.values()];
    if (ways.length > WAYS_MAX) {
      ways.sort((a, b) => b.hope - a.hope);
      ways.length = WAYS_MAX;
    }
  });
  let best: Way | undefined;
  for (const way of ways) {
    if (missingOf(way) > 0) continue;
    if (best === undefined || way.value > best.value) best = way;
    // The same with fewer sets is the better way.
    else if (way.value === best.value && setsOf(way) < setsOf(best)) best = way;
  }
  if (best === undefined) return mustTake ? bestSlotSets(deal, units, rounding, most) : [];
  return [...best.full, ...best.open]
    .filter((one) => slotSaving(deal, one.sum, rounding) > 0)
    .map(({ units: taken, slots }) => ({
      units: taken,
      rewarded: taken.filter((_, at) => deal.slots[slots[at]!]!.rewarded),
    }));
}

/** Of units that fit the same slots no more than all sets together could hold: a cheaper one never saves more. */
function dearestOfEach({ slots }: SlotDeal, units: readonly SlotUnit[], most: number): readonly SlotUnit[] {
  const held = most * slots.reduce((sum, { max }) => sum + max, 0);
  if (units.length <= held) return units;
  const counts = new Map<string, number>();
  return units.filter((unit) => {
    const key = unit.slots.join();
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count < held;
  });
}

function setsOf({ full, open }: Way): number {
  return full.length + open.length;
}

function missingOf({ open }: Way): number {
  let units = 0;
  for (const { missing } of open) units += missing;
  return units;
}

/** A set in the making. An empty one is missing nothing: it need not begin. */
function fillingOf(
  deal: SlotDeal,
  rounding: Rounding,
  units: readonly number[],
  slots: readonly number[],
  fill: readonly number[],
  sum: Cents,
): Filling {
  let missing = 0;
  if (units.length > 0)
    fill.forEach((count, slot) => {
      missing += Math.max(0, deal.slots[slot]!.min - count);
    });
  const worth = units.length > 0 && missing === 0 ? slotSaving(deal, sum, rounding) : 0;
  const isOpen = units.length > 0 && missing > 0;
  return {
    units,
    slots,
    fill,
    sum,
    key: keyOf(deal, fill, sum),
    missing,
    worth,
    hope: isOpen ? hopeOf(deal, sum) : 0,
  };
}

/** What must be remembered of an open set: of a percentage what is left of whole cents. */
function keyOf({ reward }: SlotDeal, fill: readonly number[], sum: Cents): string {
  switch (reward.kind) {
    case "price":
      return fill.join();
    case "amount":
      return `${fill.join()}:${Math.min(sum, reward.amountCents)}`;
    case "percent":
      return `${fill.join()}:${(sum * reward.percent) % 200_000}`;
    default:
      return reward satisfies never;
  }
}

/** What an incomplete set is worth once it is closed, to compare those that look alike. */
function hopeOf({ reward }: SlotDeal, sum: Cents): Cents {
  if (reward.kind === "price") return sum - reward.priceCents;
  return reward.kind === "percent" ? divide(sum * reward.percent, 100_000, "down") : 0;
}
