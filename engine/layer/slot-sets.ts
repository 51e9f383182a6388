/**
 * Sets of a slot deal without rivals: which units fill which slots, so that the sets save the most. Units come dearest
 * first, and of all ways that leave the same open sets behind the best is kept.
 */

import type { Cents } from "../basket.ts";
import type { SlotDeal } from "../deal.ts";
import { divide, type Rounding } from "../rounding.ts";
import { slotSaving } from "./set-saving.ts";

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
}

interface Way {
  readonly value: Cents;
  readonly open: readonly Filling[];
  readonly full: readonly Filling[];
}

/** Ways kept at most from one unit to the next; only large heaps come near. */
const WAYS_MAX = 400;
const UNITS_FOR_ALL = 14;

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
  const width = units.length <= UNITS_FOR_ALL ? WAYS_MAX : WAYS_MAX / 8;
  const needsSum = deal.reward.kind !== "price";
  const worth = (one: Filling) => (isComplete(deal, one) ? slotSaving(deal, one.sum, rounding) : 0);
  let ways: Way[] = [{ value: 0, open: [], full: [] }];
  units.forEach((unit, index) => {
    const next = new Map<string, Way>();
    const keep = (way: Way) => {
      if (missing(deal, way.open) > units.length - index - 1) return;
      const key = `${way.full.length + way.open.length}|${way.open.map((one) => keyOf(deal, one, needsSum)).join("|")}`;
      const known = next.get(key);
      if (known === undefined || hopeOf(deal, way) > hopeOf(deal, known)) next.set(key, way);
    };
    for (const way of ways) {
      if (!mustTake) keep(way);
      for (const slot of unit.slots) {
        const tried = new Set<string>();
        for (let place = -1; place < way.open.length; place++) {
          const before = place === -1 ? EMPTY(deal) : way.open[place]!;
          if (before.fill[slot]! >= deal.slots[slot]!.max) continue;
          if (place === -1 && way.open.length + way.full.length >= most) continue;
          const key = place === -1 ? "new" : keyOf(deal, before, needsSum);
          if (tried.has(key)) continue;
          tried.add(key);
          const fill = before.fill.slice();
          fill[slot]!++;
          const after: Filling = {
            units: [...before.units, unit.unit],
            slots: [...before.slots, slot],
            fill,
            sum: before.sum + (deal.slots[slot]!.rewarded ? unit.cents : 0),
          };
          const isFull = fill.every((count, at) => count === deal.slots[at]!.max);
          const open = way.open.filter((_, at) => at !== place);
          if (!isFull) open.push(after);
          open.sort((a, b) => (keyOf(deal, a, true) < keyOf(deal, b, true) ? -1 : 1));
          keep({
            value: way.value + worth(after) - worth(before),
            open,
            full: isFull ? [...way.full, after] : way.full,
          });
        }
      }
    }
    ways = [...next.values()];
    if (ways.length > width) {
      ways.sort((a, b) => hopeOf(deal, b) - hopeOf(deal, a));
      ways.length = width;
    }
  });
  let best: Way | undefined;
  for (const way of ways) {
    if (missing(deal, way.open) > 0) continue;
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

const EMPTY = (deal: SlotDeal): Filling => ({ units: [], slots: [], fill: deal.slots.map(() => 0), sum: 0 });

function setsOf({ full, open }: Way): number {
  return full.length + open.length;
}

function isComplete(deal: SlotDeal, { fill }: Filling): boolean {
  return fill.every((count, slot) => count >= deal.slots[slot]!.min);
}

function missing(deal: SlotDeal, open: readonly Filling[]): number {
  let units = 0;
  for (const { fill } of open)
    for (let slot = 0; slot < fill.length; slot++) units += Math.max(0, deal.slots[slot]!.min - fill[slot]!);
  return units;
}

/** What must be remembered of an open set: of a percentage what is left of whole cents, of a price nothing. */
function keyOf(deal: SlotDeal, { fill, sum }: Filling, needsSum: boolean): string {
  if (!needsSum) return fill.join();
  const { reward } = deal;
  if (reward.kind === "amount") return `${fill.join()}:${Math.min(sum, reward.amountCents)}`;
  if (reward.kind === "price") return `${fill.join()}:${sum}`;
  return `${fill.join()}:${(sum * reward.percent) % 200_000}`;
}

/** What a way is worth once its open sets are closed, to compare those that look alike. */
function hopeOf(deal: SlotDeal, { value, open }: Way): number {
  let hope = value;
  for (const one of open) {
    if (deal.reward.kind === "price") hope += isComplete(deal, one) ? 0 : one.sum - deal.reward.priceCents;
    else if (!isComplete(deal, one)) {
      hope += deal.reward.kind === "percent" ? divide(one.sum * deal.reward.percent, 100_000, "down") : 0;
    }
  }
  return hope;
}
