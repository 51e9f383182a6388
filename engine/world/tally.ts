/** Totals that agree: by line, by VAT rate and for the receipt, kept up to date as lines change. */

import type { Basket, Cents, LineItem } from "../basket.ts";
import type { LineTotal, VatTotal } from "../effect.ts";
import { compareText, isReturn, type Sheet } from "./sheet.ts";

export interface Totals {
  readonly grossCents: Cents;
  readonly discountCents: Cents;
  readonly totalCents: Cents;
  readonly lines: readonly LineTotal[];
  readonly vat: readonly VatTotal[];
}

interface Rate {
  readonly vatRate: string;
  lines: number;
  grossCents: Cents;
  netCents: Cents;
}

export class Tally {
  readonly #lines: LineTotal[] = [];
  readonly #vatRates: string[] = [];
  /** In order of their text. */
  readonly #rates: Rate[] = [];
  #grossCents = 0;
  #netCents = 0;

  /** What the line at this place of the basket costs now, and what is left of that. */
  set(place: number, { lineId, vatRate, extendedCents: grossCents }: LineItem, netCents: Cents): void {
    const old = this.#lines[place];
    if (old !== undefined) this.#count(this.#vatRates[place]!, -1, -old.grossCents, -old.netCents);
    this.#count(vatRate, 1, grossCents, netCents);
    this.#vatRates[place] = vatRate;
    this.#lines[place] = { lineId, grossCents, discountCents: grossCents - netCents, netCents };
  }

  totals(): Totals {
    const rates = this.#rates.filter(({ lines }) => lines > 0);
    return {
      grossCents: this.#grossCents,
      discountCents: this.#grossCents - this.#netCents,
      totalCents: this.#netCents,
      lines: this.#lines.slice(),
      vat: rates.map(({ vatRate, grossCents, netCents }) => ({
        vatRate,
        grossCents,
        discountCents: grossCents - netCents,
        netCents,
      })),
    };
  }

  #count(vatRate: string, lines: number, grossCents: Cents, netCents: Cents): void {
    const rate = this.#rateOf(vatRate);
    rate.lines += lines;
    rate.grossCents += grossCents;
    rate.netCents += netCents;
    this.#grossCents += grossCents;
    this.#netCents += netCents;
  }

  #rateOf(vatRate: string): Rate {
    for (const known of this.#rates) if (known.vatRate === vatRate) return known;
    const rate = { vatRate, lines: 0, grossCents: 0, netCents: 0 };
    this.#rates.push(rate);
    this.#rates.sort((a, b) => compareText(a.vatRate, b.vatRate));
    return rate;
  }
}

/** The totals of a whole basket. Return lines take no part: they stand at what the POS says they are. */
export function totalsOf(basket: Basket, sheet: Sheet): Totals {
  const tally = new Tally();
  let place = 0;
  basket.lines.forEach((line, index) => {
    tally.set(index, line, isReturn(line) ? line.extendedCents : netOf(sheet, place++));
  });
  return tally.totals();
}

/** What is left of a line on a sheet. */
export function netOf({ firstUnit, endUnit, left }: Sheet, line: number): Cents {
  let cents = 0;
  for (let unit = firstUnit[line]!; unit < endUnit[line]!; unit++) cents += left[unit]!;
  return cents;
}
