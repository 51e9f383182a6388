/** What two receipts get that one does not, told from one mechanic's terms. */

import type { Cents } from "../basket.ts";
import type { Deal, ReceiptDeal, ReceiptReward, ScaledDeal } from "../deal.ts";
import type { Limits } from "../promotion.ts";
import { divide } from "../rounding.ts";
import type { Goods } from "./goods.ts";

/** It gives the same to a large receipt as to a smaller one. */
export function isOnceAReceipt(deal: Deal): boolean {
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

/** A limit by receipt, or a cap, keeps something from it that a second receipt would get. */
export function doesLimitBind(deal: Deal, limits: Limits = {}): boolean {
  const { applications, units, unitsPerLine, amountCents } = limits;
  const byPieces = units !== undefined || unitsPerLine !== undefined;
  switch (deal.shape) {
    case "unit":
      return byPieces || amountCents !== undefined || (applications !== undefined && !isOnceAReceipt(deal));
    case "set":
    case "slots":
      return byPieces || amountCents !== undefined || applications !== undefined;
    case "scaled":
      // It applies once anyway.
      return byPieces || amountCents !== undefined;
    case "receipt":
      return (
        doesCapBind(deal, deal.maxCents) ||
        // What passes the limit once passes it whole.
        (limits.exceeding !== "overshoot" && doesCapBind(deal, amountCents)) ||
        (applications !== undefined && (deal.every || deal.burn !== undefined))
      );
    case "points":
      if (deal.earn.kind === "piece") return byPieces || applications !== undefined;
      return deal.earn.kind === "step" && applications !== undefined;
    case "voucher":
      return deal.worth.kind === "share"
        ? amountCents !== undefined
        : applications !== undefined && deal.spend?.every === true;
    case "message":
    case "unknown":
      return false;
    default:
      return deal satisfies never;
  }
}

function doesCapBind({ every, tiers }: ReceiptDeal, most: Cents | undefined): boolean {
  if (most === undefined) return false;
  return tiers.some(({ reward }) => {
    if (reward.kind === "points") return false;
    return every || reward.kind !== "amount" || reward.amountCents > most;
  });
}

/** Two sums that together, in two receipts, get more than their sum in one. */
export function gainTwice(
  deal: ReceiptDeal,
): readonly [spend: number, twice: number, once: number] | undefined {
  if (deal.every) return undefined;
  const rewardAt = (spent: Cents) => deal.tiers.findLast(({ spendCents }) => spent >= spendCents)!.reward;
  for (const { spendCents, reward } of deal.tiers) {
    const higher = rewardAt(2 * spendCents);
    // Points are no cents.
    if (accountOf(reward) !== accountOf(higher)) continue;
    const [twice, once] = [2 * worth(reward, spendCents), worth(higher, 2 * spendCents)];
    if (twice > once) return [spendCents, twice, once];
  }
  return undefined;
}

function accountOf(reward: ReceiptReward): string | undefined {
  return reward.kind === "points" ? reward.account : undefined;
}

function worth(reward: ReceiptReward, spent: Cents): number {
  if (reward.kind === "percent") return divide(spent * reward.percent, 100_000, "down");
  // The second receipt needs another voucher.
  if (reward.kind === "coupon") return 0;
  return reward.kind === "points" ? reward.points : reward.amountCents;
}

/** Sets formed by a rule that the customer can undo by paying some of the goods apart. */
export function formsWorseSets(deal: Extract<Deal, { shape: "set" | "slots" }>, goods: Goods): boolean {
  if (deal.group === "best") return false;
  if (deal.shape === "slots") {
    const { slots, reward } = deal;
    // One piece is a set by itself.
    if (slots.length === 1 && slots[0]!.max === 1) return false;
    // Each set gets the same amount, and there are as many of them in any order, unless a piece could fill two slots.
    const others = (place: number) => slots.slice(place + 1);
    const isEither = slots.some((one, place) =>
      others(place).some((two) => goods.meets(one.select, two.select)),
    );
    if (reward.kind === "amount" && !isEither) return false;
  }
  const dearestPays = deal.shape === "set" && deal.reward.kind === "units" && deal.reward.pick === "dearest";
  return deal.group !== "dearest-first" || dearestPays;
}

/** Two amounts that lie in low slices twice get more than their sum, though they pay what is below the first one twice. */
export function gainsBySlices({ tiers }: ScaledDeal): boolean {
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
