/** Amounts of one VAT rate are added up, those with the tax in them apart from those without. */

import type { LineItem, Taxed } from "./basket.ts";
import { compareText } from "./world/sheet.ts";

export function taxOf({ vatRate, taxExcluded }: Taxed): Taxed {
  return taxExcluded === true ? { vatRate, taxExcluded } : { vatRate };
}

/** As it is on the line of that name. */
export function taxOfLine(lines: readonly LineItem[], lineId: string): Taxed {
  return taxOf(lines.find((line) => line.lineId === lineId) ?? { vatRate: "" });
}

/** In order of the rates' text, of each first what has its tax in it. 0: they add up. */
export function byTax(a: Taxed, b: Taxed): number {
  return compareText(a.vatRate, b.vatRate) || Number(a.taxExcluded === true) - Number(b.taxExcluded === true);
}
