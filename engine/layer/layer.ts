/** One layer over a sheet, by its mode: `best` asks the search, `first` and `stack` go by priority. */

import type { Cents } from "../basket.ts";
import { chooseBest } from "../choose/index.ts";
import { isClaiming, isReceiptCut } from "../deal.ts";
import type { LayerReport } from "../effect.ts";
import { freeCoupons } from "../finding/purse.ts";
import type { LayerData } from "../promotion.ts";
import { type Entry, isBarred, markApplied, type Run, unmarkApplied } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";
import { type Allowance, allowanceOf } from "./allowance.ts";
import { type Claim, claimsOf, cutReceipt, writeClaim } from "./claim.ts";
import { inBestWay, type SeriesFor } from "./coupon-ways.ts";
import { quotaFor } from "./quota.ts";
import { receiptCut } from "./receipt-cut.ts";
import { takesOf, wantedBy } from "./take.ts";

/** All entries of the run take part. */
export function runLayer(run: Run, layer: LayerData): Omit<LayerReport, "layer"> {
  switch (layer.mode) {
    case "best":
      return chooseBest(run, run.entries);
    case "first":
      inBestWay(run, first);
      return { steps: run.entries.length, gapCents: 0 };
    case "stack": {
      inBestWay(run, (trial, seriesFor) => {
        const start = layer.base === "start" ? trial.sheet.left.slice() : undefined;
        for (const entry of trial.entries) stack(trial, entry, seriesFor, start);
      });
      return { steps: run.entries.length, gapCents: 0 };
    }
    default:
      return layer.mode satisfies never;
  }
}

function first(run: Run, seriesFor: SeriesFor): void {
  const claimed = new Map<number, string>();
  const claims: Claim[] = [];
  const cutters: { entry: Entry; allowance: Allowance; series: readonly string[] }[] = [];
  for (const entry of run.entries) {
    const series = seriesFor(run, entry);
    if (series === undefined || isBarred(run, entry)) continue;
    const allowance = allowanceFor(run, entry);
    const mine = claimsOf(run, entry, allowance, claimed);
    for (const { take } of mine) for (const unit of take.units) claimed.set(unit, entry.promotion.data.id);
    claims.push(...mine);
    if (mine.length > 0) markApplied(run, entry, series);
    if (!entry.promotion.deals.some(isReceiptCut)) continue;
    cutters.push({ entry, allowance, series });
    // Coupons and tags are taken in turn; what is left for it to cut is known when all have claimed.
    if (wouldCut(run, entry, allowance)) markApplied(run, entry, series);
  }
  const start = run.sheet.left.slice();
  const found = cutters.length === 0 ? run.sheet : { ...run.sheet, left: start };
  for (const claim of claims) writeClaim(run, claim);
  // Whoever claims no units yields where a unit would pass zero, the highest promotion id first.
  cutters.sort((a, b) => compareText(a.entry.promotion.data.id, b.entry.promotion.data.id));
  for (const { entry, allowance, series } of cutters) {
    // Its condition held at the layer's start; others may have taken its coupon or its tag since.
    const isFree = !isBarred(run, entry) && series.every((name) => freeCoupons(run.purse, name).length > 0);
    if (!entry.applied && !isFree) continue;
    cutReceipt(run, entry, allowance, start, series, found);
    if (entry.cuts.every(({ times }) => times === 0) && entry.grants.length === 0) unmarkApplied(run, entry);
  }
}

/** Something would come off if nobody else claimed anything. */
function wouldCut(run: Run, entry: Entry, allowance: Allowance): boolean {
  return entry.promotion.deals.some(
    (deal) =>
      isReceiptCut(deal) && receiptCut(run, entry, deal, run.sheet.left, { ...allowance }) !== undefined,
  );
}

/** `start`: the prices that everybody rests on; without them each rests on what the one before left. */
function stack(run: Run, entry: Entry, seriesFor: SeriesFor, start: readonly Cents[] | undefined): void {
  const series = seriesFor(run, entry);
  if (series === undefined || isBarred(run, entry)) return;
  const allowance = allowanceFor(run, entry);
  const prices = start ?? run.sheet.left.slice();
  entry.promotion.deals.forEach((deal, dealIndex) => {
    if (!isClaiming(deal)) return;
    const all = wantedBy(deal, run.sheet, entry.lines);
    // On the prices of the start a unit may be free by now: it would use up a limit for nothing.
    const units = deal.shape === "unit" ? all.filter((unit) => run.sheet.left[unit]! > 0) : all;
    for (const take of takesOf(deal, units, run.sheet, prices, allowance, {
      rounding: run.ruleSet.rounding,
      most: quotaFor(run, entry, dealIndex),
      // Others, or its own mechanics before this one, may have taken some of what it rests on.
      ...(start === undefined && dealIndex === 0 ? {} : { left: run.sheet.left }),
    })) {
      if (writeClaim(run, { entry, dealIndex, take }) > 0) markApplied(run, entry, series);
    }
  });
  cutReceipt(run, entry, allowance, prices, series);
}

function allowanceFor({ context }: Run, { promotion }: Entry): Allowance {
  return allowanceOf(promotion.data.limits, context.remaining?.[promotion.data.id]);
}
