/** How far the goods of a basket fill the slots of a set, where some of them fit into several. */

import type { SlotDeal } from "../deal.ts";
import { unitsOf } from "../finding/selector.ts";
import type { Sheet } from "../world/sheet.ts";

/** Sets that can be filled, and by slot the units that the next set is short of. */
export interface SlotFill {
  readonly sets: number;
  readonly short: readonly number[];
}

/** `within`: the units that the promotion may claim. `lastFirst`: of slots that compete for goods the last are filled. */
export function fillSlots(
  { slots }: SlotDeal,
  sheet: Sheet,
  lines: readonly number[],
  within = (units: readonly number[]) => units,
  lastFirst = false,
): SlotFill {
  const all = [...new Set(slots.flatMap(({ select }) => unitsOf(sheet, select, lines)))];
  const allowed = new Set(within(all));
  const fits = new Map<number, number[]>();
  slots.forEach(({ select }, slot) => {
    for (const unit of unitsOf(sheet, select, lines)) {
      if (!allowed.has(unit)) continue;
      const known = fits.get(unit);
      if (known === undefined) fits.set(unit, [slot]);
      else known.push(slot);
    }
  });
  const heaps = [...Map.groupBy(fits.values(), (mine) => mine.join())].map(([, units]) => ({
    slots: units[0]!,
    count: units.length,
  }));
  for (let sets = 0; ; sets++) {
    const short = shortBySlot(
      slots.map(({ min }) => min * (sets + 1)),
      heaps,
      lastFirst,
    );
    if (short.some((units) => units > 0)) return { sets, short };
  }
}

interface Heap {
  /** The slots that its units fit into. */
  readonly slots: readonly number[];
  readonly count: number;
}

/**
 * Units that the slots are short of when as many as possible are filled; slots that come first are filled first, or those that
 * come last. A unit
 * that another slot holds is passed on where that slot finds something else.
 */
function shortBySlot(needs: readonly number[], heaps: readonly Heap[], lastFirst: boolean): number[] {
  const free = heaps.map(({ count }) => count);
  const held = needs.map(() => heaps.map(() => 0));
  const fill = (slot: number, asked: Set<number>): boolean => {
    asked.add(slot);
    const mine = heaps.flatMap(({ slots }, heap) => (slots.includes(slot) ? [heap] : []));
    const heap = mine.find((one) => free[one]! > 0);
    if (heap !== undefined) {
      free[heap]!--;
      held[slot]![heap]!++;
      return true;
    }
    for (const from of mine) {
      for (const other of heaps[from]!.slots) {
        if (asked.has(other) || held[other]![from] === 0 || !fill(other, asked)) continue;
        held[other]![from]!--;
        held[slot]![from]!++;
        return true;
      }
    }
    return false;
  };
  const short = [...needs];
  const order = needs.map((_, slot) => slot);
  for (const slot of lastFirst ? order.reverse() : order) {
    while (short[slot]! > 0 && fill(slot, new Set())) short[slot]!--;
  }
  return short;
}
