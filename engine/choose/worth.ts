/** What a choice is really worth, counted on the units: claims first, then whatever claims none, never below zero. */

import type { Cents } from "../basket.ts";
import type { Claim } from "../claim.ts";
import { receiptCut } from "../receipt-cut.ts";
import type { Run } from "../run.ts";
import { shareInProportion } from "../share.ts";
import { byCanon, compareText } from "../sheet.ts";
import { allowanceOf } from "../take.ts";
import type { Rival } from "./index.ts";

export function worthOf(run: Run, rivals: readonly Rival[], claims: readonly Claim[]): Cents {
  const cutters = rivals.filter(({ entry }) =>
    entry.promotion.deals.some(({ shape }) => shape === "receipt"),
  );
  if (cutters.length === 0) return claims.reduce((sum, { take }) => sum + take.amountCents, 0);
  const start = run.sheet.left;
  const left = start.slice();
  let total = 0;
  const cut = (units: readonly number[], cents: readonly Cents[]) => {
    units.forEach((unit, i) => {
      const off = Math.min(cents[i]!, left[unit]!);
      left[unit]! -= off;
      total += off;
    });
  };
  for (const { take } of claims) {
    const units = [...take.sharers].sort(byCanon(run.sheet));
    cut(
      units,
      shareInProportion(
        take.amountCents,
        units.map((unit) => start[unit]!),
      ),
    );
  }
  cutters.sort((a, b) => compareText(a.entry.promotion.data.id, b.entry.promotion.data.id));
  for (const { entry } of cutters) {
    const allowance = allowanceOf(entry.promotion.data.limits);
    for (const claim of claims) if (claim.entry === entry) allowance.amountCents -= claim.take.amountCents;
    for (const deal of entry.promotion.deals) {
      if (deal.shape !== "receipt") continue;
      const found = receiptCut(deal, entry.lines, run.sheet, start, run.ruleSet.rounding, allowance);
      if (found !== undefined) cut(found.units, found.cents);
    }
  }
  return total;
}
