/** What a POS charges for a line before promotions, in whole cents. Never through a binary fraction. */

import { thousandthsOf } from "../../quantity.ts";

/** Unit price × quantity, rounded half up once. */
export function lineAmountCents(unitPriceCents: number, quantity: string): number {
  return Math.floor((unitPriceCents * thousandthsOf(quantity) * 2 + 1000) / 2000);
}

/** How much of the goods a price label is for: its price over the price of a kilo, in thousandths, half up. */
export function thousandthsForPrice(labelCents: number, unitPriceCents: number): number {
  return Math.max(1, Math.floor((labelCents * 2000 + unitPriceCents) / (unitPriceCents * 2)));
}
