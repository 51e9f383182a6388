/** Which promotions want the same goods, found by article, group, department and so on: nobody is compared with all. */

import { type ClaimingDeal, isClaiming, type ReceiptDeal } from "../deal.ts";
import type { Groups, Matcher } from "../finding/selector.ts";
import { watched } from "../finding/watched.ts";
import type { SelectorTerm } from "../promotion.ts";
import type { Promotion } from "../rule-set.ts";
import { type Catalogue, subtreesOf } from "./catalogue.ts";
import { type Overlap, overlapOf } from "./overlap.ts";

/** One deal that takes money off, and the goods that it takes it off. */
export interface Offer {
  readonly promotion: Promotion;
  readonly deal: ClaimingDeal | ReceiptDeal;
  readonly select: Matcher;
}

export interface Goods extends Overlap {
  /** Offers that may take all that the matcher takes: they want the first good that it names. */
  around(matcher: Matcher): readonly Offer[];
  /** Offers that may take some of it: of two that meet, at least one finds the other. */
  near(matcher: Matcher): readonly Offer[];
  /** The same, also those that name their articles where the matcher does not: looked up in the catalogue. */
  touching(matcher: Matcher): readonly Offer[];
}

/** Beyond so many candidates the linter is silent rather than slow; the first ones of the rule set are looked at. */
const CANDIDATES_MAX = 400;
/** Of longer lists the first articles are looked up. */
const CODES_MAX = 200;
/** Of wider selections so many articles of the catalogue. */
const LINES_MAX = 2_000;

export function goodsOf(
  promotions: readonly Promotion[],
  groups: Groups,
  catalogue: Catalogue | undefined,
): Goods {
  const overlap = overlapOf(groups, catalogue);
  const shelves = new Map<string, Offer[]>();
  const used = new Set<string>();
  for (const offer of promotions.flatMap(offersOf)) {
    for (const term of offer.select.selector.of) {
      if (term.articles === undefined && term.group !== undefined) used.add(term.group);
      for (const key of filedUnder(term)) put(shelves, key, offer);
    }
  }
  const subtrees = [...shelves.keys()].filter((key) => key.startsWith("department "));
  const groupsWith = new Map<string, readonly string[]>();
  const groupKeys = (code: string) => {
    let keys = groupsWith.get(code);
    if (keys === undefined) {
      keys = [...used].filter((group) => groups.get(group)?.has(code)).map((group) => `group ${group}`);
      groupsWith.set(code, keys);
    }
    return keys;
  };
  const codeKeys = (code: string) => {
    const line = catalogue?.line(code);
    const known = line === undefined ? [] : termKeys({ ...line, articles: [], attribute: undefined });
    const attributes = Object.entries(line?.attributes ?? {}).map(([name, value]) => `${name}=${value}`);
    return [`article ${code}`, ...groupKeys(code), ...known, ...attributes.map((one) => `attribute ${one}`)];
  };
  const keysOf = (term: SelectorTerm, codesMax: number) => {
    const keys = termKeys(term);
    let looked = 0;
    for (const code of overlap.codesOf(term) ?? []) {
      if (looked++ === codesMax) break;
      keys.push(...codeKeys(code));
    }
    keys.push("everything");
    return keys;
  };
  const nearKeys = ({ selector }: Matcher) => {
    const keys = new Set(selector.of.flatMap((term) => keysOf(term, CODES_MAX)));
    for (const { department } of selector.of) {
      if (department === undefined) continue;
      for (const key of subtrees) if (key.startsWith(`department ${department}/`)) keys.add(key);
    }
    return keys;
  };
  const gather = (keys: Iterable<string>) => {
    const found = new Set<Offer>();
    for (const key of keys) {
      for (const offer of shelves.get(key) ?? []) {
        if (found.size === CANDIDATES_MAX) return [...found];
        found.add(offer);
      }
    }
    return [...found];
  };
  return {
    ...overlap,
    around({ selector }) {
      const [first] = selector.of;
      return first === undefined ? [] : gather(new Set(keysOf(first, 1)));
    },
    near: (matcher) => gather(nearKeys(matcher)),
    touching(matcher) {
      const { of } = matcher.selector;
      if (of.some((term) => filedUnder(term)[0] === "everything")) return gather(shelves.keys());
      const keys = nearKeys(matcher);
      if (of.some((term) => overlap.codesOf(term) === undefined)) {
        for (const { article } of catalogue?.select(matcher).slice(0, LINES_MAX) ?? []) {
          keys.add(`article ${article}`);
        }
      }
      return gather(keys);
    },
  };
}

export function offersOf(promotion: Promotion): Offer[] {
  return promotion.deals.flatMap((deal): Offer[] => {
    if (deal.shape === "receipt") {
      const isMoney = deal.tiers.some(({ reward }) => reward.kind !== "points");
      return isMoney ? [{ promotion, deal, select: deal.select }] : [];
    }
    return isClaiming(deal) ? watched(deal).map((select) => ({ promotion, deal, select })) : [];
  });
}

/** By the narrowest field, as the finder of the till does. */
function filedUnder(term: SelectorTerm): string[] {
  if (term.articles !== undefined) return term.articles.map((code) => `article ${code}`);
  if (term.group !== undefined) return [`group ${term.group}`];
  if (term.brand !== undefined) return [`brand ${term.brand}`];
  if (term.supplier !== undefined) return [`supplier ${term.supplier}`];
  if (term.attribute !== undefined) return [`attribute ${term.attribute.name}=${term.attribute.value}`];
  if (term.department !== undefined) return [`department ${term.department}`];
  return ["everything"];
}

/** All shelves on which a term's goods may lie, its articles apart. */
function termKeys({ group, department = "", brand, supplier, attribute }: SelectorTerm): string[] {
  return [
    ...(group === undefined ? [] : [`group ${group}`]),
    ...subtreesOf(department).map((subtree) => `department ${subtree}`),
    ...(brand ? [`brand ${brand}`] : []),
    ...(supplier ? [`supplier ${supplier}`] : []),
    ...(attribute === undefined ? [] : [`attribute ${attribute.name}=${attribute.value}`]),
  ];
}

function put(shelves: Map<string, Offer[]>, key: string, offer: Offer): void {
  const found = shelves.get(key);
  if (found === undefined) shelves.set(key, [offer]);
  else if (found.at(-1) !== offer) found.push(offer);
}
