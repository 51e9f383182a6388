/** Selectors compiled to look-ups: does this line belong to the promotion? */

import type { LineItem } from "./basket.ts";
import { OUTSIDE, type Selector, type SelectorTerm } from "./promotion.ts";
import { isUncut, type Sheet } from "./sheet.ts";

/** Named article groups, as sets. */
export type Groups = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Why a mechanic or condition asks for a line. A line that takes no discount (`not-discountable`) still earns
 * points and still counts for a condition; it is only outside whatever takes money off.
 */
export type Purpose = "discount" | "count" | "points";

export interface Matcher {
  /** What HQ wrote, for the index and for suggestions. */
  readonly selector: Selector;
  readonly purpose: Purpose;
  matches(line: LineItem): boolean;
}

export const EVERYTHING: Selector = { of: [{ everything: true }] };

export function compileSelector(selector: Selector, groups: Groups, purpose: Purpose): Matcher {
  const of = selector.of.map((term) => compileTerm(term, groups));
  const except = (selector.except ?? []).map((term) => compileTerm(term, groups));
  const isNamed = (line: LineItem) => selector.of.some(({ articles }) => articles?.includes(line.article));
  const admits = (line: LineItem) => line.flags.length === 0 || !isOutside(line, purpose) || isNamed(line);
  const [only] = of;
  // Most selectors are one list of articles.
  const matches =
    of.length === 1 && except.length === 0
      ? (line: LineItem) => admits(line) && only!(line)
      : (line: LineItem) =>
          admits(line) && !except.some((term) => term(line)) && of.some((term) => term(line));
  return { selector, purpose, matches };
}

/** Whether the line's flags keep it out of selectors and bases that do not name its article. */
export function isOutside(line: LineItem, purpose: Purpose): boolean {
  for (const flag of line.flags) {
    if (OUTSIDE.includes(flag)) return true;
    if (flag === "not-discountable" && purpose === "discount") return true;
    if (flag === "no-points" && purpose === "points") return true;
  }
  return false;
}

/** The units of the given lines that the matcher names, in the order of the basket. */
export function unitsOf(sheet: Sheet, matcher: Matcher, lines: readonly number[]): number[] {
  const units: number[] = [];
  for (const index of lines) {
    if (!matcher.matches(sheet.lines[index]!)) continue;
    for (let unit = sheet.firstUnit[index]!; unit < sheet.endUnit[index]!; unit++) {
      if (!matcher.selector.notYetCut || isUncut(sheet, unit)) units.push(unit);
    }
  }
  return units;
}

function isWithin(department: string, subtree: string): boolean {
  if (!department.startsWith(subtree)) return false;
  return department.length === subtree.length || department[subtree.length] === "/";
}

type Test = (line: LineItem) => boolean;

function compileTerm(term: SelectorTerm, groups: Groups): Test {
  const tests: Test[] = [];
  const { group, department, brand, supplier, attribute, priceFromCents, priceToCents } = term;
  if (term.articles !== undefined) {
    const articles = new Set(term.articles);
    tests.push((line) => articles.has(line.article));
  }
  if (group !== undefined) {
    const articles = groups.get(group);
    tests.push((line) => articles?.has(line.article) ?? false);
  }
  if (department !== undefined) tests.push((line) => isWithin(line.department, department));
  if (brand !== undefined) tests.push((line) => line.brand === brand);
  if (supplier !== undefined) tests.push((line) => line.supplier === supplier);
  if (attribute !== undefined) tests.push((line) => line.attributes[attribute.name] === attribute.value);
  if (priceFromCents !== undefined) tests.push((line) => line.unitPriceCents >= priceFromCents);
  if (priceToCents !== undefined) tests.push((line) => line.unitPriceCents <= priceToCents);
  if (tests.length === 1) return tests[0]!;
  if (tests.length === 0) return term.everything ? () => true : () => false;
  return (line) => tests.every((test) => test(line));
}
