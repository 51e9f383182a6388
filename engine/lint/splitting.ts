/**
 * Where a customer could gain by paying in two receipts. Each way is one finding with all promotions that open it: it
 * is a decision of the chain, seldom a mistake of one promotion.
 */

import { type Deal, givesMoney, type ReceiptDeal, type ScaledDeal } from "../deal.ts";
import type { PromotionData } from "../promotion.ts";
import { divide } from "../rounding.ts";
import type { Promotion } from "../rule-set.ts";
import type { Draft } from "./draft.ts";
import { check, listing, money, type Sentence } from "./finding.ts";
import { takesFromOthers } from "./poor-sets.ts";
import { mayMeet } from "./reach.ts";
import { type Way, whyItPays } from "./splitting-why.ts";
import { holdersOf } from "./tags.ts";
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
    if (deal.shape === "scaled" && deal.on === "slice" && gainsBySlices(deal)) ways.add("splitting-slices");
  }
  if (data.mechanics.some(({ kind, per }) => kind === "amount" && per === "line")) ways.add("splitting-line");
  if (takesFromOthers(promotion, draft)) ways.add("splitting-order");
  const denied = conditionsOf(data.requires).some(
    ({ condition, denied: times }) =>
      times % 2 === 1 && (condition.kind === "items" || condition.kind === "basket"),
  );
  if (denied) ways.add("splitting-not");
  if (data.excludes?.some((tag) => tags.has(tag))) ways.add("splitting-tag");
  if (data.alone === true && deals.some(givesMoney) && hasOthers(promotion, draft))
    ways.add("splitting-alone");
  return ways;
}

/** Something beyond the receipt binds no less than the receipt does: the second receipt gets nothing more. */
function isCounted({ limits, who }: PromotionData): boolean {
  if (who?.purchase !== undefined || (who?.daysSinceVisit?.atLeast ?? 0) > 0) return true;
  const { perCustomer } = limits ?? {};
  if (perCustomer === undefined) return false;
  const byTimes = (perCustomer.applications ?? Number.MAX_SAFE_INTEGER) <= (limits?.applications ?? 1);
  const byAmount =
    limits?.amountCents !== undefined && (perCustomer.amountCents ?? Infinity) <= limits.amountCents;
  return byTimes || byAmount;
}

function limitsAReceipt({ data: { limits }, deals }: Promotion): boolean {
  const { applications, units, unitsPerLine, amountCents } = limits ?? {};
  const isCapped = deals.some((deal) => deal.shape === "receipt" && doesCapBind(deal));
  // What comes once a receipt anyway is not limited by a number of times.
  const counts = deals.some(comesOften) ? [applications] : [];
  return isCapped || [...counts, units, unitsPerLine, amountCents].some((limit) => limit !== undefined);
}

function comesOften(deal: Deal): boolean {
  if (deal.shape === "scaled" || deal.shape === "message" || isOnceAReceipt(deal)) return false;
  return deal.shape !== "receipt" || deal.every || deal.burn !== undefined;
}

function doesCapBind({ maxCents, every, tiers }: ReceiptDeal): boolean {
  if (maxCents === undefined) return false;
  return (
    every ||
    tiers.some(
      ({ reward }) =>
        reward.kind === "percent" || (reward.kind === "amount" && reward.amountCents > maxCents),
    )
  );
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

/** Two amounts that lie in low slices twice get more than their sum, though they pay what is below the first one twice. */
function gainsBySlices({ tiers }: ScaledDeal): boolean {
  const kind = tiers[0]!.reward.kind;
  if (tiers.some(({ reward }) => reward.kind !== kind)) return false;
  // Of goods that cost what the dearest step asks, where prices are promised.
  const price = Math.max(
    ...tiers.map(({ reward }) => (reward.kind === "unit-price" ? reward.priceCents : 0)),
  );
  const rates = tiers.map(({ reward }) => {
    if (reward.kind === "percent") return reward.percent;
    return reward.kind === "amount" ? reward.amountCents : price - reward.priceCents;
  });
  const saved = (bought: number) =>
    tiers.reduce((sum, { from }, index) => {
      const to = Math.min(bought, tiers[index + 1]?.from ?? bought);
      return sum + rates[index]! * Math.max(0, to - from);
    }, 0);
  // What is saved bends at the steps only, so one of the two, or both together, may as well stand on a step.
  const steps = tiers.map(({ from }) => from);
  return steps.some((one) =>
    [...steps, ...steps.map((both) => both - one)].some(
      (two) => two > 0 && saved(one) + saved(two) > saved(one + two),
    ),
  );
}

/** Tags that two promotions have which may be open together. */
function tagsOfSeveral(promotions: readonly PromotionData[]): ReadonlySet<string> {
  const several = [...holdersOf(promotions)].filter(([, holders]) => {
    const some = holders.slice(0, HOLDERS_MAX);
    return some.some((one, place) => some.slice(place + 1).some((other) => mayMeet(one, other)));
  });
  return new Set(several.map(([tag]) => tag));
}

/** Of a tag that more promotions have the first ones are looked at. */
const HOLDERS_MAX = 200;

/** Somebody else takes money off who may be open as well. */
function hasOthers(promotion: Promotion, { promotions }: Draft): boolean {
  return promotions.some(
    (other) => other !== promotion && other.deals.some(givesMoney) && mayMeet(promotion.data, other.data),
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
