/**
 * The working sheet of an evaluation: sale lines taken apart into units, and what is left of each unit's price as the
 * layers pass over it. Never shown to anyone outside.
 */

import type { Basket, Cents, LineItem } from "../basket.ts";
import { floorOf } from "../layer/floor.ts";
import { split } from "../layer/share.ts";

export interface Sheet {
  /** Sale lines only: returns are never evaluated together with them. */
  readonly lines: LineItem[];
  /** Where the units of a line begin, and one past the last of them. */
  readonly firstUnit: number[];
  readonly endUnit: number[];
  /** From unit to line. A unit is one piece, or a whole measured line. */
  readonly lineOf: number[];
  readonly gross: Cents[];
  /** What no promotion may go below. */
  readonly floor: Cents[];
  /** What is left of each unit's price. */
  readonly left: Cents[];
  /** Lines that the POS added as gifts. */
  readonly gifts: Set<number>;
  /** Canonical keys by line, made when they are first asked for. */
  readonly keys: (string | undefined)[];
}

export function emptySheet(): Sheet {
  return sheetFor(0, 0);
}

/** With room for so many lines and units, to be written there. */
export function sheetFor(lines: number, units: number): Sheet {
  return {
    lines: new Array(lines),
    firstUnit: new Array(lines),
    endUnit: new Array(lines),
    lineOf: new Array(units),
    gross: new Array(units),
    floor: new Array(units),
    left: new Array(units),
    gifts: new Set(),
    keys: new Array(lines),
  };
}

/** A sheet of some lines alone, as they stand at `left`. Gifts are asked about at the end, not in a layer. */
export function excerpt(sheet: Sheet, lines: readonly number[], left: readonly Cents[]): Sheet {
  const { firstUnit, endUnit } = sheet;
  let units = 0;
  for (const line of lines) units += endUnit[line]! - firstUnit[line]!;
  const part = sheetFor(lines.length, units);
  let at = 0;
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place]!;
    part.lines[place] = sheet.lines[line]!;
    part.keys[place] = sheet.keys[line];
    part.firstUnit[place] = at;
    for (let unit = firstUnit[line]!; unit < endUnit[line]!; unit++) {
      part.lineOf[at] = place;
      part.gross[at] = sheet.gross[unit]!;
      part.floor[at] = sheet.floor[unit]!;
      part.left[at] = left[unit]!;
      at++;
    }
    part.endUnit[place] = at;
  }
  return part;
}

/** The same with its units in the order of its lines: a line that was replaced has put its own behind all others. */
export function inOrder(sheet: Sheet): Sheet {
  const { firstUnit, lines, left } = sheet;
  const isOrdered = firstUnit.every((first, place) => place === 0 || first >= firstUnit[place - 1]!);
  if (isOrdered) return { ...sheet, left: [...left] };
  return { ...excerpt(sheet, [...lines.keys()], left), gifts: sheet.gifts };
}

/** Puts a line on the sheet; `place` of a line that is there already replaces it. Its units come last. */
export function writeLine(sheet: Sheet, line: LineItem, place = sheet.lines.length): number {
  const { gross, floor, left, lineOf } = sheet;
  sheet.lines[place] = line;
  sheet.keys[place] = undefined;
  if (line.giftOf === undefined) sheet.gifts.delete(place);
  else sheet.gifts.add(place);
  sheet.firstUnit[place] = gross.length;
  const floorCents = line.floorCents === undefined ? 0 : floorOf(line);
  if (line.measureThousandths !== undefined || line.pieces === 1) {
    gross.push(line.extendedCents);
  } else for (const cents of split(line.extendedCents, line.pieces)) gross.push(cents);
  for (let unit = sheet.firstUnit[place]!; unit < gross.length; unit++) {
    lineOf.push(place);
    left.push(gross[unit]!);
    floor.push(Math.min(floorCents, gross[unit]!));
  }
  sheet.endUnit[place] = gross.length;
  return place;
}

export function sheetOf(basket: Basket): Sheet {
  const sheet = emptySheet();
  for (const line of basket.lines) if (!isReturn(line)) writeLine(sheet, line);
  return sheet;
}

export function isReturn(line: LineItem): boolean {
  return line.flags.length > 0 && line.flags.includes("return");
}

/**
 * Canonical order of units: article, price, VAT, measure, attributes; it does not know in which order things were
 * scanned, except between units that are alike: of these the line with more pieces comes first, so that which line is
 * scanned first only decides between lines that nobody could tell apart.
 */
export function byCanon(sheet: Sheet): (a: number, b: number) => number {
  const { lineOf, gross, left } = sheet;
  return (a, b) => {
    const lineA = lineOf[a]!;
    const lineB = lineOf[b]!;
    return (
      (lineA === lineB ? 0 : compareText(keyOf(sheet, lineA), keyOf(sheet, lineB))) ||
      gross[a]! - gross[b]! ||
      left[a]! - left[b]! ||
      sizeOf(sheet, lineB) - sizeOf(sheet, lineA) ||
      lineA - lineB ||
      a - b
    );
  };
}

function sizeOf({ firstUnit, endUnit }: Sheet, line: number): number {
  return endUnit[line]! - firstUnit[line]!;
}

/** Nothing has made the unit cheaper: no earlier layer, and not the POS itself. */
export function isUncut(sheet: Sheet, unit: number, left: readonly Cents[] = sheet.left): boolean {
  const line = sheet.lines[sheet.lineOf[unit]!]!;
  return left[unit] === sheet.gross[unit] && !isCutByPos(line);
}

/**
 * The POS has made it cheaper itself: by its price, or by the amount, where that is below price times quantity by more
 * than rounding explains (of a price finer than a cent, or of a measure).
 */
function isCutByPos(line: LineItem): boolean {
  const { unitPriceCents, regularPriceCents, extendedCents, pieces, measureThousandths } = line;
  if (regularPriceCents > unitPriceCents) return true;
  if (measureThousandths === undefined) return extendedCents < (unitPriceCents - 0.5) * pieces;
  return extendedCents + 1 < ((unitPriceCents - 0.5) * measureThousandths) / 1000;
}

export function sumOf(values: readonly Cents[], units: readonly number[]): Cents {
  let sum = 0;
  for (const unit of units) sum += values[unit]!;
  return sum;
}

/** By code unit: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyOf(sheet: Sheet, line: number): string {
  sheet.keys[line] ??= canonicalKey(sheet.lines[line]!);
  return sheet.keys[line];
}

/** Everything that may matter to a promotion, except how many there are and who scanned first. */
function canonicalKey(line: LineItem): string {
  // Of goods that are alike those that came as a gift are the gift.
  const gift = line.giftOf === undefined ? "" : `\0${line.giftOf}`;
  let key = `${line.article}\n${gift}${line.unitPriceCents}\n${line.vatRate}\n${line.measureThousandths ?? ""}`;
  for (const name of Object.keys(line.attributes).sort()) key += `\n${name}=${line.attributes[name]}`;
  key += `\n${line.department}\n${line.brand}\n${line.supplier}\n${line.regularPriceCents}`;
  if (line.flags.length > 0) key += `\n${[...line.flags].sort().join()}`;
  if (line.taxExcluded === true) key += "\ntaxExcluded";
  if (line.floorCents !== undefined) key += `\n${line.floorCents}`;
  return key;
}
