/**
 * The working sheet of one evaluation: the basket's sale lines taken apart into units, and what is left of each
 * unit's price as the layers pass over it. Made new for each evaluation and never shown to anyone outside.
 */

import type { Basket, Cents, LineItem } from "./basket.ts";
import { split } from "./share.ts";

export interface Sheet {
  /** Sale lines only: returns are never evaluated together with them. */
  readonly lines: readonly LineItem[];
  /** Where the units of a line begin; one entry more than there are lines. */
  readonly firstUnit: readonly number[];
  /** From unit to line. A unit is one piece, or a whole measured line. */
  readonly lineOf: readonly number[];
  /** Place in canonical order (article, price, VAT, measure, attributes). Equal only for identical lines. */
  readonly rankOf: readonly number[];
  readonly gross: readonly Cents[];
  /** What is left of each unit's price. The only thing that changes. */
  readonly left: Cents[];
}

export function sheetOf(basket: Basket): Sheet {
  const lines = basket.lines.some(isReturn) ? basket.lines.filter((line) => !isReturn(line)) : basket.lines;
  const firstUnit: number[] = [];
  const lineOf: number[] = [];
  const gross: Cents[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    firstUnit.push(gross.length);
    if (line.measureThousandths !== undefined || line.pieces === 1) {
      gross.push(line.extendedCents);
      lineOf.push(index);
    } else {
      for (const cents of split(line.extendedCents, line.pieces)) {
        gross.push(cents);
        lineOf.push(index);
      }
    }
  }
  firstUnit.push(gross.length);
  return { lines, firstUnit, lineOf, rankOf: ranks(lines), gross, left: gross.slice() };
}

export function isReturn(line: LineItem): boolean {
  return line.flags.includes("return");
}

/** Canonical order of units: the order that does not know in which order things were scanned. */
export function byCanon(sheet: Sheet): (a: number, b: number) => number {
  const { lineOf, rankOf, gross, left } = sheet;
  return (a, b) =>
    rankOf[lineOf[a]!]! - rankOf[lineOf[b]!]! || gross[a]! - gross[b]! || left[a]! - left[b]! || a - b;
}

/** Nothing has made the unit cheaper: no earlier layer, and not the POS itself. */
export function isUncut(sheet: Sheet, unit: number): boolean {
  const line = sheet.lines[sheet.lineOf[unit]!]!;
  return sheet.left[unit] === sheet.gross[unit] && line.regularPriceCents <= line.unitPriceCents;
}

export function sumOf(values: readonly Cents[], units: readonly number[]): Cents {
  let sum = 0;
  for (const unit of units) sum += values[unit]!;
  return sum;
}

function ranks(lines: readonly LineItem[]): number[] {
  const keys = lines.map(canonicalKey);
  const order = keys.map((_, index) => index);
  order.sort((a, b) => compareText(keys[a]!, keys[b]!));
  const rankOf = new Array<number>(lines.length);
  let rank = 0;
  for (let place = 0; place < order.length; place++) {
    if (place > 0 && keys[order[place]!] !== keys[order[place - 1]!]) rank = place;
    rankOf[order[place]!] = rank;
  }
  return rankOf;
}

/** Everything that may matter to a promotion, except how many there are and who scanned first. */
function canonicalKey(line: LineItem): string {
  let key = `${line.article}\n${line.unitPriceCents}\n${line.vatRate}\n${line.measureThousandths ?? ""}`;
  for (const name of Object.keys(line.attributes).sort()) key += `\n${name}=${line.attributes[name]}`;
  key += `\n${line.department}\n${line.brand}\n${line.supplier}\n${line.regularPriceCents}`;
  if (line.flags.length > 0) key += `\n${[...line.flags].sort().join()}`;
  return key;
}

/** By code unit: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
