/** What sets save: of one deal's units together, slots filled together, and scaled heaps. Rounded once each. */

import type { Cents } from "../basket.ts";
import type { ScaledDeal, ScaledReward, SetDeal, SlotDeal } from "../deal.ts";
import { divide, percentOf, type Rounding } from "../rounding.ts";
import { type Sheet, sumOf } from "../world/sheet.ts";

/** What a set saves; 0 where it would be dearer than its parts. */
export function setSaving(deal: SetDeal, units: readonly number[], prices: readonly Cents[]): Cents {
  const { reward } = deal;
  if (reward.kind === "price") return Math.max(0, sumOf(prices, units) - reward.priceCents);
  const order = units.map((unit) => prices[unit]!).sort((a, b) => b - a);
  const rewarded =
    reward.pick === "dearest" ? order.slice(0, reward.count) : order.slice(order.length - reward.count);
  if (reward.together) return reward.saving(rewarded.reduce((sum, cents) => sum + cents, 0));
  return rewarded.reduce((sum, cents) => sum + reward.saving(cents), 0);
}

/** What slots filled with goods worth so much where they are rewarded save. */
export function slotSaving({ reward }: SlotDeal, rewarded: Cents, rounding: Rounding): Cents {
  switch (reward.kind) {
    case "percent":
      return percentOf(rewarded, reward.percent, rounding);
    case "amount":
      return Math.min(rewarded, reward.amountCents);
    case "price":
      return Math.max(0, rewarded - reward.priceCents);
    default:
      return reward satisfies never;
  }
}

/** A unit as a scaled deal counts it. */
export interface ScaledGood {
  readonly cents: Cents;
  /** Thousandths; absent for goods sold by the piece. */
  readonly measure: number | undefined;
}

export function scaledGood(unit: number, sheet: Sheet, prices: readonly Cents[]): ScaledGood {
  return { cents: prices[unit]!, measure: sheet.lines[sheet.lineOf[unit]!]!.measureThousandths };
}

/** Thousandths of the measure that a reward counts; a piece counts as one whole. Of equal prices the heavier lies higher. */
export function weightOf({ measure = 1000 }: Pick<ScaledGood, "measure">): number {
  return measure;
}

/** How far a good carries towards the next step. */
export function countOf(by: ScaledDeal["by"], { cents, measure }: ScaledGood): number {
  if (by === "pieces") return 1;
  return by === "amount" ? cents : (measure ?? 0);
}

/** Hundred thousandths of a cent: what rewards are before they are rounded. */
export const FINE = 100_000;

/** What the reward takes off one good, in hundred thousandths of a cent. */
export function fineSaving(reward: ScaledReward, good: ScaledGood): number {
  const { cents } = good;
  const measure = weightOf(good);
  switch (reward.kind) {
    case "percent":
      return cents * reward.percent;
    case "amount":
      return Math.min(cents * FINE, reward.amountCents * measure * (FINE / 1000));
    case "unit-price":
      return Math.max(0, cents * FINE - reward.priceCents * measure * (FINE / 1000));
    default:
      return reward satisfies never;
  }
}

/** What a scaled deal saves on goods taken together; 0 below its first step. */
export function scaledSaving(deal: ScaledDeal, goods: readonly ScaledGood[], rounding: Rounding): Cents {
  const { tiers, by } = deal;
  if (deal.on === "slice" && by !== "pieces") {
    return slicedSaving(
      deal,
      goods.reduce((heap, good) => heaped(deal, heap, good), NO_HEAP),
      rounding,
    );
  }
  const cents = goods.reduce((sum, good) => sum + good.cents, 0);
  let fine = 0;
  if (deal.on === "whole") {
    const total = goods.reduce((sum, good) => sum + countOf(by, good), 0);
    const tier = tiers.findLast(({ from }) => total >= from);
    if (tier === undefined) return 0;
    for (const good of goods) fine += fineSaving(tier.reward, good);
  } else {
    const order = [...goods].sort((a, b) => a.cents - b.cents || weightOf(a) - weightOf(b));
    order.forEach((good, rank) => {
      const tier = tiers.findLast(({ from }) => rank >= from);
      if (tier !== undefined) fine += fineSaving(tier.reward, good);
    });
  }
  return Math.min(cents, divide(fine, FINE, rounding));
}

/** All that slices by measure and by amount must know of the goods taken. */
export interface Heap {
  /** Thousandths, or cents. */
  readonly total: number;
  /** By tier what it would take off all of them, in hundred thousandths of a cent. Empty where money is counted. */
  readonly fines: readonly number[];
}

export const NO_HEAP: Heap = { total: 0, fines: [] };

export function heaped({ tiers, by }: ScaledDeal, { total, fines }: Heap, good: ScaledGood): Heap {
  return {
    total: total + countOf(by, good),
    fines:
      by === "amount" ? [] : tiers.map(({ reward }, tier) => (fines[tier] ?? 0) + fineSaving(reward, good)),
  };
}

/** Of every good the same part lies in each slice, and what is not dear enough for its price saves nothing there. */
export function slicedSaving({ tiers, by }: ScaledDeal, { total, fines }: Heap, rounding: Rounding): Cents {
  if (total === 0) return 0;
  let fine = 0;
  tiers.forEach(({ from, reward }, index) => {
    const slice = Math.min(total, tiers[index + 1]?.from ?? total) - from;
    if (slice <= 0) return;
    if (by !== "amount") fine += slice * fines[index]!;
    else if (reward.kind === "percent") fine += slice * reward.percent;
  });
  return divide(fine, by === "amount" ? FINE : FINE * total, rounding);
}
