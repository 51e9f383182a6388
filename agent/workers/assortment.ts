/** What the article master offers for suggestions: goods that are not in the basket. */

import type { LineFlag } from "../../engine/basket.ts";
import type { Assortment, KnownArticle } from "../../engine/index.ts";
import type { SelectorTerm } from "../../engine/promotion.ts";
import type { Article, ReplicaReader } from "../store/replica-reader.ts";

/** Articles kept of a department or brand, spread over its prices: a release has a few hundred of these. */
const SPREAD = 40;
/** Articles told at once. */
const SOME = 12;

/**
 * @param article as the article master has it
 * @param articlesOf codes by rising price; a pass over the articles, so that each department is asked about once
 */
export function assortmentOf(
  article: (code: string) => Article | undefined,
  articlesOf: ReplicaReader["articlesOf"],
): Assortment {
  const spreads = new Map<string, readonly KnownArticle[]>();
  const known = (code: string) => knownArticle(article(code));
  return {
    article: known,
    some({ department, brand, supplier }: SelectorTerm, fromCents) {
      if (department === undefined && brand === undefined && supplier === undefined) return [];
      const key = JSON.stringify([department, brand, supplier]);
      let spread = spreads.get(key);
      if (spread === undefined) {
        spread = spreadOf(articlesOf({ department, brand, supplier })).flatMap((code) => known(code) ?? []);
        spreads.set(key, spread);
      }
      return spread.filter(({ unitPriceCents }) => unitPriceCents >= fromCents).slice(0, SOME);
    },
  };
}

function spreadOf(codes: readonly string[]): string[] {
  const step = Math.max(1, codes.length / SPREAD);
  const count = Math.min(codes.length, SPREAD);
  return Array.from({ length: count }, (_, place) => codes[Math.floor(place * step)]!);
}

/** None without a price. */
function knownArticle(article: Article | undefined): KnownArticle | undefined {
  if (article?.priceCents == null) return undefined;
  const { text, priceCents, regularPriceCents, flags, attributes } = article;
  return {
    article: article.article,
    ...(text === null ? {} : { text }),
    unitPriceCents: priceCents,
    regularPriceCents: Math.max(priceCents, regularPriceCents ?? 0),
    department: article.department ?? "",
    brand: article.brand ?? "",
    supplier: article.supplier ?? "",
    vatRate: article.vatRate ?? "",
    attributes,
    flags: flags as readonly LineFlag[],
  };
}
