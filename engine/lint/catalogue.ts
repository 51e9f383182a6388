/** The goods that the chain sells, as the linter asks about them: what does this selector take today, at what price? */

import type { Cents, LineFlag, LineItem } from "../basket.ts";
import { compileExclusions, withExclusions } from "../finding/exclusions.ts";
import { type Groups, isAsWritten, type Matcher, type Purpose } from "../finding/selector.ts";
import type { RuleSetData, Selector, SelectorTerm } from "../promotion.ts";

/** One article of the master, as far as promotions see it. Prices of measured goods are those of a whole measure. */
export interface Article {
  readonly article: string;
  readonly department?: string;
  readonly brand?: string;
  readonly supplier?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** What it costs today: a piece, or a whole measure. */
  readonly priceCents: Cents;
  /** The shelf price, where the one of today is already cut. */
  readonly regularPriceCents?: Cents;
  /** The least that a piece, or a whole measure, may cost after all promotions. */
  readonly floorCents?: Cents;
  /** Sold by it. Absent: by the piece. */
  readonly measure?: "kg" | "l" | "m";
  readonly flags?: readonly LineFlag[];
}

export interface Catalogue {
  readonly lines: readonly LineItem[];
  line(article: string): LineItem | undefined;
  /** The articles that the matcher takes, in the catalogue's order. */
  select(matcher: Matcher): readonly LineItem[];
}

/** Legal and other exclusions of the rule set count as flags, as they do at the till. */
export function catalogueOf(articles: readonly Article[], data: RuleSetData, groups: Groups): Catalogue {
  const exclusions = compileExclusions(data.exclusions, groups);
  const lines = articles.map((one, index) => withExclusions(lineOf(one, index), exclusions));
  const byArticle = new Map(lines.map((line) => [line.article, line]));
  const byDepartment = new Map<string, LineItem[]>();
  const byBrand = Map.groupBy(lines, ({ brand }) => brand);
  const bySupplier = Map.groupBy(lines, ({ supplier }) => supplier);
  for (const line of lines) {
    for (const subtree of subtreesOf(line.department)) put(byDepartment, subtree, line);
  }
  const place = new Map(lines.map((line, index) => [line, index]));
  const byGroup = new Map<string, readonly LineItem[]>();
  const known = (articles: Iterable<string>) =>
    [...articles].flatMap((article) => byArticle.get(article) ?? []);
  const inGroup = (group: string) => {
    let found = byGroup.get(group);
    if (found === undefined) {
      found = known(groups.get(group) ?? []);
      byGroup.set(group, found);
    }
    return found;
  };
  /** At least those that the term names: looked up by its narrowest field. */
  const near = (term: SelectorTerm): readonly LineItem[] => {
    if (term.articles !== undefined) return known(new Set(term.articles));
    if (term.group !== undefined) return inGroup(term.group);
    if (term.brand !== undefined) return byBrand.get(term.brand) ?? [];
    if (term.supplier !== undefined) return bySupplier.get(term.supplier) ?? [];
    if (term.department !== undefined) return byDepartment.get(term.department) ?? [];
    return lines;
  };
  // Promotions often say the same thing: each way of saying it is looked up once.
  const selections = new Map<string | Matcher, readonly LineItem[]>();
  const keys = new WeakMap<Selector, string>();
  const keyOf = (selector: Selector, purpose: Purpose) => {
    let key = keys.get(selector);
    if (key === undefined) {
      key = JSON.stringify([selector.of, selector.except]);
      keys.set(selector, key);
    }
    return purpose + key;
  };
  return {
    lines,
    line: (article) => byArticle.get(article),
    select(matcher) {
      const key = isAsWritten(matcher) ? keyOf(matcher.selector, matcher.purpose) : matcher;
      let found = selections.get(key);
      if (found === undefined) {
        const { of } = matcher.selector;
        const candidates = of.length === 1 ? near(of[0]!) : [...new Set(of.flatMap(near))];
        const taken = candidates.filter((line) => matcher.matches(line));
        found = of.length === 1 ? taken : taken.sort((a, b) => place.get(a)! - place.get(b)!);
        selections.set(key, found);
      }
      return found;
    },
  };
}

/** Sold by weight or another measure: a piece of it may cost anything. */
export function isWeighed({ measureThousandths }: LineItem): boolean {
  return measureThousandths !== undefined;
}

/** "10/20/30" is in "10", "10/20" and "10/20/30". */
export function subtreesOf(department: string): string[] {
  if (department === "") return [];
  const subtrees: string[] = [];
  for (let at = department.indexOf("/"); at !== -1; at = department.indexOf("/", at + 1)) {
    subtrees.push(department.slice(0, at));
  }
  return [...subtrees, department];
}

function lineOf(one: Article, index: number): LineItem {
  return {
    lineId: String(index),
    article: one.article,
    department: one.department ?? "",
    brand: one.brand ?? "",
    supplier: one.supplier ?? "",
    attributes: one.attributes ?? {},
    unitPriceCents: one.priceCents,
    regularPriceCents: one.regularPriceCents ?? one.priceCents,
    pieces: 1,
    ...(one.measure === undefined ? {} : { measureThousandths: 1000 }),
    extendedCents: one.priceCents,
    vatRate: "",
    flags: one.flags ?? [],
    ...(one.floorCents === undefined ? {} : { floorCents: one.floorCents }),
  };
}

function put(shelf: Map<string, LineItem[]>, key: string, line: LineItem): void {
  const found = shelf.get(key);
  if (found === undefined) shelf.set(key, [line]);
  else found.push(line);
}
