/** Units claimed and cents written down: what the modes of a layer have in common. */

import type { Cents } from "../basket.ts";
import { isClaiming, isReceiptCut } from "../deal.ts";
import { cutUnits, type Entry, markApplied, type Run } from "../world/run.ts";
import type { Sheet } from "../world/sheet.ts";
import type { Allowance } from "./allowance.ts";
import { sharesOf } from "./floor.ts";
import { quotaFor } from "./quota.ts";
import { receiptCut } from "./receipt-cut.ts";
import { pickedWithin, type Take, takesOf, wantedBy } from "./take.ts";

/** What a promotion of a `first` or `best` layer takes: claims, to be written down when all have been decided. */
export interface Claim {
  readonly entry: Entry;
  readonly dealIndex: number;
  readonly take: Take;
}

/** The claims of one promotion on what nobody has claimed yet. */
export function claimsOf(
  run: Run,
  entry: Entry,
  allowance: Allowance,
  claimed: Map<number, string>,
): Claim[] {
  const claims: Claim[] = [];
  const mine = new Set<number>();
  entry.promotion.deals.forEach((deal, dealIndex) => {
    if (!isClaiming(deal)) return;
    const wanted = wantedBy(deal, run.sheet, entry.lines);
    // Whoever else wants them: a claim must not push the pick to other goods.
    const some =
      deal.shape === "unit" ? pickedWithin(deal, wanted, run.sheet, run.sheet.left, allowance) : wanted;
    const units = some.filter((unit) => {
      const holder = claimed.get(unit);
      if (holder !== undefined) entry.outbidBy.add(holder);
      return holder === undefined && !mine.has(unit);
    });
    for (const take of takesOf(deal, units, run.sheet, run.sheet.left, allowance, {
      rounding: run.ruleSet.rounding,
      most: quotaFor(run, entry, dealIndex),
    })) {
      for (const unit of take.units) mine.add(unit);
      claims.push({ entry, dealIndex, take });
    }
  });
  return claims;
}

/** Writes a claim's cents on the units that carry them, in proportion to what is left of their price. */
export function writeClaim(run: Run, { entry, dealIndex, take }: Claim): Cents {
  const shares = take.sharers.length === 1 ? [take.amountCents] : sharesOf(take, run.sheet, run.sheet.left);
  const off = cutUnits(run, entry, dealIndex, take.sharers, shares, 1);
  const { limits } = entry.promotion.data;
  if (off > 0 && (limits?.units !== undefined || limits?.unitsPerLine !== undefined)) {
    countClaimed(run, entry, dealIndex, take.units);
  }
  return off;
}

function countClaimed({ sheet }: Run, { cuts }: Entry, dealIndex: number, units: readonly number[]): void {
  const cut = cuts.find((one) => one.dealIndex === dealIndex)!;
  cut.claimed ??= new Map();
  for (const unit of units) {
    const line = sheet.lineOf[unit]!;
    cut.claimed.set(line, (cut.claimed.get(line) ?? 0) + 1);
  }
}

/** Cuts and thresholds of a promotion, resting on `prices`. `found`: see `receiptCut`. */
export function cutReceipt(
  run: Run,
  entry: Entry,
  allowance: Allowance,
  prices: readonly Cents[],
  series: readonly string[],
  found: Sheet = run.sheet,
): Cents {
  let total = 0;
  entry.promotion.deals.forEach((deal, dealIndex) => {
    if (!isReceiptCut(deal)) return;
    const cut = receiptCut(run, entry, deal, prices, allowance, found);
    if (cut === undefined) return;
    const off = cutUnits(run, entry, dealIndex, cut.units, cut.cents, cut.times);
    if (cut.points > 0) entry.grants.push({ account: cut.account, points: cut.points });
    if (off > 0 || cut.points > 0) markApplied(run, entry, series);
    total += off;
  });
  return total;
}
