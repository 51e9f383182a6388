/** What a choice is really worth, counted on the units: claims first, then whatever claims none, never below zero or a floor. */

import type { Cents } from "../basket.ts";
import { type Allowance, allowanceOf, spend } from "../layer/allowance.ts";
import type { Claim } from "../layer/claim.ts";
import { roomOf, sharesOf } from "../layer/floor.ts";
import { receiptCut } from "../layer/receipt-cut.ts";
import type { Entry, Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";

import type { Rival } from "./index.ts";

interface Worth {
  readonly value: Cents;
  /** For ties: coupons and applications of whatever claims no units. */
  readonly cost: number;
}

export function worthOf(run: Run, rivals: readonly Rival[], claims: readonly Claim[]): Worth {
  const cutters = rivals.filter(({ entry }) =>
    entry.promotion.deals.some(({ shape }) => shape === "receipt"),
  );
  if (cutters.length === 0) {
    return { value: claims.reduce((sum, { take }) => sum + take.amountCents, 0), cost: 0 };
  }
  const start = run.sheet.left;
  const left = start.slice();
  let total = 0;
  let cost = 0;
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
    for (const deal of entry.promotion.deals) {
      if (deal.shape !== "receipt") continue;
      const found = receiptCut(run, entry, deal, start, allowance);
      if (found !== undefined) cut(found.units, found.cents);
    }
    if (total > before && claims.every((claim) => claim.entry !== entry)) cost += priceInTies(series);
  }
  return { value: total, cost };
}

/** Of one application: in a tie a coupon weighs more than any number of applications. */
export function priceInTies(series: readonly string[]): number {
  return 1 + series.length * COUPON_COST;
}

const COUPON_COST = 1 << 20;

/** What its own claims left of a promotion's limits. */
export function remaining({ context, sheet }: Run, entry: Entry, claims: readonly Claim[]): Allowance {
  const { id, limits } = entry.promotion.data;
  const allowance = allowanceOf(limits, context.remaining?.[id]);
  for (const { entry: other, take } of claims) if (other === entry) spend(take, allowance, sheet.lineOf);
  return allowance;
}
