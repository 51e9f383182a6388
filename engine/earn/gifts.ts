/** Gifts that are still to be given, and those that the POS must take out again. */

import type { Cents, LineItem } from "../basket.ts";
import type { UnitDeal } from "../deal.ts";
import { couponsFor } from "../finding/condition.ts";
import { promotionOf } from "../finding/finder.ts";
import { asks } from "../finding/gift.ts";
import { freeCoupons } from "../finding/purse.ts";
import { EVERYTHING, type Matcher, unitsOf } from "../finding/selector.ts";
import { pricesDealt, sheetAtTurn } from "../layer/layer-start.ts";
import { quotaFor } from "../layer/quota.ts";
import { type Entry, isBarred, type Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";
import { allowanceFor } from "./admission.ts";
import type { EarnEffect } from "./effect.ts";

export function gifts(run: Run, entries: readonly Entry[]): EarnEffect[] {
  const effects: EarnEffect[] = [];
  const strangers = new Set<string>();
  for (const line of run.sheet.gifts) strangers.add(run.sheet.lines[line]!.giftOf!);
  for (const entry of entries) {
    const { data, deals } = entry.promotion;
    const mine = strangers.delete(data.id) ? markedLines(run, data.id) : [];
    if (mine.length === 0 && !deals.some(asks)) continue;
    const gone = mine.filter((line) => isTooMany(run, entry, line));
    if (gone.length > 0) {
      const isRefused =
        isOpen(run, entry) &&
        gone.some((line) => deals.some((deal) => asks(deal) && refuses(deal, run.sheet.lines[line]!)));
      const effect = withdrawal(run, data.id, gone, entry.couponIds);
      effects.push(isRefused ? { ...effect, reason: "not-discountable" } : effect);
    }
    for (const deal of deals) {
      const pieces = asks(deal) ? stillToGive(run, entry, deal) : 0;
      if (pieces === 0) continue;
      const text = data.text ?? data.name;
      const { how } = (deal as UnitDeal).ask!;
      const articles = worthAsking(run, entry, deal as UnitDeal);
      effects.push({
        kind: "gift",
        promotionId: data.id,
        how,
        articles,
        pieces,
        text,
        couponIds: entry.couponIds,
      });
      // Whoever excludes it gives nothing beside it, not even another gift.
      for (const tag of data.excludes ?? []) if (!run.tags.has(tag)) run.tags.set(tag, data.id);
    }
  }
  for (const id of [...strangers].sort(compareText)) {
    effects.push(withdrawal(run, id, markedLines(run, id), []));
  }
  return effects;
}

/** Units that the customer may still have free of charge, or for the contribution; 0 while the condition is not met. */
export function stillToGive(run: Run, entry: Entry, deal: UnitDeal): number {
  if (!isOpen(run, entry) || isGiftRefused(run, deal)) return 0;
  if (deal.ask!.articles.length > 0 && worthAsking(run, entry, deal).length === 0) return 0;
  return Math.max(0, quota(run, entry, deal) - given(run, entry, deal).size);
}

/** Nothing that it may give away takes a discount. */
export function isGiftRefused(run: Run, deal: UnitDeal): boolean {
  const articles = deal.ask?.articles ?? [];
  return articles.length > 0 && articlesToGive(run, deal).length === 0;
}

/** Articles of the gift, without those that no exclusion lets go and those of which a line shows that it can't be given. */
function articlesToGive({ ruleSet, sheet }: Run, deal: UnitDeal): readonly string[] {
  const articles = deal.ask?.articles ?? [];
  const bans = ruleSet.exclusions.filter(({ flag }) => flag === "not-discountable");
  const shown = sheet.lines.filter((line) => line.flags.length > 0 && refuses(deal, line));
  if (bans.length + shown.length === 0) return articles;
  return articles.filter(
    (article) => !bans.some(({ names }) => names(article)) && !shown.some((line) => line.article === article),
  );
}

/** The same without those of which a line shows that they cost no more than the contribution: that is no prize. */
function worthAsking(run: Run, { promotion, lines }: Entry, deal: UnitDeal): readonly string[] {
  const articles = articlesToGive(run, deal);
  const { sheet } = run;
  const prices = pricesDealt(run, promotion);
  const dear = new Set<string>();
  const cheap = new Set<string>();
  for (const unit of unitsOf(sheet, deal.select, lines)) {
    const { article, measureThousandths } = sheet.lines[sheet.lineOf[unit]!]!;
    if (prices[unit] === 0) continue;
    const isCheaper = deal.saving(prices[unit]!, { pieces: 1, measureThousandths }, article) > 0;
    (isCheaper ? dear : cheap).add(article);
  }
  return articles.filter((article) => dear.has(article) || !cheap.has(article));
}

/** It would be the gift, but takes no discount. */
function refuses({ select }: UnitDeal, line: LineItem): boolean {
  return !select.matches(line) && select.matches({ ...line, flags: [] });
}

function quota(run: Run, entry: Entry, deal: UnitDeal): number {
  const { applications, units } = allowanceFor(run, entry);
  const dealIndex = entry.promotion.deals.indexOf(deal);
  return Math.min(quotaFor(run, entry, dealIndex), applications, units);
}

/** Its condition held in its layer, and nobody has taken its coupon or its exclusion tag since. */
function isOpen(run: Run, entry: Entry): boolean {
  if (entry.applied) return true;
  if (!entry.conditionMet || isBarred(run, entry)) return false;
  const { requires } = entry.promotion;
  const hasCoupon = (series: string) => freeCoupons(run.purse, series).length > 0;
  const ground = { sheet: sheetAtTurn(run, entry.promotion), context: run.context, hasCoupon };
  return requires === undefined || couponsFor(requires, ground) !== undefined;
}

/** Units given: those it made cheaper, those the POS added for it, and goods that cost nothing anyway. */
function given(run: Run, entry: Entry, deal: UnitDeal): Set<number> {
  const { sheet } = run;
  const units = new Set<number>();
  // Also those that somebody else has made cheaper.
  const wanted: Matcher = {
    ...deal.select,
    selector: EVERYTHING,
    matches: (line) => deal.select.matches(line),
  };
  for (const unit of unitsOf(sheet, wanted, entry.lines)) {
    const line = sheet.lineOf[unit]!;
    const { giftOf } = sheet.lines[line]!;
    const isMine = giftOf === entry.promotion.data.id;
    if (isMine ? isTooMany(run, entry, line) : !isTaken(entry, deal, unit) && !isFreeAnyway(run, deal, unit))
      continue;
    units.add(unit);
  }
  return units;
}

/** Where there is one article to give, and everybody has it for nothing, one more would change nothing. */
function isFreeAnyway(run: Run, { ask }: UnitDeal, unit: number): boolean {
  return run.sheet.gross[unit] === 0 || (ask?.articles.length === 1 && commonPrice(run, unit) === 0);
}

/** What one more of its kind would cost as well: a discount that is not for some of them only is taken off. */
function commonPrice({ sheet, entries }: Run, unit: number): Cents {
  let price = sheet.gross[unit]!;
  for (const { promotion, cuts } of entries) {
    if (promotion.data.limits !== undefined) continue;
    for (const { dealIndex, units, cents } of cuts) {
      const deal = promotion.deals[dealIndex]!;
      if (deal.shape !== "unit" || (deal.on ?? deal.quota ?? deal.ask) !== undefined) continue;
      const place = units.indexOf(unit);
      if (place !== -1) price -= cents[place]!;
    }
  }
  return price;
}

/**
 * A line that the POS added as a gift goes again when the condition fell, or when as many as were deserved are given
 * and this one would have to be paid.
 */
function isTooMany(run: Run, entry: Entry, line: number): boolean {
  if (!isOpen(run, entry)) return true;
  const { sheet } = run;
  const deal = entry.promotion.deals.find(
    (one): one is UnitDeal => asks(one) && one.select.matches(sheet.lines[line]!),
  );
  if (deal === undefined) return true;
  const isPaid = (unit: number) => sheet.left[unit]! > 0 && !isTaken(entry, deal, unit);
  return unitsOf(sheet, ANY, [line]).some(isPaid) && takenBy(entry, deal).length >= quota(run, entry, deal);
}

function takenBy({ promotion, cuts }: Entry, deal: UnitDeal): readonly number[] {
  const cut = cuts.find(({ dealIndex }) => promotion.deals[dealIndex] === deal);
  return cut?.units ?? [];
}

function isTaken(entry: Entry, deal: UnitDeal, unit: number): boolean {
  return takenBy(entry, deal).includes(unit);
}

function markedLines({ sheet }: Run, id: string): number[] {
  return sheet.lines.flatMap(({ giftOf }, line) => (giftOf === id ? [line] : []));
}

function withdrawal(
  run: Run,
  promotionId: string,
  lines: readonly number[],
  couponIds: readonly string[],
): Extract<EarnEffect, { kind: "gift-withdrawn" }> {
  const data = promotionOf(run.ruleSet.finder, promotionId)?.data;
  const lineIds = lines.map((line) => run.sheet.lines[line]!.lineId).sort(compareText);
  return { kind: "gift-withdrawn", promotionId, lineIds, text: data?.text ?? data?.name ?? {}, couponIds };
}

const ANY: Matcher = { selector: EVERYTHING, purpose: "count", matches: () => true };
