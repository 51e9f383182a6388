/**
 * Where a customer could gain by paying in two receipts. Each way is one finding with all promotions that open it: it
 * is a decision of the chain, seldom a mistake of one promotion.
 */

import { givesMoney, type ReceiptDeal } from "../deal.ts";
import type { PromotionData } from "../promotion.ts";
import type { Promotion } from "../rule-set.ts";
import type { Draft } from "./draft.ts";
import { check, listing, money, type Sentence } from "./finding.ts";
import { takesFromOthers } from "./poor-sets.ts";
import { mayMeet } from "./reach.ts";
import { doesLimitBind, formsWorseSets, gainsBySlices, gainTwice, isOnceAReceipt } from "./splitting-gain.ts";
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
  const isLimited = !isCounted(data) && deals.some((deal) => doesLimitBind(deal, data.limits));
  if (needsCoupon(data)) {
    // One coupon serves the whole receipt: only who has two gains.
    if (isOnce || isLimited) ways.add("splitting-coupon");
  } else {
    if (isOnce) ways.add("splitting-once");
    if (isLimited) ways.add("splitting-limit");
  }
  // Several cuts of one promotion compete with each other: who knows what is best then.
  const only = deals.filter(givesMoney).length === 1 ? deals.findIndex(givesMoney) : -1;
  const deal = deals[only];
  const terms = data.mechanics[only];
  if (deal?.shape === "unit" && deal.on !== undefined) ways.add("splitting-pick");
  if ((deal?.shape === "set" || deal?.shape === "slots") && formsWorseSets(deal, draft.goods))
    ways.add("splitting-grouping");
  if (deal?.shape === "scaled" && deal.on === "slice" && gainsBySlices(deal)) ways.add("splitting-slices");
  if (terms?.kind === "amount" && terms.per === "line") ways.add("splitting-line");
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
