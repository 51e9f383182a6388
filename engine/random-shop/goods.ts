/** What is bought: six articles of two departments, few prices, so that offers meet on the same goods. */

import type { Basket, LineFlag, LineItem } from "../basket.ts";
import type { Selector, SelectorTerm } from "../promotion.ts";
import { divide } from "../rounding.ts";
import { type Draw, list, maybe, once, pick } from "./draw.ts";

export const ARTICLES = ["a", "b", "c", "d", "e", "f"] as const;
const PRICES = [99, 100, 119, 250, 333, 700, 1000];
const FLAGS: readonly LineFlag[] = [
  "not-discountable",
  "no-points",
  "deposit",
  "gift-card",
  "no-discount-by-law",
  "return",
];

/** `isWild`: with flags, weights, prices cut by the POS, floors and gifts; otherwise plain pieces. */
export function randomBasket(draw: Draw, unitsMax: number, isWild: boolean): Basket {
  const lines: LineItem[] = [];
  let units = 1 + draw(unitsMax);
  while (units > 0) {
    const pieces = 1 + draw(Math.min(3, units));
    units -= pieces;
    lines.push(randomLine(draw, String(lines.length + 1), pieces, isWild));
  }
  return { currency: "EUR", lines };
}

export function randomLine(draw: Draw, lineId: string, pieces: number, isWild: boolean): LineItem {
  const index = draw(ARTICLES.length);
  const unitPriceCents = isWild && once(draw, 30) ? 0 : pick(draw, PRICES) + index;
  const plain = {
    lineId,
    article: ARTICLES[index]!,
    department: index < 3 ? "10/1" : "20",
    brand: index % 2 === 0 ? "B" : "",
    supplier: index % 3 === 0 ? "S" : "",
    attributes: (index === 5 ? { organic: "yes" } : {}) as Record<string, string>,
    unitPriceCents,
    regularPriceCents: unitPriceCents,
    vatRate: pick(draw, ["4", "10", "22"]),
    flags: [] as LineFlag[],
  };
  if (!isWild) return { ...plain, pieces, extendedCents: unitPriceCents * pieces };
  const wild = {
    ...plain,
    ...maybe(draw, 10, () => ({ regularPriceCents: unitPriceCents + 50 })),
    ...maybe(draw, 8, () => ({ flags: [pick(draw, FLAGS)] })),
    ...maybe(draw, 10, () => ({ floorCents: 10 * (1 + draw(100)) })),
    ...maybe(draw, 12, () => ({ giftOf: `P${draw(5)}` })),
    ...((unitPriceCents + Number(lineId)) % 5 === 0 ? { taxExcluded: true as const } : {}),
  };
  const sign = wild.flags.includes("return") ? -1 : 1;
  if (once(draw, 5)) {
    const measureThousandths = 100 + draw(2000);
    const extendedCents = sign * divide(unitPriceCents * measureThousandths, 1000, "half-up") + 0;
    return { ...wild, pieces: 1, measureThousandths, extendedCents };
  }
  // A POS may have a finer price than a cent, or its own idea.
  const odd = once(draw, 12) ? draw(2 * pieces) : 0;
  return { ...wild, pieces, extendedCents: sign * (unitPriceCents * pieces + odd) + 0 };
}

export function randomSelector(draw: Draw): Selector {
  return { ...someGoods(draw), ...maybe(draw, 10, () => ({ notYetCut: true })) };
}

function someGoods(draw: Draw): Selector {
  switch (draw(10)) {
    case 0:
      return { of: [{ department: pick(draw, ["10", "10/1", "20"]) }] };
    case 1:
      return { of: [{ group: "odd" }] };
    case 2:
      return { of: [{ everything: true }], except: [{ articles: [pick(draw, ARTICLES)] }] };
    case 3:
      return { of: [{ everything: true }] };
    case 4:
      return { of: [rareTerm(draw), { articles: [pick(draw, ARTICLES)] }] };
    default:
      return { of: [{ articles: someArticles(draw) }] };
  }
}

function rareTerm(draw: Draw): SelectorTerm {
  switch (draw(4)) {
    case 0:
      return { brand: "B" };
    case 1:
      return { supplier: "S", department: "10" };
    case 2:
      return { attribute: { name: "organic", value: "yes" } };
    default:
      return { priceFromCents: 100, priceToCents: 400 };
  }
}

export function someArticles(draw: Draw): string[] {
  return [...new Set(list(3, () => pick(draw, ARTICLES)))];
}
