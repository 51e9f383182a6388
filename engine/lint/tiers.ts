/** Steps that nobody climbs: at one height, giving less than the step below, or beyond what the limits allow. */

import type { Cents } from "../basket.ts";
import type { Deal, ReceiptDeal, ScaledDeal, UnitDeal } from "../deal.ts";
import type { Limits, Selector } from "../promotion.ts";
import { divide } from "../rounding.ts";
import type { Promotion } from "../rule-set.ts";
import { isWeighed } from "./catalogue.ts";
import type { Draft } from "./draft.ts";
import { check, money, naming } from "./finding.ts";
import { mostOff as mostOffLine } from "./prices.ts";
import { isOpenAsOften, isUncontested, plainCut } from "./reach.ts";

/** A step of money that so few pieces as the limit lets in cannot cost, less what always comes off before. */
export const tierPrices = check({ "tier-above-goods": "warning" }, (draft, report) => {
  const {
    promotions,
    catalogue,
    data: { currency },
  } = draft;
  if (catalogue === undefined) return;
  for (const promotion of promotions) {
    const { data, deals } = promotion;
    const units = data.limits?.units;
    for (const deal of deals) {
      if (units === undefined || deal.shape !== "scaled" || deal.by !== "amount") continue;
      const lines = catalogue.select(deal.select);
      if (lines.length === 0 || lines.some(isWeighed)) continue;
      const before = alwaysBefore(promotion, deal, draft);
      const most =
        units *
        Math.max(
          ...lines.map(
            (line) => line.unitPriceCents - (before === undefined ? 0 : mostOffLine(before, line)),
          ),
        );
      const step = deal.tiers.find(({ from }) => from > most);
      if (step === undefined) continue;
      const { it, en } = naming(data);
      const [height, price] = [money(step.from, currency), money(most, currency)];
      report("tier-above-goods", [data], {
        it: `${it} ha un gradino a ${height.it}, ma i ${units} pezzi che ammette costano oggi al massimo ${price.it}, tolti gli sconti precedenti: nessuno lo raggiunge. Abbassare il gradino, o alzare il limite.`,
        en: `${en} has a step at ${height.en}, but the ${units} pieces that it lets in cost ${price.en} at most today, earlier discounts taken off: nobody reaches it. Lower the step, or raise the limit.`,
      });
    }
  }
});

/** A plain cut of an earlier layer that takes something off all of its goods, whenever it is open. */
function alwaysBefore(promotion: Promotion, { select }: ScaledDeal, draft: Draft): UnitDeal | undefined {
  for (const { promotion: other, deal } of draft.goods.around(select)) {
    const cut = plainCut(deal, other);
    if (
      cut === undefined ||
      other.layer < 0 ||
      other.layer >= promotion.layer ||
      other.data.excludes !== undefined
    )
      continue;
    if (!isOpenAsOften(other.data, promotion.data) || !draft.goods.covers(cut.select, select)) continue;
    if (isUncontested(other, cut, draft)) return cut;
  }
  return undefined;
}

export const tiers = check(
  { "tier-out-of-reach": "error", "tier-gives-less": "error", "tier-gives-the-same": "warning" },
  ({ promotions }, report) => {
    for (const { data, deals } of promotions) {
      const { it, en } = naming(data);
      for (const deal of deals) {
        const steps = stepsOf(deal);
        if (new Set(steps).size < steps.length) {
          report("tier-out-of-reach", [data], {
            it: `${it} ha due gradini alla stessa soglia: uno non sarà mai premiato. Toglierlo, o correggere la soglia.`,
            en: `${en} has two steps at the same height: one can never be rewarded. Take it out, or correct its height.`,
          });
          continue;
        }
        const most = mostReached(deal, data.limits);
        if (steps.length > 0 && steps[0]! <= most && steps.some((step) => step > most)) {
          report("tier-out-of-reach", [data], {
            it: `${it} ha un gradino oltre il limite di ${most} pezzi per scontrino: nessuno lo raggiunge. Alzare il limite, o togliere il gradino.`,
            en: `${en} has a step beyond its limit of ${most} units a receipt: nobody reaches it. Raise the limit, or take the step out.`,
          });
        }
        const worse = worstStep(deal, data.limits);
        if (worse === "less") {
          report("tier-gives-less", [data], {
            it: `${it} ha un gradino più alto che dà meno di quello sotto: chi compra di più ci perde. Correggere il premio.`,
            en: `${en} has a higher step that gives less than the one below: who buys more loses. Correct its reward.`,
          });
        } else if (worse === "same") {
          report("tier-gives-the-same", [data], {
            it: `${it} ha un gradino più alto che dà quanto quello sotto: non serve. Toglierlo, o alzare il premio.`,
            en: `${en} has a higher step that gives what the one below gives: it is useless. Take it out, or raise its reward.`,
          });
        }
      }
    }
  },
);

function stepsOf(deal: Deal): number[] {
  if (deal.shape === "receipt") return deal.tiers.map(({ spendCents }) => spendCents);
  return deal.shape === "scaled" ? deal.tiers.map(({ from }) => from) : [];
}

/** Units of which a limit lets no more in. */
function mostReached(deal: Deal, limits: Limits | undefined): number {
  const most = deal.shape === "scaled" && deal.by === "pieces" ? limits?.units : undefined;
  return most ?? Number.MAX_SAFE_INTEGER;
}

function worstStep(deal: Deal, limits: Limits | undefined): "less" | "same" | undefined {
  const compare =
    deal.shape === "receipt"
      ? compareReceipt(deal, mostOff(deal, limits))
      : // A slice may well give less than the one below: what lies below keeps its own.
        deal.shape === "scaled" && deal.on === "whole"
        ? compareScaled(deal)
        : [];
  if (compare.some((difference) => difference < 0)) return "less";
  return compare.includes(0) ? "same" : undefined;
}

/** What it can take off in a transaction at most. */
function mostOff({ maxCents }: ReceiptDeal, limits: Limits | undefined): Cents {
  const limit = limits?.exceeding === "overshoot" ? undefined : limits?.amountCents;
  return Math.min(maxCents ?? Number.MAX_SAFE_INTEGER, limit ?? Number.MAX_SAFE_INTEGER);
}

/** What each step gives more than the one below, at its own height; nothing where they can't be compared. */
function compareReceipt({ tiers }: ReceiptDeal, most: Cents): number[] {
  return tiers.slice(1).flatMap(({ spendCents, reward }, below) => {
    const lower = tiers[below]!.reward;
    if (reward.kind === "points" || lower.kind === "points") {
      const isComparable =
        reward.kind === "points" && lower.kind === "points" && reward.account === lower.account;
      return isComparable ? [reward.points - lower.points] : [];
    }
    if (reward.kind === "percent" && lower.kind === "percent") {
      return sameSelection(reward.select.selector, lower.select.selector)
        ? [reward.percent - lower.percent]
        : [];
    }
    if (reward.kind === "amount" && lower.kind === "amount") {
      return [Math.min(reward.amountCents, most) - Math.min(lower.amountCents, most)];
    }
    // Percentages grow with what is spent: an equal start is no fault.
    if (reward.kind === "amount" && lower.kind === "percent") {
      const difference = reward.amountCents - divide(spendCents * lower.percent, 100_000, "down");
      return difference === 0 ? [] : [difference];
    }
    return [];
  });
}

function compareScaled({ tiers }: ScaledDeal): number[] {
  return tiers.slice(1).flatMap(({ reward }, below) => {
    const lower = tiers[below]!.reward;
    if (reward.kind === "percent" && lower.kind === "percent") return [reward.percent - lower.percent];
    if (reward.kind === "amount" && lower.kind === "amount") return [reward.amountCents - lower.amountCents];
    if (reward.kind === "unit-price" && lower.kind === "unit-price")
      return [lower.priceCents - reward.priceCents];
    return [];
  });
}

function sameSelection(a: Selector, b: Selector): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
