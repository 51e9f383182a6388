/**
 * From a line to the promotions that may concern it, so that cost follows the basket and not the number of
 * promotions. Each promotion is filed under what it can't do without: a coupon if it needs one, otherwise the
 * articles, groups, departments, brands … that its mechanics select.
 */

import type { LineItem } from "./basket.ts";
import { neededSeries } from "./condition.ts";
import { type Deal, givesMoney } from "./deal.ts";
import type { SelectorTerm } from "./promotion.ts";
import type { Promotion } from "./rule-set.ts";
import type { Groups, Matcher } from "./selector.ts";

type Shelf = Map<string, Promotion[]>;

export interface Finder {
  readonly ids: Map<string, Promotion>;
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
  readonly always: Promotion[];
  /** What was filed before, and which of it is no longer valid. */
  readonly before: { readonly finder: Finder; readonly without: ReadonlySet<Promotion> } | undefined;
  /** Groups that stand in `groupsOf`. */
  readonly knownGroups: Set<string>;
}

/** With `before`, only the given promotions are filed; the rest is found where it was. */
export function fileAway(
  promotions: readonly Promotion[],
  groups: Groups,
  before?: NonNullable<Finder["before"]>,
): Finder {
  const finder: Finder = {
    ids: new Map(),
    series: new Map(),
    articles: new Map(),
    groups: new Map(),
    groupsOf: before?.finder.groupsOf ?? new Map(),
    departments: new Map(),
    brands: new Map(),
    suppliers: new Map(),
    attributes: new Map(),
    coupons: new Map(),
    always: [],
    before,
    knownGroups: before?.finder.knownGroups ?? new Set(),
  };
  for (const promotion of promotions) {
    finder.ids.set(promotion.data.id, promotion);
    for (const name of promotion.series) put(finder.series, name, promotion);
    const series = neededSeries(promotion.data.requires);
    if (series !== undefined) put(finder.coupons, series, promotion);
    else filePromotion(finder, promotion);
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

function filePromotion(finder: Finder, promotion: Promotion): void {
  const matchers = filedMatchers(promotion.deals);
  if (matchers.length === 0 || matchers.some(({ selector }) => selector.of.some(isBroad))) {
    finder.always.push(promotion);
    return;
  }
  for (const { selector } of matchers) for (const term of selector.of) fileTerm(finder, term, promotion);
}

/** Points and messages beside a cut follow the cut. A message alone watches nothing: its conditions decide. */
export function filedMatchers(deals: readonly Deal[]): Matcher[] {
  const cuts = deals.filter(givesMoney);
  return (cuts.length > 0 ? cuts : deals).flatMap(watched);
}

function isBroad(term: SelectorTerm): boolean {
  const { articles, group, department, brand, supplier, attribute } = term;
  return [articles, group, department, brand, supplier, attribute].every((field) => field === undefined);
}

/** Under the narrowest field only: the others are tested when it is found. */
function fileTerm(finder: Finder, term: SelectorTerm, promotion: Promotion): void {
  if (term.articles !== undefined) {
    for (const article of term.articles) put(finder.articles, article, promotion);
  } else if (term.group !== undefined) put(finder.groups, term.group, promotion);
  else if (term.brand !== undefined) put(finder.brands, term.brand, promotion);
  else if (term.supplier !== undefined) put(finder.suppliers, term.supplier, promotion);
  else if (term.attribute !== undefined) {
    put(finder.attributes, `${term.attribute.name}=${term.attribute.value}`, promotion);
  } else if (term.department !== undefined) put(finder.departments, term.department, promotion);
}

/** What a deal selects; what it only requires is asked when it has been found. */
export function watched(deal: Deal): Matcher[] {
  switch (deal.shape) {
    case "unit":
    case "set":
    case "scaled":
    case "points":
      return [deal.select];
    case "slots":
      return deal.slots.map(({ select }) => select);
    case "receipt": {
      const rewards = deal.tiers.map(({ reward }) => reward);
      return [deal.select, ...rewards.flatMap((one) => (one.kind === "percent" ? [one.select] : []))];
    }
    case "voucher": {
      const spend = deal.spend === undefined ? [] : [deal.spend.select];
      return deal.worth.kind === "share" ? [...spend, deal.worth.select] : spend;
    }
    case "message":
    case "unknown":
      return [];
    default:
      return deal satisfies never;
  }
}

function put(shelf: Shelf, key: string, promotion: Promotion): void {
  const found = shelf.get(key);
  if (found === undefined) shelf.set(key, [promotion]);
  else if (found[found.length - 1] !== promotion) found.push(promotion);
}

/** Promotions that the line's article, groups, brand … lead to; some of them perhaps several times. */
export function visitPromotions(finder: Finder, line: LineItem, visit: (promotion: Promotion) => void): void {
  const { groupsOf, before } = finder;
  if (before !== undefined) {
    visitPromotions(before.finder, line, (one) => {
      if (!before.without.has(one)) visit(one);
    });
  }
  look(finder.articles, line.article, visit);
  if (finder.groups.size > 0) {
    const groups = groupsOf.get(line.article);
    if (groups !== undefined) for (const group of groups) look(finder.groups, group, visit);
  }
  if (finder.brands.size > 0 && line.brand !== "") look(finder.brands, line.brand, visit);
  if (finder.suppliers.size > 0 && line.supplier !== "") look(finder.suppliers, line.supplier, visit);
  if (finder.departments.size > 0 && line.department !== "") {
    const path = line.department;
    for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
      look(finder.departments, path.slice(0, at), visit);
    }
    look(finder.departments, path, visit);
  }
  if (finder.attributes.size > 0) {
    for (const name of Object.keys(line.attributes)) {
      look(finder.attributes, `${name}=${line.attributes[name]}`, visit);
    }
  }
}

function look(shelf: Shelf, key: string, visit: (promotion: Promotion) => void): void {
  const found = shelf.get(key);
  if (found !== undefined) for (const promotion of found) visit(promotion);
}

/** Promotions that every basket is asked about. */
export function alwaysAsked({ always, before }: Finder): Promotion[] {
  return [...stillValid(before, alwaysAsked), ...always];
}

/** Promotions that can't apply without a coupon: of one series, or all of them. */
export function waitingFor({ coupons, before }: Finder, series?: string): Promotion[] {
  const mine = series === undefined ? [...coupons.values()].flat() : (coupons.get(series) ?? []);
  return [...stillValid(before, (finder) => waitingFor(finder, series)), ...mine];
}

/** Promotions that name a coupon series, wherever in their condition. */
export function naming({ series, before }: Finder, name: string): Promotion[] {
  return [...stillValid(before, (finder) => naming(finder, name)), ...(series.get(name) ?? [])];
}

export function promotionOf({ ids, before }: Finder, id: string): Promotion | undefined {
  return ids.get(id) ?? stillValid(before, ({ ids: older }) => [older.get(id)])[0];
}

export function promotionCount({ ids, before }: Finder): number {
  return ids.size + (before === undefined ? 0 : before.finder.ids.size - before.without.size);
}

function stillValid(
  before: Finder["before"],
  find: (finder: Finder) => readonly (Promotion | undefined)[],
): Promotion[] {
  if (before === undefined) return [];
  return find(before.finder).filter((one) => one !== undefined && !before.without.has(one)) as Promotion[];
}
