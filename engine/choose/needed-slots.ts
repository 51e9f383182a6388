/** Slots without the room that saves nothing: whoever stands there could stay away, and the same would be saved with fewer units. */

import type { Cents } from "../basket.ts";
import type { SlotDeal } from "../deal.ts";
import { ENDLESS } from "../layer/allowance.ts";
import type { SlotUnit } from "../layer/slot-sets.ts";

type Slot = SlotDeal["slots"][number];

/** In their places, some with `max` 0. */
export function neededSlots({ slots, reward }: SlotDeal, units: readonly SlotUnit[]): readonly Slot[] {
  const suffices = reward.kind === "amount" && leastRewarded(slots, units) >= reward.amountCents;
  return slots.map((slot) => (slot.rewarded && !suffices ? slot : { ...slot, max: slot.min }));
}

/** The units that fit into one of them still. */
export function fittingInto(slots: readonly Slot[], units: readonly SlotUnit[]): SlotUnit[] {
  return units.flatMap((one) => {
    const fits = one.slots.filter((slot) => slots[slot]!.max > 0);
    return fits.length === 0 ? [] : [{ ...one, slots: fits }];
  });
}

/** What the cheapest possible set costs where it is rewarded, with no more units than it must have. */
export function leastRewarded(
  slots: readonly Pick<Slot, "min" | "rewarded">[],
  units: readonly Pick<SlotUnit, "cents" | "slots">[],
): Cents {
  let total = 0;
  slots.forEach(({ min, rewarded }, slot) => {
    if (!rewarded || min === 0) return;
    let least = ENDLESS;
    for (const { cents, slots: fits } of units) if (fits.includes(slot)) least = Math.min(least, cents);
    total += min * least;
  });
  return total;
}
