/**
 * From basket to candidate promotions, so that cost follows the basket and not the number of promotions. Each
 * promotion is filed under what it can't do without: a coupon if it needs one, otherwise the articles, groups,
 * departments, brands … that its mechanics select.
 */

import type { LineItem } from "./basket.ts";
import { neededSeries } from "./condition.ts";
import { type Deal, givesMoney } from "./deal.ts";
import type { SelectorTerm } from "./promotion.ts";
import type { Promotion } from "./rule-set.ts";
import type { Groups, Matcher } from "./selector.ts";

type Shelf = Map<string, Promotion[]>;

export interface Finder {
  readonly articles: Shelf;
  readonly groups: Shelf;
  /** Only of groups that a promotion uses. */
  readonly groupsOf: ReadonlyMap<string, readonly string[]>;
  readonly departments: Shelf;
  readonly brands: Shelf;
  readonly suppliers: Shelf;
  /** By name and value, joined by "=". */
  readonly attributes: Shelf;
  /** By the coupon without which they can't apply. */
  readonly coupons: Shelf;
  /** Select by price or everything: asked about every basket. */
  readonly always: Promotion[];
}

export function fileAway(promotions: readonly Promotion[], groups: Groups): Finder {
  const groupsOf = new Map<string, string[]>();
  const finder: Finder = {
    articles: new Map(),
    groups: new Map(),
    groupsOf,
    departments: new Map(),
    brands: new Map(),
    suppliers: new Map(),
    attributes: new Map(),
    coupons: new Map(),
    always: [],
  };
  for (const promotion of promotions) {
    const series = neededSeries(promotion.data.requires);
    if (series !== undefined) put(finder.coupons, series, promotion);
    else filePromotion(finder, promotion);
  }
  for (const group of finder.groups.keys()) {
    for (const article of groups.get(group) ?? []) {
      const known = groupsOf.get(article);
      if (known === undefined) groupsOf.set(article, [group]);
      else known.push(group);
    }
  }
  return finder;
}

function filePromotion(finder: Finder, promotion: Promotion): void {
  // Points and messages beside a cut follow the cut. A message alone watches nothing: its conditions decide.
  const cuts = promotion.deals.filter(givesMoney);
  const matchers = (cuts.length > 0 ? cuts : promotion.deals).flatMap(watched);
  if (matchers.length === 0 || matchers.some(({ selector }) => selector.of.some(isBroad))) {
    finder.always.push(promotion);
    return;
  }
  for (const { selector } of matchers) for (const term of selector.of) fileTerm(finder, term, promotion);
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
    case "voucher":
      return deal.spend === undefined ? [] : [deal.spend.select];
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

/** A promotion that may concern the basket, and the lines that it may concern. */
interface Candidate {
  readonly promotion: Promotion;
  /** Indexes of sale lines, rising. They have been found by one field and must still be matched. */
  readonly lines: readonly number[];
}

/** Candidates in the rule set's order. `series`: the coupons on the counter, without repetition. */
export function candidatesFor(
  finder: Finder,
  lines: readonly LineItem[],
  series: readonly string[],
): Candidate[] {
  const found = new Map<Promotion, number[]>();
  const all = lines.map((_, index) => index);
  for (const promotion of finder.always) found.set(promotion, all);
  for (const name of series) for (const one of finder.coupons.get(name) ?? []) found.set(one, all);
  for (let index = 0; index < lines.length; index++) {
    forEachShelf(finder, lines[index]!, (promotions) => {
      for (const promotion of promotions) {
        const known = found.get(promotion);
        if (known === undefined) found.set(promotion, [index]);
        else if (known[known.length - 1]! < index) known.push(index);
      }
    });
  }
  const candidates: Candidate[] = [];
  for (const [promotion, indexes] of found) candidates.push({ promotion, lines: indexes });
  return candidates.sort((a, b) => a.promotion.order - b.promotion.order);
}

function forEachShelf(finder: Finder, line: LineItem, visit: (found: readonly Promotion[]) => void): void {
  const look = (shelf: Shelf, key: string) => {
    const found = shelf.get(key);
    if (found !== undefined) visit(found);
  };
  look(finder.articles, line.article);
  const groups = finder.groupsOf.get(line.article);
  if (groups !== undefined) for (const group of groups) look(finder.groups, group);
  if (line.brand !== "") look(finder.brands, line.brand);
  if (line.supplier !== "") look(finder.suppliers, line.supplier);
  if (finder.departments.size > 0 && line.department !== "") {
    const path = line.department;
    for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
      look(finder.departments, path.slice(0, at));
    }
    look(finder.departments, path);
  }
  if (finder.attributes.size > 0) {
    for (const name of Object.keys(line.attributes)) {
      look(finder.attributes, `${name}=${line.attributes[name]}`);
    }
  }
}
