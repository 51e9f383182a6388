/** Goods that might be put on the counter: what they would be, how much of them, and the basket with them. */

import type { Basket, Cents, LineItem } from "../basket.ts";
import type { Probe } from "../effect.ts";
import type { Matcher } from "../finding/selector.ts";
import type { SelectorTerm } from "../promotion.ts";
import { divide } from "../rounding.ts";
import type { RuleSet } from "../rule-set.ts";
import type { Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";
import type { Shortfall } from "./shortfall.ts";

/** How far a suggestion may go. */
export interface Reach {
  /** Pieces that the customer would have to add. */
  readonly piecesMax: number;
  /** Of goods by weight, volume or length, in thousandths. */
  readonly measureMaxThousandths: number;
  /** What may be short of a step. */
  readonly amountMaxCents: Cents;
  readonly suggestionsMax: number;
  /** Evaluations spent at most, so that asking stays cheap in a large basket. */
  readonly probesMax: number;
  /** Articles tried for each kind of goods that is missing. */
  readonly articlesMax: number;
}

export const REACH: Reach = {
  piecesMax: 2,
  measureMaxThousandths: 1000,
  amountMaxCents: 1000,
  suggestionsMax: 5,
  probesMax: 40,
  articlesMax: 3,
};

/** An article as the shop knows it. What is not said of it is nothing: no department, no flags. */
export type KnownArticle = Pick<LineItem, "article" | "unitPriceCents"> & Partial<LineItem>;

/** What else the shop sells. The same questions must get the same answers. */
export interface Assortment {
  /** Undefined if it has no price here. */
  article(code: string): KnownArticle | undefined;
  /**
   * A few articles of a department, brand … that cost at least so much each: asked where a promotion names no
   * articles, and the basket has none of these goods.
   */
  some?(term: SelectorTerm, fromCents: Cents): readonly KnownArticle[];
}

/** Goods to add, and how many (pieces), how much (thousandths) or for how much (cents of any goods of `of`). */
export interface Addition {
  readonly like: LineItem;
  readonly much: number;
  readonly of?: SelectorTerm;
}

/** What a customer can ask for at the counter: 50 g, and not 37. */
const MEASURE_STEP = 50;

export function isMeasured({ like }: Addition): boolean {
  return like.measureThousandths !== undefined;
}

/** What the goods would cost before promotions. */
export function costOf({ like, much, of }: Addition): Cents {
  if (of !== undefined) return much;
  return like.measureThousandths === undefined
    ? like.unitPriceCents * much
    : divide(like.unitPriceCents * much, 1000, "half-up");
}

export function piecesOf(one: Addition): number {
  return one.of !== undefined || isMeasured(one) ? 1 : one.much;
}

/** By itself, at the prices before promotions. */
export function makesUpFor(one: Addition, { select, ...short }: Shortfall): boolean {
  const { pieces = 0, amountCents = 0, measureThousandths = 0 } = short;
  const measure = isMeasured(one) ? one.much : 0;
  const isEnough = piecesOf(one) >= pieces && costOf(one) >= amountCents && measure >= measureThousandths;
  return isEnough && select.matches(one.like);
}

export function probeOf(one: Addition): Probe {
  const { like, much, of } = one;
  if (of !== undefined) return { of, pieces: 1, unitPriceCents: much };
  const { article, unitPriceCents } = like;
  return isMeasured(one)
    ? { article, pieces: 1, measureThousandths: much, unitPriceCents }
    : { article, pieces: much, unitPriceCents };
}

/** As lines of the basket, which has none of their ids. */
export function linesOf(additions: readonly Addition[], basket: Basket): LineItem[] {
  const taken = new Set(basket.lines.map(({ lineId }) => lineId));
  return additions.map((one): LineItem => {
    let lineId = "probe";
    while (taken.has(lineId)) lineId += "+";
    taken.add(lineId);
    const { like, much, of } = one;
    const line = { ...like, lineId, extendedCents: costOf(one) };
    if (of !== undefined) return { ...line, unitPriceCents: much, regularPriceCents: much };
    return isMeasured(one) ? { ...line, measureThousandths: much } : { ...line, pieces: much };
  });
}

/** Goods within reach that would make up for what is short, those that cost least first. */
export function additionsFor(run: Run, short: Shortfall, reach: Reach, assortment: Assortment): Addition[] {
  if ((short.pieces ?? 0) > reach.piecesMax || (short.amountCents ?? 0) > reach.amountMaxCents) return [];
  const cheapest = (lines: readonly LineItem[]) =>
    lines
      .flatMap((like) => additionFor(like, short, reach) ?? [])
      .sort((a, b) => costOf(a) - costOf(b) || compareText(a.like.article, b.like.article))
      .slice(0, reach.articlesMax);
  // The line scanned last says what one more of that article will look like.
  const inBasket = new Map<string, LineItem>();
  for (const line of run.sheet.lines) {
    // Whoever adds one more adds it to buy it, also where the one in the basket is a gift.
    const { giftOf: _, ...bought } = line;
    inBasket.set(line.article, bought);
  }
  const { select } = short;
  const here = cheapest([...inBasket.values()].filter((line) => select.matches(line)));
  const named: LineItem[] = [];
  for (const code of namedArticles(select.selector.of, run.ruleSet)) {
    if (named.length >= reach.articlesMax) break;
    const known = inBasket.has(code) ? undefined : assortment.article(code);
    const line = known && lineOf({ ...known, article: code });
    if (line !== undefined && select.matches(line)) named.push(line);
  }
  const found = [...here, ...cheapest(named)];
  if (found.some((one) => !isDear(costOf(one), short.amountCents))) return found;
  const others = someOf(select, fromCents(short, reach), assortment);
  return [...found, ...cheapest(others.filter(({ article }) => !inBasket.has(article)))];
}

/** Nobody buys a bottle for twenty because three are missing. */
export function isDear(cents: Cents, missingCents: Cents | undefined): boolean {
  return missingCents !== undefined && cents > 2 * missingCents;
}

/** For money that is short: any goods that count, where departments, brands … tell which. */
export function moneyFor(short: Shortfall, reach: Reach): Addition[] {
  const { select, amountCents = 0 } = short;
  if (amountCents === 0 || amountCents > reach.amountMaxCents) return [];
  return select.selector.of.filter(isBare).flatMap((term) => {
    const { department, brand, supplier, attribute } = term;
    const like = lineOf({
      article: "",
      unitPriceCents: amountCents,
      ...(department === undefined ? {} : { department }),
      ...(brand === undefined ? {} : { brand }),
      ...(supplier === undefined ? {} : { supplier }),
      ...(attribute === undefined ? {} : { attributes: { [attribute.name]: attribute.value } }),
    });
    return select.matches(like) ? [{ like, much: amountCents, of: term }] : [];
  });
}

/** Names goods by what they are, not by number or price. */
function isBare(term: SelectorTerm): boolean {
  const { articles, group, priceFromCents, priceToCents } = term;
  return [articles, group, priceFromCents, priceToCents].every((field) => field === undefined);
}

/** Undefined where this article does not help, or not within reach. */
function additionFor(like: LineItem, short: Shortfall, reach: Reach): Addition | undefined {
  const { unitPriceCents, measureThousandths } = like;
  const { pieces, amountCents, measureThousandths: measure } = short;
  if (unitPriceCents === 0) return undefined;
  if (measureThousandths === undefined) {
    if (measure !== undefined) return undefined;
    const much = pieces ?? Math.ceil(amountCents! / unitPriceCents);
    return much <= reach.piecesMax ? { like, much } : undefined;
  }
  // A weighed line counts as one piece: another one like it.
  if (pieces !== undefined && pieces > 1) return undefined;
  const wanted =
    measure ??
    (pieces === undefined ? Math.ceil((amountCents! * 1000) / unitPriceCents) : measureThousandths);
  const much = roundedUp(wanted);
  return much <= reach.measureMaxThousandths ? { like, much } : undefined;
}

export function roundedUp(thousandths: number): number {
  return Math.ceil(thousandths / MEASURE_STEP) * MEASURE_STEP;
}

/** Fewer than that each, and the pieces within reach would not make up the money. */
function fromCents({ amountCents }: Shortfall, { piecesMax }: Reach): Cents {
  return amountCents === undefined ? 1 : Math.ceil(amountCents / piecesMax);
}

/** Looking an article up costs a read of the replica, so only the first of a large group are asked about. */
const NAMED_MAX = 12;

function namedArticles(terms: readonly SelectorTerm[], ruleSet: RuleSet): string[] {
  const named: string[] = [];
  for (const { articles, group } of terms) {
    for (const article of articles ?? (group === undefined ? [] : (ruleSet.groups.get(group) ?? []))) {
      if (named.length >= NAMED_MAX) return named;
      named.push(article);
    }
  }
  return named;
}

function someOf(select: Matcher, fromCents: Cents, { some }: Assortment): LineItem[] {
  if (some === undefined) return [];
  const terms = select.selector.of.filter(
    ({ articles, group }) => articles === undefined && group === undefined,
  );
  const found = new Map<string, LineItem>();
  for (const term of terms) {
    for (const known of some(term, fromCents)) {
      const line = lineOf(known);
      if (line.unitPriceCents >= fromCents && select.matches(line)) found.set(line.article, line);
    }
  }
  return [...found.values()];
}

function lineOf(known: KnownArticle): LineItem {
  return {
    department: "",
    brand: "",
    supplier: "",
    attributes: {},
    regularPriceCents: known.unitPriceCents,
    vatRate: "",
    flags: [],
    ...known,
    lineId: "",
    pieces: 1,
    extendedCents: known.unitPriceCents,
  };
}
