/**
 * What a sale keeps of the rules that it met, so that years later it can be evaluated again: the promotions that touched
 * it, and of all else what concerns its goods. A chain's groups and price lists name a hundred thousand articles.
 */

import { hash } from "node:crypto";
import type { Cents } from "../../engine/index.ts";
import type { RuleSet } from "../../engine/rule-set.ts";
import type { Definition } from "../store/stored-sale.ts";

export interface KeptRules {
  /** The rule set without its promotions, for a basket of these articles. */
  rules(articles: Iterable<string>): Record<string, unknown>;
  definitions(promotionIds: readonly string[]): Definition[];
}

/** Promotions whose JSON stays in memory; most sales meet the same ones. */
const DEFINITIONS_MAX = 2000;

type PriceLists = Readonly<Record<string, Readonly<Record<string, Cents>>>>;

/**
 * @param settings the rule set as HQ wrote it, without promotions and groups
 * @param promotion its JSON, byte for byte; undefined: the release does not have it
 */
export function keptRules(
  { priceLists, ...settings }: Readonly<Record<string, unknown>>,
  groups: RuleSet["groups"],
  promotion: (id: string) => string | undefined,
): KeptRules {
  const known = new Map<string, Definition>();
  const byName = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));

  return {
    rules(articles) {
      const sold = [...new Set(articles)].sort();
      const met = byName.map(([name, members]) => [name, sold.filter((one) => members.has(one))] as const);
      return {
        ...settings,
        ...(priceLists === undefined ? {} : { priceLists: pricesOf(sold, priceLists as PriceLists) }),
        groups: Object.fromEntries(met.filter(([, members]) => members.length > 0)),
        promotions: [],
      };
    },
    definitions: (ids) =>
      ids.flatMap((promotionId) => {
        const definition = known.get(promotionId) ?? read(promotionId);
        return definition === undefined ? [] : [definition];
      }),
  };

  function read(promotionId: string): Definition | undefined {
    const json = promotion(promotionId);
    if (json === undefined) return undefined;
    if (known.size >= DEFINITIONS_MAX) known.clear();
    const definition = { hash: hash("sha256", json, "hex"), promotionId, json };
    known.set(promotionId, definition);
    return definition;
  }
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
