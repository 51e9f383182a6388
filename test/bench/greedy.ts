/**
 * What a shop's programmer would write in an afternoon: promotions by article, brand and department in Maps, and of all
 * offers the one that saves the most is given first. A baseline of time, not a rival: it misses the best deal, and knows
 * no limits, no shares, no VAT, no explanations.
 */

import type { Basket } from "../../engine/basket.ts";
import type { Context } from "../../engine/context.ts";
import type { PromotionData } from "../../engine/promotion.ts";
import { isOpen, lineKeys, selectionKeys, terms } from "./plain.ts";

interface Offer {
  readonly cents: number;
  readonly units: readonly number[];
}

/** The total that such a program would charge. */
export function greedy(promotions: readonly PromotionData[]): (basket: Basket, context: Context) => number {
  const byKey = new Map<string, PromotionData[]>();
  for (const promotion of promotions) {
    for (const key of selectionKeys(promotion)) {
      const found = byKey.get(key);
      if (found === undefined) byKey.set(key, [promotion]);
      else found.push(promotion);
    }
  }
  return (basket, context) => {
    const left: number[] = [];
    const found = new Map<PromotionData, number[]>();
    for (const line of basket.lines) {
      const first = left.length;
      for (let piece = 0; piece < line.pieces; piece += 1)
        left.push(Math.round(line.extendedCents / line.pieces));
      for (const key of lineKeys(line)) {
        for (const promotion of byKey.get(key) ?? []) {
          let units = found.get(promotion);
          if (units === undefined) {
            units = [];
            found.set(promotion, units);
          }
          for (let unit = first; unit < left.length; unit += 1) units.push(unit);
        }
      }
    }
    const open = [...found].filter(([promotion]) => isOpen(promotion, context));
    open.sort(([a], [b]) => (a.priority ?? 0) - (b.priority ?? 0));
    const offers = open.flatMap(([promotion, units]) => offersOf(promotion, units, left));
    offers.sort((a, b) => b.cents - a.cents);
    const taken = new Uint8Array(left.length);
    let total = left.reduce((sum, cents) => sum + cents, 0);
    for (const { cents, units } of offers) {
      if (units.some((unit) => taken[unit] === 1)) continue;
      for (const unit of units) {
        taken[unit] = 1;
        left[unit]! -= cents / units.length;
      }
      total -= cents;
    }
    for (const [promotion, units] of open) {
      const { off, spent } = thresholdOff(promotion, units, left);
      for (const unit of units) if (off > 0) left[unit]! -= (off * left[unit]!) / spent;
      total -= off;
    }
    return Math.round(total);
  };
}

function offersOf(promotion: PromotionData, units: readonly number[], left: readonly number[]): Offer[] {
  const { kind, percent, amountCents, priceCents, buy, reward } = terms(promotion);
  switch (kind) {
    case "percent":
      return units.map((unit) => ({
        cents: Math.round((left[unit]! * Number(percent)) / 100),
        units: [unit],
      }));
    case "amount":
      return units.map((unit) => ({ cents: Math.min(amountCents!, left[unit]!), units: [unit] }));
    case "fixed-price":
      return units
        .filter((unit) => left[unit]! > priceCents!)
        .map((unit) => ({ cents: left[unit]! - priceCents!, units: [unit] }));
    case "multi-buy": {
      const dearest = [...units].sort((a, b) => left[b]! - left[a]!);
      const offers: Offer[] = [];
      for (let at = 0; at + buy! <= dearest.length; at += buy!) {
        const set = dearest.slice(at, at + buy!);
        const cheapest = left[set[set.length - 1]!]!;
        const sum = set.reduce((cents, unit) => cents + left[unit]!, 0);
        const cents =
          reward!.priceCents !== undefined
            ? sum - reward!.priceCents
            : reward!.unitPriceCents !== undefined
              ? cheapest - reward!.unitPriceCents
              : Math.round((cheapest * Number(reward!.percent ?? 100)) / 100);
        if (cents > 0) offers.push({ cents, units: set });
      }
      return offers;
    }
    default:
      return [];
  }
}

function thresholdOff(promotion: PromotionData, units: readonly number[], left: readonly number[]) {
  const { kind, spendCents, reward } = terms(promotion);
  if (kind !== "threshold") return { off: 0, spent: 0 };
  const spent = units.reduce((sum, unit) => sum + left[unit]!, 0);
  if (spent < spendCents!) return { off: 0, spent };
  return { off: reward!.amountCents ?? Math.round((spent * Number(reward!.percent)) / 100), spent };
}
