/** What to add to reach a benefit. Nothing is promised that has not been evaluated: every suggestion is a probe. */

import type { Basket, Cents, LineItem } from "../basket.ts";
import type { Context } from "../context.ts";
import type { Effect, Suggestion } from "../effect.ts";
import type { Matcher } from "../finding/selector.ts";
import type { SelectorTerm, Values } from "../promotion.ts";
import { byRank, type Promotion, type RuleSet } from "../rule-set.ts";
import { close } from "../world/closing.ts";
import { laidOut, play } from "../world/open.ts";
import type { Entry, Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";
import { type Shortfall, shortfallsOf } from "./shortfall.ts";

/** How far a suggestion may go. */
export interface Reach {
  /** Pieces that the customer would have to add. */
  readonly piecesMax: number;
  /** What may be short of a step. */
  readonly amountMaxCents: Cents;
  readonly suggestionsMax: number;
  /** Evaluations spent at most, so that asking stays cheap in a large basket. */
  readonly probesMax: number;
}

export const REACH: Reach = { piecesMax: 2, amountMaxCents: 1000, suggestionsMax: 5, probesMax: 40 };

/** What is known of an article that is not in the basket; undefined if it has no price here. */
export type Catalogue = (
  article: string,
) => (Pick<LineItem, "unitPriceCents"> & Partial<LineItem>) | undefined;

/** Articles tried for one promotion: of the basket, and then of the catalogue. */
const ARTICLES_TRIED = 3;

/** Highest gain first. One suggestion a promotion; each is true if taken alone. */
export function suggest(
  ruleSet: RuleSet,
  basket: Basket,
  context: Context,
  reach: Reach = REACH,
  catalogue: Catalogue = () => undefined,
): Suggestion[] {
  const counter = laidOut(ruleSet, basket, context);
  const now = counter.play();
  // Who stands alone may win with a little more, and so may those that it keeps from applying now.
  const others = now.run.isOnlyWorld ? [] : counter.worlds.map((world) => close(world, false).run);
  const before = benefitOf(now.effects, ruleSet.values);
  const best = new Map<Entry, Proven>();
  for (const idea of ideas([now.run, ...others], reach, catalogue).slice(0, reach.probesMax)) {
    const { entry, article, pieces } = idea;
    const after = play(ruleSet, withProbe(basket, article, pieces), context);
    const found = proven(idea, before, benefitOf(after.effects, ruleSet.values));
    const known = best.get(entry);
    if (found !== undefined && (known === undefined || byGain(found, known) < 0)) best.set(entry, found);
  }
  const order = [...best.values()].sort(byGain);
  return order.slice(0, reach.suggestionsMax).map(({ suggestion }) => suggestion);
}

/** Something that might help, not yet proven. */
interface Idea {
  readonly entry: Entry;
  readonly shortfall: Shortfall;
  readonly article: LineItem;
  readonly pieces: number;
}

/** What asks least of the customer first: only so many are proven. */
function ideas(runs: readonly Run[], reach: Reach, catalogue: Catalogue): Idea[] {
  const found: Idea[] = [];
  const asked = new Set<Promotion>();
  const all = runs.flatMap((run) => run.entries.map((entry) => ({ run, entry })));
  for (const { run, entry } of all) {
    if (asked.has(entry.promotion)) continue;
    asked.add(entry.promotion);
    for (const shortfall of shortfallsOf(run, entry)) {
      if (shortfall.isNoProbe || shortfall.measureThousandths !== undefined) continue;
      if ((shortfall.pieces ?? 0) > reach.piecesMax || (shortfall.amountCents ?? 0) > reach.amountMaxCents)
        continue;
      for (const article of articlesFor(run, shortfall.select, catalogue)) {
        const pieces = piecesFor(shortfall, article);
        if (pieces > 0 && pieces <= reach.piecesMax) found.push({ entry, shortfall, article, pieces });
      }
    }
  }
  return found.sort(
    (a, b) =>
      a.pieces * a.article.unitPriceCents - b.pieces * b.article.unitPriceCents ||
      byRank(a.entry.promotion, b.entry.promotion) ||
      compareText(a.article.article, b.article.article),
  );
}

interface Gain {
  cents: Cents;
  points: number;
  vouchers: number;
}

interface Benefit extends Readonly<Gain> {
  /** What HQ says that its points and vouchers are worth, in thousandths of a cent. */
  readonly declared: number;
  /** By promotion: what it alone gives. */
  readonly of: ReadonlyMap<string, Readonly<Gain>>;
}

const NOTHING: Readonly<Gain> = { cents: 0, points: 0, vouchers: 0 };

function benefitOf(effects: readonly Effect[], values: Values): Benefit {
  const all = { ...NOTHING };
  let declared = 0;
  const of = new Map<string, Gain>();
  for (const effect of effects) {
    const mine = of.get(effect.promotionId) ?? { ...NOTHING };
    of.set(effect.promotionId, mine);
    if (effect.kind === "points") {
      declared += effect.points * (values.thousandPointsCents?.[effect.account] ?? 0);
    } else if (effect.kind === "voucher") {
      declared += effect.pieces * (values.voucherCents?.[effect.series] ?? 0) * 1000;
    }
    for (const gain of [all, mine]) {
      if (effect.kind === "price-modifier") gain.cents += effect.amountCents;
      else if (effect.kind === "points") gain.points += effect.points;
      else if (effect.kind === "voucher") gain.vouchers += effect.pieces;
    }
  }
  return { ...all, declared, of };
}

interface Proven {
  readonly suggestion: Suggestion;
  /** Gain that is no money, at declared values, in thousandths of a cent. */
  readonly declared: number;
}

/** Only if the receipt gains, and by this promotion: other promotions have suggestions of their own. */
function proven(idea: Idea, before: Benefit, after: Benefit): Proven | undefined {
  const { id, name, text } = idea.entry.promotion.data;
  const { pieces, amountCents } = idea.shortfall;
  const { article, unitPriceCents } = idea.article;
  const probe = { article, pieces: idea.pieces, unitPriceCents };
  const gainCents = after.cents - before.cents;
  const gainPoints = after.points - before.points;
  const gainVouchers = after.vouchers - before.vouchers;
  const had = before.of.get(id) ?? NOTHING;
  const has = after.of.get(id) ?? NOTHING;
  if (has.cents <= had.cents && has.points <= had.points && has.vouchers <= had.vouchers) return undefined;
  if (gainCents < 0 || (gainCents === 0 && gainPoints <= 0 && gainVouchers <= 0)) return undefined;
  const suggestion: Suggestion = {
    promotionId: id,
    text: text ?? name,
    gainCents,
    gainPoints,
    ...(gainVouchers > 0 ? { gainVouchers } : {}),
    probe,
    spendCents: probe.pieces * probe.unitPriceCents - gainCents,
    missing: {
      ...(pieces === undefined ? {} : { pieces }),
      ...(amountCents === undefined ? {} : { amountCents }),
    },
  };
  return { suggestion, declared: after.declared - before.declared };
}

/** Money first; what is no money counts only between equals, at the rule set's declared values. */
function byGain(
  { suggestion: a, declared: worthA }: Proven,
  { suggestion: b, declared: worthB }: Proven,
): number {
  return (
    b.gainCents - a.gainCents ||
    worthB - worthA ||
    b.gainPoints - a.gainPoints ||
    (b.gainVouchers ?? 0) - (a.gainVouchers ?? 0) ||
    a.spendCents - b.spendCents ||
    compareText(a.promotionId, b.promotionId) ||
    compareText(a.probe.article, b.probe.article)
  );
}

function piecesFor({ pieces, amountCents = 0 }: Shortfall, { unitPriceCents }: LineItem): number {
  if (pieces !== undefined) return pieces;
  return unitPriceCents === 0 ? Number.MAX_SAFE_INTEGER : Math.ceil(amountCents / unitPriceCents);
}

/** Goods by the piece that would count: those in the basket, cheapest first, then those the promotion names. */
function articlesFor(run: Run, select: Matcher, catalogue: Catalogue): LineItem[] {
  // The line scanned last says what one more of that article will look like.
  const inBasket = new Map<string, LineItem>();
  for (const line of run.sheet.lines) inBasket.set(line.article, line);
  const known = [...inBasket.values()]
    .filter((line) => line.measureThousandths === undefined && select.matches(line))
    .sort(byPrice)
    .slice(0, ARTICLES_TRIED);
  const more: LineItem[] = [];
  for (const article of namedArticles(select.selector.of, run.ruleSet)) {
    if (more.length >= ARTICLES_TRIED || inBasket.has(article)) continue;
    const found = catalogue(article);
    if (found === undefined) continue;
    const line = lineFrom(article, found);
    if (line.measureThousandths === undefined && select.matches(line)) more.push(line);
  }
  return [...known, ...more];
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

function byPrice(a: LineItem, b: LineItem): number {
  return a.unitPriceCents - b.unitPriceCents || compareText(a.article, b.article);
}

function lineFrom(article: string, known: Pick<LineItem, "unitPriceCents"> & Partial<LineItem>): LineItem {
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
    article,
    pieces: 1,
    extendedCents: known.unitPriceCents,
  };
}

/** The basket with the suggestion followed: one more line of that article. */
function withProbe(basket: Basket, like: LineItem, pieces: number): Basket {
  const taken = new Set(basket.lines.map(({ lineId }) => lineId));
  let lineId = "probe";
  while (taken.has(lineId)) lineId += "+";
  // Whoever adds one more adds it to buy it, also where the one in the basket is a gift.
  const { giftOf: _, ...bought } = like;
  const line = { ...bought, lineId, pieces, extendedCents: like.unitPriceCents * pieces };
  return { ...basket, lines: [...basket.lines, line] };
}
