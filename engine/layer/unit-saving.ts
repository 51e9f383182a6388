/** What a unit saves by itself, and units of one line that are rounded together. */

import type { Cents } from "../basket.ts";
import type { Goods, UnitDeal } from "../deal.ts";
import { type Sheet, sumOf } from "../world/sheet.ts";
import { aboveFloors, roomOf } from "./floor.ts";
import type { Take } from "./take.ts";

/** `left`, here and below: what others have left of each price, where the deal rests on another one. */
export function unitTake(
  deal: UnitDeal,
  unit: number,
  sheet: Sheet,
  prices: readonly Cents[],
  left: readonly Cents[] = prices,
): Take {
  return { units: [unit], amountCents: unitSaving(deal, unit, sheet, prices, left), sharers: [unit] };
}

export function lineTake(
  deal: UnitDeal,
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  left: readonly Cents[] = prices,
): Take {
  const whole = lineSaving(deal, units, sheet, prices);
  const amountCents = left === prices ? whole : Math.min(whole, mostOf(deal, units, sheet, left));
  return aboveFloors({ units, amountCents, sharers: units }, sheet, left);
}

/** What a unit saves by itself. */
export function unitSaving(
  deal: UnitDeal,
  unit: number,
  sheet: Sheet,
  prices: readonly Cents[],
  left: readonly Cents[] = prices,
): Cents {
  const { measureThousandths, article } = sheet.lines[sheet.lineOf[unit]!]!;
  const goods = measureThousandths === undefined ? ONE_PIECE : { pieces: 1, measureThousandths };
  const cents = deal.saving(prices[unit]!, goods, article);
  const most = roomOf(sheet, unit, left[unit]!);
  return Math.min(cents, left === prices ? most : Math.min(most, mostOf(deal, [unit], sheet, left)));
}

/** What may come off units of one line of whose prices others have left less than the deal rests on. */
function mostOf(deal: UnitDeal, units: readonly number[], sheet: Sheet, left: readonly Cents[]): Cents {
  const { measureThousandths, article } = sheet.lines[sheet.lineOf[units[0]!]!]!;
  const cents = sumOf(left, units);
  return deal.atMost?.(cents, { pieces: units.length, measureThousandths }, article) ?? cents;
}

const ONE_PIECE: Goods = { pieces: 1 };

/** What units of one line save together. */
export function lineSaving(
  deal: UnitDeal,
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
): Cents {
  const { measureThousandths, article } = sheet.lines[sheet.lineOf[units[0]!]!]!;
  return deal.saving(sumOf(prices, units), { pieces: units.length, measureThousandths }, article);
}
