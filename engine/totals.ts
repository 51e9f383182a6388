/** Totals that agree: by line, by VAT rate and for the receipt. */

import type { Basket, Cents } from "./basket.ts";
import type { LineTotal, VatTotal } from "./effect.ts";
import { compareText, isReturn, type Sheet } from "./sheet.ts";

export interface Totals {
  readonly grossCents: Cents;
  readonly discountCents: Cents;
  readonly totalCents: Cents;
  readonly lines: readonly LineTotal[];
  readonly vat: readonly VatTotal[];
}

/** Return lines take no part: they stand at what the POS says they are. VAT rates in order of their text. */
export function totalsOf(basket: Basket, sheet: Sheet): Totals {
  const lines: LineTotal[] = [];
  const vat = new Map<
    string,
    { vatRate: string; grossCents: Cents; discountCents: Cents; netCents: Cents }
  >();
  let sale = 0;
  let grossCents = 0;
  let discountCents = 0;
  for (const line of basket.lines) {
    let left = line.extendedCents;
    if (!isReturn(line)) {
      left = 0;
      for (let unit = sheet.firstUnit[sale]!; unit < sheet.firstUnit[sale + 1]!; unit++) {
        left += sheet.left[unit]!;
      }
      sale++;
    }
    const total = {
      lineId: line.lineId,
      grossCents: line.extendedCents,
      discountCents: line.extendedCents - left,
      netCents: left,
    };
    lines.push(total);
    grossCents += total.grossCents;
    discountCents += total.discountCents;
    const rate = vat.get(line.vatRate);
    if (rate === undefined) {
      const { lineId: _, ...cents } = total;
      vat.set(line.vatRate, { vatRate: line.vatRate, ...cents });
    } else {
      rate.grossCents += total.grossCents;
      rate.discountCents += total.discountCents;
      rate.netCents += total.netCents;
    }
  }
  return {
    grossCents,
    discountCents,
    totalCents: grossCents - discountCents,
    lines,
    vat: [...vat.values()].sort((a, b) => compareText(a.vatRate, b.vatRate)),
  };
}
