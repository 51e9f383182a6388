/**
 * From a line to the promotions that may concern it, so that cost follows the basket and not the number of
 * promotions. Each promotion is filed under what it can't do without: a coupon if it needs one, otherwise the
 * articles, groups, departments, brands … that its mechanics select.
 */

import type { LineItem } from "../basket.ts";
import type { SelectorTerm } from "../promotion.ts";
import { byRank, type Promotion } from "../rule-set.ts";
import { neededSeries, seriesIn } from "./condition.ts";
import { deservedBy } from "./gift.ts";
import type { Groups, Matcher } from "./selector.ts";
import { type Filed, Shelf } from "./shelf.ts";
import { filedMatchers, watched } from "./watched.ts";

export interface Finder {
  readonly ids: Map<string, Filed>;
  /** By every coupon that they name. */
  readonly series: Shelf;
  readonly articles: Shelf;
  readonly groups: Shelf;
  /** Groups by article: only those that a promotion uses. Shared by a finder and those that stand before it. */
  readonly groupsOf: Map<string, string[]>;
  readonly departments: Shelf;
  readonly brands: Shelf;
  readonly suppliers: Shelf;
  /** By name and value, joined by "=". */
  readonly attributes: Shelf;
  /** By the coupon without which they can't apply. */
  readonly coupons: Shelf;
  /** Select by price or everything: asked about every basket. */
  readonly always: Filed[];
  /** What was filed before, and the ids of it that are no longer valid. */
  readonly before: { readonly finder: Finder; readonly without: ReadonlySet<string> } | undefined;
  /** Groups that stand in `groupsOf`. */
  readonly knownGroups: Set<string>;
  /** What was found for articles that were asked about lately. */
  readonly rows: Map<string, Row>;
}

/** The same article of the same department, brand … leads to the same promotions every time. */
interface Row extends Goods {
  /** In the rule set's order. Simple ones among them are known to select it; the others must still be asked. */
  readonly promotions: readonly Promotion[];
}

type Goods = Pick<LineItem, "department" | "brand" | "supplier" | "attributes">;

/** Articles remembered at most: more than a shop sells in a day. */
const ROWS_MAX = 20_000;

/** With `before`, only the given promotions are filed; the rest is found where it was. */
export function fileAway(
  promotions: readonly Filed[],
  groups: Groups,
  before?: NonNullable<Finder["before"]>,
): Finder {
  const finder: Finder = {
    ids: new Map(),
    series: new Shelf(),
    articles: new Shelf(),
    groups: new Shelf(),
    groupsOf: before?.finder.groupsOf ?? new Map(),
    departments: new Shelf(),
    brands: new Shelf(),
    suppliers: new Shelf(),
    attributes: new Shelf(),
    coupons: new Shelf(),
    always: [],
    before,
    knownGroups: before?.finder.knownGroups ?? new Set(),
    rows: new Map(),
  };
  for (const filed of promotions) {
    const { id, requires } = filed.data;
    finder.ids.set(id, filed);
    if (requires !== undefined) for (const name of seriesIn(requires)) finder.series.put(name, filed);
    const series = neededSeries(requires);
    if (series !== undefined) finder.coupons.put(series, filed);
    else fileByGoods(finder, filed);
  }
  for (const group of finder.groups.keys()) {
    if (finder.knownGroups.has(group)) continue;
    finder.knownGroups.add(group);
    for (const article of groups.get(group) ?? []) {
      const known = finder.groupsOf.get(article);
      if (known === undefined) finder.groupsOf.set(article, [group]);
      else known.push(group);
    }
  }
  return finder;
}

function fileByGoods(finder: Finder, filed: Filed): void {
  const { data, deals } = filed;
  const deserved = deservedBy({ data, deals });
  const selectors = [...filedMatchers(deals).map(({ selector }) => selector), ...(deserved ?? [])];
  if (selectors.length === 0 || deserved === undefined || selectors.some(({ of }) => of.some(isBroad))) {
    finder.always.push(filed);
    return;
  }
  for (const selector of selectors) for (const term of selector.of) fileTerm(finder, term, filed);
}

function isBroad(term: SelectorTerm): boolean {
  const { articles, group, department, brand, supplier, attribute } = term;
  return [articles, group, department, brand, supplier, attribute].every((field) => field === undefined);
}

/** Under the narrowest field only: the others are tested when it is found. */
function fileTerm(finder: Finder, term: SelectorTerm, filed: Filed): void {
  if (term.articles !== undefined) {
    for (const article of term.articles) finder.articles.put(article, filed);
  } else if (term.group !== undefined) finder.groups.put(term.group, filed);
  else if (term.brand !== undefined) finder.brands.put(term.brand, filed);
  else if (term.supplier !== undefined) finder.suppliers.put(term.supplier, filed);
  else if (term.attribute !== undefined) {
    finder.attributes.put(`${term.attribute.name}=${term.attribute.value}`, filed);
  } else if (term.department !== undefined) finder.departments.put(term.department, filed);
}

/** Promotions that the line's article, groups, brand … lead to, in the rule set's order. */
export function promotionsFor(finder: Finder, line: LineItem): readonly Promotion[] {
  const known = finder.rows.get(line.article);
  return known !== undefined && isAlike(known, line) ? known.promotions : search(finder, line);
}

/** As above, of goods that nobody has asked about lately. */
function search(finder: Finder, line: LineItem): readonly Promotion[] {
  const found = new Set<Promotion>();
  const bare = line.flags.length === 0 ? line : { ...line, flags: [] };
  visit(finder, line, (promotion) => {
    if (!promotion.isSimple || leadsTo(watched(promotion.deals[0]!)[0]!, bare)) found.add(promotion);
  });
  const promotions = [...found].sort(byRank);
  if (finder.rows.size >= ROWS_MAX) finder.rows.clear();
  finder.rows.set(line.article, rowOf(line, promotions));
  return promotions;
}

/** Whether the goods belong to a selector under which they were found. Of terms with one field that is mostly sure. */
function leadsTo(matcher: Matcher, line: LineItem): boolean {
  const { of, except } = matcher.selector;
  return (except === undefined && of.every(hasOneField)) || matcher.matches(line);
}

function hasOneField(term: SelectorTerm): boolean {
  return term.attribute === undefined && Object.keys(term).length === 1;
}

function rowOf({ department, brand, supplier, attributes }: Goods, promotions: readonly Promotion[]): Row {
  return { department, brand, supplier, attributes: isEmpty(attributes) ? NONE : attributes, promotions };
}

const NONE: Goods["attributes"] = {};

function isAlike(a: Goods, b: Goods): boolean {
  if (a.department !== b.department || a.brand !== b.brand || a.supplier !== b.supplier) return false;
  return a.attributes === b.attributes || areAlike(a.attributes, b.attributes);
}

function areAlike(a: Goods["attributes"], b: Goods["attributes"]): boolean {
  if (a === NONE) return isEmpty(b);
  const names = Object.keys(b);
  return names.length === Object.keys(a).length && names.every((name) => a[name] === b[name]);
}

/** Most goods have no attributes. */
function isEmpty(attributes: Goods["attributes"]): boolean {
  for (const _ in attributes) return false;
  return true;
}

function visit(finder: Finder, line: LineItem, found: (promotion: Promotion) => void): void {
  const { before } = finder;
  if (before !== undefined) {
    for (const one of promotionsFor(before.finder, line)) if (!before.without.has(one.data.id)) found(one);
  }
  finder.articles.each(line.article, found);
  if (!finder.groups.isEmpty) {
    for (const group of finder.groupsOf.get(line.article) ?? []) finder.groups.each(group, found);
  }
  if (line.brand !== "") finder.brands.each(line.brand, found);
  if (line.supplier !== "") finder.suppliers.each(line.supplier, found);
  if (!finder.departments.isEmpty && line.department !== "") {
    const path = line.department;
    for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
      finder.departments.each(path.slice(0, at), found);
    }
    finder.departments.each(path, found);
  }
  if (!finder.attributes.isEmpty) {
    for (const name of Object.keys(line.attributes)) {
      finder.attributes.each(`${name}=${line.attributes[name]}`, found);
    }
  }
}

/** Promotions that every basket is asked about. */
export function alwaysAsked(finder: Finder): Promotion[] {
  return all(finder, ({ always }) => always);
}

/** Promotions that can't apply without a coupon: of one series, or all of them. */
export function waitingFor(finder: Finder, series?: string): Promotion[] {
  return all(finder, ({ coupons }) => (series === undefined ? coupons.all() : coupons.under(series)));
}

/** Promotions that name a coupon series, wherever in their condition. */
export function naming(finder: Finder, name: string): Promotion[] {
  return all(finder, ({ series }) => series.under(name));
}

export function promotionOf({ ids, before }: Finder, id: string): Promotion | undefined {
  const older = before === undefined || before.without.has(id) ? undefined : before.finder.ids.get(id);
  return (ids.get(id) ?? older)?.promotion;
}

export function promotionCount({ ids, before }: Finder): number {
  return ids.size + (before === undefined ? 0 : before.finder.ids.size - before.without.size);
}

/** What the finder itself holds, after what it still shares with the one before it. */
function all(finder: Finder, filed: (finder: Finder) => readonly Filed[]): Promotion[] {
  const { before } = finder;
  const older =
    before === undefined ? [] : filed(before.finder).filter(({ data }) => !before.without.has(data.id));
  return [...older, ...filed(finder)].map(({ promotion }) => promotion);
}
