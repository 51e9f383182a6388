/** Totals that agree: by line, by VAT rate and for the receipt, kept up to date as lines change. */

import type { Basket, Cents, LineItem, Taxed } from "../basket.ts";
import type { LineTotal, VatTotal } from "../effect.ts";
import { byTax, taxOf } from "../taxed.ts";
import { isReturn, type Sheet } from "./sheet.ts";

export interface Totals {
  readonly grossCents: Cents;
  readonly discountCents: Cents;
  readonly totalCents: Cents;
  readonly lines: readonly LineTotal[];
  readonly vat: readonly VatTotal[];
}

interface Rate {
  readonly tax: Taxed;
  lines: number;
  grossCents: Cents;
  netCents: Cents;
}

export class Tally {
  readonly #lines: LineTotal[] = [];
  readonly #taxes: Taxed[] = [];
  /** In their order. */
  readonly #rates: Rate[] = [];
  #grossCents = 0;
  #netCents = 0;

  /** What the line at this place of the basket costs now, and what is left of that. */
  set(place: number, line: LineItem, netCents: Cents): void {
    const { lineId, extendedCents: grossCents } = line;
    const old = this.#lines[place];
    if (old !== undefined) this.#count(this.#taxes[place]!, -1, -old.grossCents, -old.netCents);
    this.#count(line, 1, grossCents, netCents);
    this.#taxes[place] = line;
    this.#lines[place] = { lineId, grossCents, discountCents: grossCents - netCents, netCents };
  }

  totals(): Totals {
    const rates = this.#rates.filter(({ lines }) => lines > 0);
    return {
      grossCents: this.#grossCents,
      discountCents: this.#grossCents - this.#netCents,
      totalCents: this.#netCents,
      lines: this.#lines.slice(),
      vat: rates.map(({ tax, grossCents, netCents }) => ({
        ...tax,
        grossCents,
        discountCents: grossCents - netCents,
        netCents,
      })),
    };
  }

  #count(tax: Taxed, lines: number, grossCents: Cents, netCents: Cents): void {
    const rate = this.#rateOf(tax);
    rate.lines += lines;
    rate.grossCents += grossCents;
    rate.netCents += netCents;
    this.#grossCents += grossCents;
    this.#netCents += netCents;
  }

  #rateOf(tax: Taxed): Rate {
    for (const known of this.#rates) if (byTax(known.tax, tax) === 0) return known;
    const rate = { tax: taxOf(tax), lines: 0, grossCents: 0, netCents: 0 };
    this.#rates.push(rate);
    this.#rates.sort((a, b) => byTax(a.tax, b.tax));
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

/** Of a basket of which so much came off its lines, by their ids, whoever took it. */
export function totalsLess({ lines }: Basket, off: ReadonlyMap<string, Cents>): Totals {
  const tally = new Tally();
  lines.forEach((line, index) => {
    tally.set(index, line, line.extendedCents - (off.get(line.lineId) ?? 0));
  });
  return tally.totals();
}

/** What is left of a line on a sheet. */
export function netOf({ firstUnit, endUnit, left }: Sheet, line: number): Cents {
  let cents = 0;
  for (let unit = firstUnit[line]!; unit < endUnit[line]!; unit++) cents += left[unit]!;
  return cents;
}
