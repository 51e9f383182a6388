/** Thresholds and basket cuts: they claim no units and rest on all that they select. */

import type { Cents } from "./basket.ts";
import type { ReceiptDeal } from "./deal.ts";
import { percentOf, type Rounding } from "./rounding.ts";
import { unitsOf } from "./selector.ts";
import { shareEvenly, shareInProportion } from "./share.ts";
import { byCanon, type Sheet, sumOf } from "./sheet.ts";
import type { Allowance } from "./take.ts";

interface ReceiptCut {
  readonly units: readonly number[];
  /** By unit of `units`. */
  readonly cents: readonly Cents[];
  readonly amountCents: Cents;
  readonly times: number;
  readonly points: number;
  readonly account: string;
}

/** What the deal gives on `prices`; undefined where no step is reached or nothing comes of it. */
export function receiptCut(
  deal: ReceiptDeal,
  lines: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  rounding: Rounding,
  allowance: Allowance,
): ReceiptCut | undefined {
  const counted = unitsOf(sheet, deal.select, lines);
  const spent = sumOf(deal.base === "gross" ? sheet.gross : prices, counted);
  const tier = deal.tiers.findLast(({ spendCents }) => spent >= spendCents);
  if (tier === undefined || counted.length === 0) return undefined;
  const { reward, spendCents } = tier;
  const steps = deal.every && reward.kind !== "percent" ? Math.floor(spent / spendCents) : 1;
  const times = Math.min(steps, allowance.applications);
  if (times < 1) return undefined;
  if (reward.kind === "points") {
    allowance.applications -= times;
    return { ...NO_MONEY, times, points: reward.points * times, account: reward.account };
  }
  const units = reward.kind === "percent" ? unitsOf(sheet, reward.select, lines) : counted;
  units.sort(byCanon(sheet));
  const weights = units.map((unit) => prices[unit]!);
  const total = weights.reduce((sum, cents) => sum + cents, 0);
  const wanted =
    reward.kind === "percent" ? percentOf(total, reward.percent, rounding) : reward.amountCents * times;
  const amountCents = Math.min(wanted, total, allowance.amountCents);
  if (amountCents <= 0) return undefined;
  allowance.applications -= times;
  allowance.amountCents -= amountCents;
  const share = deal.spread === "even" ? shareEvenly : shareInProportion;
  return { units, cents: share(amountCents, weights), amountCents, times, points: 0, account: "" };
}

/** The first step is reached. */
export function isReached(
  deal: ReceiptDeal,
  lines: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
): boolean {
  return spentOn(deal, lines, sheet, prices) >= deal.tiers[0]!.spendCents;
}

function spentOn(deal: ReceiptDeal, lines: readonly number[], sheet: Sheet, prices: readonly Cents[]): Cents {
  return sumOf(deal.base === "gross" ? sheet.gross : prices, unitsOf(sheet, deal.select, lines));
}

/** Cents that are missing to the first step not reached; 0 where there is none. */
export function shortOf(
  deal: ReceiptDeal,
  lines: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
): Cents {
  const spent = spentOn(deal, lines, sheet, prices);
  if (deal.every) {
    const step = deal.tiers[0]!.spendCents;
    return step - (spent % step);
  }
  const next = deal.tiers.find(({ spendCents }) => spent < spendCents);
  return next === undefined ? 0 : next.spendCents - spent;
}

const NO_MONEY = { units: [], cents: [], amountCents: 0 } as const;
