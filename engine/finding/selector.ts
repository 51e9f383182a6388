/** Selectors made ready: does this line belong to the promotion? */

import type { LineItem } from "../basket.ts";
import { OUTSIDE, type Selector, type SelectorTerm } from "../promotion.ts";
import { isUncut, type Sheet } from "../world/sheet.ts";

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
  return new Selection(selector, groups, purpose);
}

/** It takes all that its selector says: two that say the same take the same. A mechanic's own may take less. */
export function isAsWritten(matcher: Matcher): boolean {
  return matcher instanceof Selection;
}

/** Of tens of thousands of selectors a shop's day asks a few: the terms are made ready when the first line comes. */
class Selection implements Matcher {
  readonly selector: Selector;
  readonly purpose: Purpose;
  readonly #groups: Groups;
  #of: readonly Term[] | undefined;
  #except: readonly Term[] = NO_TERMS;

  constructor(selector: Selector, groups: Groups, purpose: Purpose) {
    this.selector = selector;
    this.purpose = purpose;
    this.#groups = groups;
  }

  matches(line: LineItem): boolean {
    const of = this.#of ?? this.#open();
    if (line.flags.length > 0 && this.#shuns(line)) return false;
    for (const term of this.#except) if (term.holds(line)) return false;
    for (const term of of) if (term.holds(line)) return true;
    return false;
  }

  #open(): readonly Term[] {
    const { of, except } = this.selector;
    if (except !== undefined) this.#except = except.map((term) => new Term(term, this.#groups));
    this.#of = of.map((term) => new Term(term, this.#groups));
    return this.#of;
  }

  /** Its flags keep it out. Naming an article helps against what the law says, not against the shop's own word. */
  #shuns(line: LineItem): boolean {
    if (isRefused(line, this.purpose)) return true;
    return (
      isOutside(line, this.purpose) &&
      !this.selector.of.some(({ articles }) => articles?.includes(line.article))
    );
  }
}

/** Whether the line's flags keep it out of selectors and bases that do not name its article. */
export function isOutside(line: LineItem, purpose: Purpose): boolean {
  return isRefused(line, purpose) || line.flags.some((flag) => OUTSIDE.includes(flag));
}

/** This very line takes no discount, or earns no points. */
function isRefused({ flags }: LineItem, purpose: Purpose): boolean {
  return (
    (purpose === "discount" && flags.includes("not-discountable")) ||
    (purpose === "points" && flags.includes("no-points"))
  );
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

/** Articles of a list that are looked through one by one; a set answers faster only for longer lists. */
const FEW = 8;

/** One term with every field in the same place, whichever of them HQ gave. */
class Term {
  readonly #few: readonly string[] | undefined;
  readonly #many: ReadonlySet<string> | undefined;
  readonly #group: ReadonlySet<string> | undefined;
  readonly #department: string | undefined;
  readonly #brand: string | undefined;
  readonly #supplier: string | undefined;
  readonly #attribute: SelectorTerm["attribute"];
  readonly #priceFrom: number | undefined;
  readonly #priceTo: number | undefined;

  constructor(term: SelectorTerm, groups: Groups) {
    const { articles, group } = term;
    const isFew = articles !== undefined && articles.length <= FEW;
    this.#few = isFew ? articles : undefined;
    this.#many = articles === undefined || isFew ? undefined : new Set(articles);
    this.#group =
      group === undefined ? (saysNothing(term) ? NOTHING : undefined) : (groups.get(group) ?? NOTHING);
    this.#department = term.department;
    this.#brand = term.brand;
    this.#supplier = term.supplier;
    this.#attribute = term.attribute;
    this.#priceFrom = term.priceFromCents;
    this.#priceTo = term.priceToCents;
  }

  holds(line: LineItem): boolean {
    const attribute = this.#attribute;
    return (
      (this.#few === undefined || this.#few.includes(line.article)) &&
      (this.#many === undefined || this.#many.has(line.article)) &&
      (this.#group === undefined || this.#group.has(line.article)) &&
      (this.#department === undefined || isWithin(line.department, this.#department)) &&
      (this.#brand === undefined || line.brand === this.#brand) &&
      (this.#supplier === undefined || line.supplier === this.#supplier) &&
      (attribute === undefined || line.attributes[attribute.name] === attribute.value) &&
      (this.#priceFrom === undefined || line.unitPriceCents >= this.#priceFrom) &&
      (this.#priceTo === undefined || line.unitPriceCents <= this.#priceTo)
    );
  }
}

/** Not even "everything". */
function saysNothing(term: SelectorTerm): boolean {
  return Object.values(term).every((field) => field === undefined || field === false);
}

const NO_TERMS: readonly Term[] = [];
const NOTHING: ReadonlySet<string> = new Set();

function isWithin(department: string, subtree: string): boolean {
  if (!department.startsWith(subtree)) return false;
  return department.length === subtree.length || department[subtree.length] === "/";
}
