/** What a choice is really worth, counted on the units: claims first, then whatever claims none, never below zero or a floor. */

import type { Cents } from "../basket.ts";
import { isReceiptCut } from "../deal.ts";
import { type Allowance, allowanceOf, spend } from "../layer/allowance.ts";
import type { Claim } from "../layer/claim.ts";
import { roomOf, sharesOf } from "../layer/floor.ts";
import { burnOf } from "../layer/quota.ts";
import { receiptCut } from "../layer/receipt-cut.ts";
import { type Entry, onSheet, type Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";

import type { Rival } from "./index.ts";
import type { Milli } from "./shape.ts";

interface Worth {
  /** Money. */
  readonly value: Cents;
  /** Money, and what those that applied give beside it. */
  readonly worth: Milli;
  /** Those that give something. */
  readonly applied: ReadonlySet<Entry>;
  /** For ties: coupons and applications of whatever claims no units. */
  readonly cost: number;
}

export function worthOf(run: Run, rivals: readonly Rival[], claims: readonly Claim[]): Worth {
  const cutters = rivals.filter(cutsReceipt);
  const applied = new Set(claims.map(({ entry }) => entry));
  let cost = 0;
  for (const rival of rivals) {
    if (!rival.entry.promotion.contends) continue;
    applied.add(rival.entry);
    cost += priceInTies(rival);
  }
  const declared = () => {
    let worth = 0;
    const counted = new Set<Entry>();
    for (const rival of rivals) {
      if (rival.worth === 0 || !applied.has(rival.entry) || counted.has(rival.entry)) continue;
      counted.add(rival.entry);
      worth += rival.worth;
    }
    return worth;
  };
  if (cutters.length === 0) {
    const value = claims.reduce((sum, { take }) => sum + take.amountCents, 0);
    return { value, worth: value * 1000 + declared(), applied, cost };
  }
  const start = run.sheet.left;
  const left = start.slice();
  const then = onSheet(run, { ...run.sheet, left });
  let total = 0;
  const cut = (units: readonly number[], cents: readonly Cents[]) => {
    units.forEach((unit, i) => {
      const off = Math.min(cents[i]!, roomOf(run.sheet, unit, left[unit]!));
      left[unit]! -= off;
      total += off;
    });
  };
  for (const { take } of claims) cut(take.sharers, sharesOf(take, run.sheet, start));
  cutters.sort((a, b) => compareText(a.entry.promotion.data.id, b.entry.promotion.data.id));
  for (const { entry, series } of cutters) {
    const allowance = remaining(run, entry, claims);
    const before = total;
    let points = 0;
    for (const deal of entry.promotion.deals) {
      if (!isReceiptCut(deal)) continue;
      const found = receiptCut(then, entry, deal, start, allowance, run.sheet);
      if (found === undefined) continue;
      cut(found.units, found.cents);
      points += found.points;
    }
    if (total > before && claims.every((claim) => claim.entry !== entry))
      cost += priceInTies({ entry, series });
    if (total > before || points > 0) applied.add(entry);
  }
  return { value: total, worth: total * 1000 + declared(), applied, cost };
}

/** It has a threshold, or cuts the basket. What only gives points is counted at the end. */
export function cutsReceipt({ entry: { promotion } }: Rival): boolean {
  return !promotion.contends && promotion.deals.some(isReceiptCut);
}

/** Of one application: in a tie a coupon, or points and stamps used up, weigh more than any number of applications. */
export function priceInTies({ entry, series }: Pick<Rival, "entry" | "series">): number {
  const burns = entry.promotion.deals.some((deal) => burnOf(deal) !== undefined) ? 1 : 0;
  return 1 + (series.length + burns) * COUPON_COST;
}

export const COUPON_COST = 1 << 20;

/** What its own claims left of a promotion's limits. */
export function remaining({ context, sheet }: Run, entry: Entry, claims: readonly Claim[]): Allowance {
  const { id, limits } = entry.promotion.data;
  const allowance = allowanceOf(limits, context.remaining?.[id]);
  for (const { entry: other, take } of claims) if (other === entry) spend(take, allowance, sheet.lineOf);
  return allowance;
}
