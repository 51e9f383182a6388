/** Thresholds, basket cuts, tenders and points burnt: they claim no units and rest on all that they select. */

import type { Cents } from "../basket.ts";
import type { ReceiptDeal, ReceiptReward } from "../deal.ts";
import { freeCoupons } from "../finding/purse.ts";
import { unitsOf } from "../finding/selector.ts";
import { percentOf } from "../rounding.ts";
import { milliPercent } from "../thousandths.ts";
import type { Entry, Run } from "../world/run.ts";
import { byCanon, type Sheet, sumOf } from "../world/sheet.ts";
import { type Allowance, valueGranted } from "./allowance.ts";
import { roomOf } from "./floor.ts";
import { quotaFor } from "./quota.ts";
import { shareEvenly, shareInProportion } from "./share.ts";
import { coveredBy } from "./tender.ts";

type Reward = Exclude<ReceiptReward, { kind: "coupon" }>;

interface ReceiptCut {
  readonly units: readonly number[];
  /** By unit of `units`. */
  readonly cents: readonly Cents[];
  readonly amountCents: Cents;
  readonly times: number;
  readonly points: number;
  readonly account: string;
}

/**
 * What the deal, one of the entry's own, gives on `prices`; undefined where no step is reached or nothing comes of it.
 * @param found the sheet on which goods count as not yet cut: where rivals of its layer have cut some since, the layer's start
 */
export function receiptCut(
  run: Run,
  entry: Entry,
  deal: ReceiptDeal,
  prices: readonly Cents[],
  allowance: Allowance,
  found: Sheet = run.sheet,
): ReceiptCut | undefined {
  const { sheet, ruleSet, context } = run;
  const counted = unitsOf(found, deal.select, entry.lines);
  const spent = spentOn(run, deal, prices, counted);
  const tier = deal.tiers.findLast(({ spendCents }) => spent >= spendCents);
  const reward = tier && rewardOf(run, entry, deal, tier.reward);
  if (tier === undefined || reward === undefined || counted.length === 0) return undefined;
  let times = Math.min(
    timesOf(deal, tier.spendCents, reward, spent),
    allowance.applications,
    quotaFor(run, entry, entry.promotion.deals.indexOf(deal)),
  );
  if (times < 1) return undefined;
  if (reward.kind === "points") {
    allowance.applications -= times;
    return { ...NO_MONEY, times, points: reward.points * times, account: reward.account };
  }
  const units = reward.kind === "percent" ? unitsOf(found, reward.select, entry.lines) : counted;
  const canon = byCanon(sheet);
  if (deal.spread === "even") units.sort(canon);
  const weights = units.map((unit) => (deal.burn === undefined ? prices[unit]! : room(run, unit, prices)));
  const total = weights.reduce((sum, cents) => sum + cents, 0);
  const part = deal.tenders === undefined ? total : Math.min(total, coveredBy(deal.tenders, context));
  const most = Math.min(part, deal.maxCents ?? part);
  if (deal.burn !== undefined && reward.kind === "amount") {
    // Points buy the whole of what they are worth, or they are not burnt.
    times = Math.min(times, Math.floor(Math.min(most, allowance.amountCents) / reward.amountCents));
  } else if (reward.kind === "amount" && Math.min(reward.amountCents * times, most) > allowance.amountCents) {
    times = timesWithin(reward.amountCents, allowance);
  }
  const wanted =
    reward.kind === "percent"
      ? percentOf(part, reward.percent, ruleSet.rounding)
      : reward.amountCents * times;
  const amountCents = valueGranted(Math.min(wanted, most), allowance.amountCents, allowance.exceeding);
  if (amountCents <= 0) return undefined;
  allowance.applications -= times;
  allowance.amountCents -= amountCents;
  const cents =
    deal.spread === "even"
      ? shareEvenly(amountCents, weights)
      : shareInProportion(amountCents, weights, (a, b) => canon(units[a]!, units[b]!));
  return { units, cents, amountCents, times, points: 0, account: "" };
}

/** Each step asks for itself: one that is refused leaves those before it, and only the one that reaches the end may pass it. */
function timesWithin(eachCents: Cents, { amountCents, exceeding }: Allowance): number {
  const whole = Math.floor(Math.max(0, amountCents) / eachCents);
  return exceeding === "refuse" || amountCents <= whole * eachCents ? whole : whole + 1;
}

/** What a coupon says that it is worth is known when it is there: of the one used up, or of the next in turn. */
function rewardOf(run: Run, entry: Entry, deal: ReceiptDeal, reward: ReceiptReward): Reward | undefined {
  if (reward.kind !== "coupon") return reward;
  const { series } = reward;
  const mine = run.purse.usable.get(series)?.find(({ couponId }) => entry.couponIds.includes(couponId));
  const { amountCents, percent } = mine ?? freeCoupons(run.purse, series)[0] ?? {};
  if (amountCents !== undefined) return { kind: "amount", amountCents };
  if (percent === undefined) return undefined;
  return { kind: "percent", percent: milliPercent(percent), select: deal.select };
}

/** A percentage comes once; an amount or points once, for every step, or as often as they are burnt for. */
function timesOf(deal: ReceiptDeal, spendCents: Cents, reward: Reward, spent: Cents): number {
  if (reward.kind === "percent") return 1;
  if (deal.every) return Math.floor(spent / spendCents);
  return deal.burn === undefined ? 1 : Number.MAX_SAFE_INTEGER;
}

/** Steps by what goods count towards them, whatever pays for them. */
export interface Progress {
  /** The step reached, -1 if none is. */
  readonly tier: number;
  /** Cents missing to the next one; 0 where there is none. */
  readonly shortCents: Cents;
}

export function progressOf(
  { sheet }: Run,
  { lines }: Pick<Entry, "lines">,
  deal: ReceiptDeal,
  prices: readonly Cents[],
): Progress {
  const spent = sumOf(deal.base === "gross" ? sheet.gross : prices, unitsOf(sheet, deal.select, lines));
  const tier = deal.tiers.findLastIndex(({ spendCents }) => spent >= spendCents);
  const next = deal.tiers[tier + 1]?.spendCents;
  if (next !== undefined) return { tier, shortCents: next - spent };
  const step = deal.tiers[tier]!.spendCents;
  return { tier, shortCents: deal.every ? step - (spent % step) : 0 };
}

/** What counts towards a step. Where means of payment are asked for, only the part that they cover. */
function spentOn(
  { sheet, context }: Run,
  deal: ReceiptDeal,
  prices: readonly Cents[],
  units: readonly number[],
): Cents {
  const spent = sumOf(deal.base === "gross" ? sheet.gross : prices, units);
  return deal.tenders === undefined ? spent : Math.min(spent, coveredBy(deal.tenders, context));
}

/** What may really come off a unit: others of its layer may have cut it since `prices` stood, and it has a floor. */
function room({ sheet }: Run, unit: number, prices: readonly Cents[]): Cents {
  const cents = Math.min(prices[unit]!, sheet.left[unit]!);
  return roomOf(sheet, unit, cents);
}

const NO_MONEY = { units: [], cents: [], amountCents: 0 } as const;
