/**
 * What a sale keeps of the rules that it met, so that years later it can be evaluated again: the promotions that touched
 * it, and of all else what concerns its goods. A chain's groups, price lists and exclusions name a hundred thousand articles.
 */

import { hash } from "node:crypto";
import { promotionOf } from "../../engine/finding/finder.ts";
import type { Cents } from "../../engine/index.ts";
import type { Exclusion, SelectorTerm } from "../../engine/promotion.ts";
import type { RuleSet } from "../../engine/rule-set.ts";
import type { Definition } from "../store/stored-sale.ts";

export interface KeptRules {
  /** For a basket of these articles that these promotions touched: the rule set without its promotions, and theirs. */
  of(
    articles: Iterable<string>,
    promotionIds: readonly string[],
  ): { readonly rules: Record<string, unknown>; readonly definitions: readonly Definition[] };
}

/** Promotions whose JSON stays in memory; most sales meet the same ones. */
const DEFINITIONS_MAX = 2000;

type PriceLists = Readonly<Record<string, Readonly<Record<string, Cents>>>>;

/** A promotion, and what it gives away whether or not it is in the basket: whether that may be given is asked as well. */
interface Known {
  readonly definition: Definition;
  readonly gifts: readonly string[];
  /** Article groups that it names. */
  readonly groups: ReadonlySet<string>;
}

/**
 * @param settings the rule set as HQ wrote it, without promotions and groups
 * @param ruleSet the same, compiled
 * @param promotion its JSON, byte for byte; undefined: the release does not have it
 */
export function keptRules(
  { priceLists, exclusions, ...settings }: Readonly<Record<string, unknown>>,
  { groups, finder }: Pick<RuleSet, "groups" | "finder">,
  promotion: (id: string) => string | undefined,
): KeptRules {
  const known = new Map<string, Known>();
  const always = groupsNamed([settings, exclusions ?? []]);

  return {
    of(articles, promotionIds) {
      const met = promotionIds.flatMap((id) => known.get(id) ?? read(id) ?? []);
      const named = [...new Set([...articles, ...met.flatMap(({ gifts }) => gifts)])].sort();
      const asked = [...new Set([...always, ...met.flatMap((one) => [...one.groups])])].sort();
      const held = asked.map((name) => [name, named.filter((one) => groups.get(name)?.has(one))] as const);
      const rules = {
        ...settings,
        ...(priceLists === undefined ? {} : { priceLists: pricesOf(named, priceLists as PriceLists) }),
        ...(exclusions === undefined ? {} : { exclusions: exclusionsOf(named, exclusions as Exclusion[]) }),
        groups: Object.fromEntries(held.filter(([, members]) => members.length > 0)),
        promotions: [],
      };
      return { rules, definitions: met.map(({ definition }) => definition) };
    },
  };

  function read(promotionId: string): Known | undefined {
    const json = promotion(promotionId);
    if (json === undefined) return undefined;
    if (known.size >= DEFINITIONS_MAX) known.clear();
    const deals = promotionOf(finder, promotionId)?.deals ?? [];
    const gifts = deals.flatMap((deal) => ("ask" in deal ? (deal.ask?.articles ?? []) : []));
    const definition = { hash: hash("sha256", json, "hex"), promotionId, json };
    const found = { definition, gifts, groups: groupsNamed(JSON.parse(json)) };
    known.set(promotionId, found);
    return found;
  }
}

/** Wherever rules say `group`: of a chain's thousands a sale meets a few. */
function groupsNamed(rules: unknown): Set<string> {
  const names = new Set<string>();
  JSON.stringify(rules, (key, value) => {
    if (key === "group" && typeof value === "string") names.add(value);
    return value;
  });
  return names;
}

/** Every list keeps its name: a promotion refers to it. */
function pricesOf(articles: readonly string[], lists: PriceLists): PriceLists {
  return Object.fromEntries(
    Object.entries(lists).map(([name, prices]) => [
      name,
      Object.fromEntries(
        articles.flatMap((article) => (Object.hasOwn(prices, article) ? [[article, prices[article]!]] : [])),
      ),
    ]),
  );
}

/** Lists of articles alone are long: what no longer names any is left out, down to the whole exclusion. */
function exclusionsOf(articles: readonly string[], exclusions: readonly Exclusion[]): Exclusion[] {
  const sold = new Set(articles);
  const narrowed = (terms: readonly SelectorTerm[]) =>
    terms.flatMap((term) => {
      if (term.articles === undefined) return [term];
      const left = term.articles.filter((article) => sold.has(article));
      return left.length === 0 ? [] : [{ ...term, articles: left }];
    });
  return exclusions.flatMap(({ flag, select: { except, ...select } }) => {
    const of = narrowed(select.of);
    const without = narrowed(except ?? []);
    if (of.length === 0) return [];
    return [{ flag, select: { ...select, of, ...(without.length === 0 ? {} : { except: without }) } }];
  });
}
