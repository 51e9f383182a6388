/** A scaled deal without rivals: all of the heap, or as much of it as gives the most. */

import type { Cents } from "../basket.ts";
import type { ScaledDeal } from "../deal.ts";
import type { Rounding } from "../rounding.ts";
import { byCanon, type Sheet } from "../world/sheet.ts";
import type { Allowance } from "./allowance.ts";
import { aboveFloors } from "./floor.ts";
import { countOf, fineSaving, scaledGood, scaledSaving } from "./set-saving.ts";
import type { Take } from "./take.ts";

export function scaledTake(
  deal: ScaledDeal,
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  rounding: Rounding,
): Take {
  const goods = units.map((unit) => scaledGood(unit, sheet, prices));
  return aboveFloors(
    { units, amountCents: scaledSaving(deal, goods, rounding), sharers: units, spread: deal.spread },
    sheet,
    prices,
  );
}

/** The heap as one application: all of it, or for some step what saves there and the fewest that it takes to get there. */
export function scaledTakes(
  deal: ScaledDeal,
  heap: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  allowance: Allowance,
  rounding: Rounding,
): Take[] {
  const canon = byCanon(sheet);
  let best: Take | undefined;
  const offer = (units: readonly number[]) => {
    if (units.length === 0 || units.length > allowance.units) return;
    const take = scaledTake(deal, units, sheet, prices, rounding);
    if (take.amountCents > (best?.amountCents ?? 0)) best = take;
  };
  deal.tiers.forEach(({ from, reward }) => {
    const worth = new Map(
      heap.map((unit) => [unit, fineSaving(reward, scaledGood(unit, sheet, prices))] as const),
    );
    const order = [...heap].sort(
      (a, b) => worth.get(b)! - worth.get(a)! || prices[b]! - prices[a]! || canon(a, b),
    );
    let total = 0;
    const chosen: number[] = [];
    for (const unit of order) {
      if (worth.get(unit)! === 0 && total >= from) break;
      total += countOf(deal.by, scaledGood(unit, sheet, prices));
      chosen.push(unit);
    }
    offer(chosen.slice(0, Math.min(chosen.length, allowance.units)));
    const next = deal.tiers.find((tier) => tier.from > from);
    // Where a higher step would give less, staying below it may be better.
    if (next !== undefined && deal.by === "pieces") offer(chosen.slice(0, next.from - 1));
  });
  offer(heap);
  return best === undefined ? [] : [best];
}
