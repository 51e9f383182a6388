/**
 * Where a customer could gain by paying in two receipts. Each way is one finding with all promotions that open it: it
 * is a decision of the chain, seldom a mistake of one promotion.
 */

import type { Deal, ReceiptDeal, ScaledDeal } from "../deal.ts";
import type { PromotionData } from "../promotion.ts";
import { divide } from "../rounding.ts";
import type { Promotion } from "../rule-set.ts";
import type { Draft } from "./draft.ts";
import { check, listing, money, type Sentence } from "./finding.ts";
import { takesFromOthers } from "./poor-sets.ts";
import { type Way, whyItPays } from "./splitting-why.ts";
import { conditionsOf, needsCoupon } from "./walk.ts";

export const splitting = check<Way>(
  {
    "splitting-once": "warning",
    "splitting-limit": "warning",
    "splitting-coupon": "warning",
    "splitting-pick": "warning",
    "splitting-grouping": "warning",
    "splitting-line": "warning",
    "splitting-slices": "warning",
    "splitting-order": "warning",
    "splitting-not": "warning",
    "splitting-tag": "warning",
    "splitting-alone": "warning",
  },
  (draft, report) => {
    const { promotions } = draft;
    const { currency, promotions: all } = draft.data;
    const tags = tagsOfSeveral(all);
    const found = new Map<Way, PromotionData[]>();
    for (const promotion of promotions) {
      for (const way of waysOf(promotion, tags, draft)) {
        const known = found.get(way);
        if (known === undefined) found.set(way, [promotion.data]);
        else known.push(promotion.data);
      }
    }
    for (const [way, data] of found) {
      const first = promotions.find((one) => one.data === data[0])!;
      const { it, en } = whyItPays(way, exampleOf(first, currency));
      const who = listing(data);
      report(way, data, {
        it: `Dividere lo scontrino può convenire con ${who.it}: ${it}`,
        en: `Splitting the receipt can pay with ${who.en}: ${en}`,
      });
    }
  },
);

function waysOf(promotion: Promotion, tags: ReadonlySet<string>, draft: Draft): ReadonlySet<Way> {
  const { data, deals } = promotion;
  const ways = new Set<Way>();
  if (deals.every(({ shape }) => shape === "message" || shape === "unknown")) return ways;
  const isOnce = !isCounted(data) && deals.some(isOnceAReceipt);
  const isLimited = !isCounted(data) && limitsAReceipt(promotion);
  if (needsCoupon(data)) {
    // One coupon serves the whole receipt: only who has two gains.
    if (isOnce || isLimited) ways.add("splitting-coupon");
  } else {
    if (isOnce) ways.add("splitting-once");
    if (isLimited) ways.add("splitting-limit");
  }
  for (const deal of deals) {
    if (deal.shape === "unit" && deal.on !== undefined) ways.add("splitting-pick");
    if ((deal.shape === "set" || deal.shape === "slots") && formsWorseSets(deal))
      ways.add("splitting-grouping");
    if (deal.shape === "scaled" && deal.on === "slice" && falls(deal)) ways.add("splitting-slices");
  }
  if (data.mechanics.some(({ kind, per }) => kind === "amount" && per === "line")) ways.add("splitting-line");
  if (takesFromOthers(promotion, draft)) ways.add("splitting-order");
  const denied = conditionsOf(data.requires).some(
    ({ condition, denied: times }) =>
      times % 2 === 1 && (condition.kind === "items" || condition.kind === "basket"),
  );
  if (denied) ways.add("splitting-not");
  if (data.excludes?.some((tag) => tags.has(tag))) ways.add("splitting-tag");
  if (data.alone === true) ways.add("splitting-alone");
  return ways;
}

/** A limit beyond the receipt binds no less than the receipt does. */
function isCounted({ limits }: PromotionData): boolean {
  const { perCustomer } = limits ?? {};
  if (perCustomer === undefined) return false;
  const byTimes = (perCustomer.applications ?? Number.MAX_SAFE_INTEGER) <= (limits?.applications ?? 1);
  const byAmount =
    limits?.amountCents !== undefined && (perCustomer.amountCents ?? Infinity) <= limits.amountCents;
  return byTimes || byAmount;
}

function limitsAReceipt({ data: { limits }, deals }: Promotion): boolean {
  const { applications, units, unitsPerLine, amountCents } = limits ?? {};
  const isCapped = deals.some((deal) => deal.shape === "receipt" && deal.maxCents !== undefined);
  // What comes once a receipt anyway is not limited by a number of times.
  const counts = deals.some((deal) => !isOnceAReceipt(deal)) ? [applications] : [];
  return isCapped || [...counts, units, unitsPerLine, amountCents].some((limit) => limit !== undefined);
}

function isOnceAReceipt(deal: Deal): boolean {
  switch (deal.shape) {
    case "receipt":
      return deal.burn === undefined && deal.tenders === undefined && gainTwice(deal) !== undefined;
    case "points":
      return deal.earn.kind === "fixed";
    case "voucher":
      return deal.worth.kind !== "share" && deal.spend?.every !== true;
    case "unit":
      return deal.quota?.kind === "gift" && deal.quota.every === undefined;
    default:
      return false;
  }
}

/** Two sums that together, in two receipts, get more than their sum in one. */
function gainTwice(deal: ReceiptDeal): readonly [spend: number, twice: number, once: number] | undefined {
  if (deal.every) return undefined;
  const worth = (spent: number): number | undefined => {
    const reward = deal.tiers.findLast(({ spendCents }) => spent >= spendCents)?.reward;
    if (reward === undefined) return 0;
    if (reward.kind === "percent") return divide(spent * reward.percent, 100_000, "down");
    return reward.kind === "points" ? reward.points : reward.amountCents;
  };
  for (const { spendCents } of deal.tiers) {
    const [twice, once] = [2 * (worth(spendCents) ?? 0), worth(2 * spendCents) ?? 0];
    if (twice > once) return [spendCents, twice, once];
  }
  return undefined;
}

/** Sets formed by a rule that the customer can undo by paying some of the goods apart. */
function formsWorseSets(deal: Extract<Deal, { shape: "set" | "slots" }>): boolean {
  if (deal.group === "best") return false;
  const dearestPays = deal.shape === "set" && deal.reward.kind === "units" && deal.reward.pick === "dearest";
  return deal.group !== "dearest-first" || dearestPays;
}

function falls({ tiers }: ScaledDeal): boolean {
  return tiers.some(({ reward }, index) => {
    const next = tiers[index + 1]?.reward;
    if (reward.kind === "percent" && next?.kind === "percent") return next.percent < reward.percent;
    if (reward.kind === "amount" && next?.kind === "amount") return next.amountCents < reward.amountCents;
    return reward.kind === "unit-price" && next?.kind === "unit-price" && next.priceCents > reward.priceCents;
  });
}

function tagsOfSeveral(promotions: readonly PromotionData[]): ReadonlySet<string> {
  const tags = promotions.flatMap(({ excludes = [] }) => [...new Set(excludes)]);
  return new Set(
    [...Map.groupBy(tags, (tag) => tag)].filter(([, all]) => all.length > 1).map(([tag]) => tag),
  );
}

/** The first promotion in figures: "50.00 twice get 10.00 instead of 5.00". */
function exampleOf({ data, deals }: Promotion, currency: string): Sentence {
  const deal = deals.find((one): one is ReceiptDeal => one.shape === "receipt" && isOnceAReceipt(one));
  const gain = deal === undefined ? undefined : gainTwice(deal);
  const isMoney = deal?.tiers.every(({ reward }) => reward.kind === "amount");
  if (gain === undefined || !isMoney || gain[0] === 0) return { it: "", en: "" };
  const [spend, twice, once] = gain.map((cents) => money(cents, currency));
  return {
    it: ` (con ${data.id} chi spende due volte ${spend!.it} prende ${twice!.it} invece di ${once!.it})`,
    en: ` (with ${data.id} spending ${spend!.en} twice gets ${twice!.en} instead of ${once!.en})`,
  };
}
