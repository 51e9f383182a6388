/** What every unit of a layer is offered: the best that needs no company, and the activities that want it. */

import type { Cents } from "../basket.ts";
import type { Claim } from "../claim.ts";
import { receiptCut } from "../receipt-cut.ts";
import type { Entry, Run } from "../run.ts";
import { unitsOf } from "../selector.ts";
import { compareText } from "../sheet.ts";
import { allowanceOf, byLine, formSets, lineSaving, picked, setSaving, unitSaving } from "../take.ts";
import { type Activity, packActivity, setActivity, singleActivity } from "./activity.ts";
import type { Rival } from "./index.ts";

export interface Offer {
  readonly claim: Claim;
  /** For ties: a promotion that uses up a coupon costs more. */
  readonly cost: number;
  readonly promotionId: string;
}

export interface Market {
  readonly run: Run;
  /** Best offer by unit that needs no other unit and counts against no limit. */
  readonly alone: ReadonlyMap<number, Offer>;
  /** Claims on units that nobody else wants. */
  readonly settled: readonly Claim[];
  readonly settledCost: number;
  readonly activities: readonly Activity[];
  readonly costOf: ReadonlyMap<Activity, number>;
  /** By unit, indexes into `activities`; only units that some activity wants. */
  readonly wanted: ReadonlyMap<number, readonly number[]>;
  /** What thresholds and basket cuts would take at most. */
  readonly receiptCents: Cents;
  claimsOf(activity: Activity, sets: readonly (readonly number[])[]): Claim[];
}

/** In a tie a coupon weighs more than any number of applications. */
const COUPON_COST = 1 << 20;

export function openMarket(run: Run, rivals: readonly Rival[]): Market {
  const { sheet } = run;
  const prices = sheet.left;
  const alone = new Map<number, Offer>();
  const activities: Activity[] = [];
  const costOf = new Map<Activity, number>();
  let receiptCents = 0;
  for (const { entry, series } of rivals) {
    const cost = 1 + series.length * COUPON_COST;
    const add = (activity: Activity) => {
      activities.push(activity);
      costOf.set(activity, cost);
    };
    const { data, deals } = entry.promotion;
    deals.forEach((deal, dealIndex) => {
      if (deal.shape === "receipt") {
        const { rounding } = run.ruleSet;
        const cut = receiptCut(deal, entry.lines, sheet, prices, rounding, allowanceOf(data.limits));
        receiptCents += cut?.amountCents ?? 0;
        return;
      }
      if (deal.shape !== "unit" && deal.shape !== "set") return;
      const units = unitsOf(sheet, deal.select, entry.lines);
      if (deal.shape === "set") {
        if (units.length < deal.size) return;
        if (deal.group === "best") add(setActivity(entry, dealIndex, deal, units));
        else {
          for (const set of formSets(deal, units, sheet, prices)) {
            const value = setSaving(deal, set, prices);
            if (value > 0) add(packActivity(entry, dealIndex, set, value));
          }
        }
        return;
      }
      const chosen = picked(deal, units, sheet, prices);
      if (deal.by === "line") {
        for (const line of byLine(chosen, sheet)) {
          const value = lineSaving(deal, line, sheet, prices);
          if (value > 0) add(packActivity(entry, dealIndex, line, value));
        }
        return;
      }
      if (data.limits === undefined) {
        for (const unit of chosen) {
          const amountCents = unitSaving(deal, unit, sheet, prices);
          if (amountCents > 0)
            offer(alone, unit, { entry, dealIndex, take: { units: [unit], amountCents } }, cost);
        }
        return;
      }
      // One activity for each saving, so that an activity need not know which unit it is offered.
      const bySaving = Map.groupBy(chosen, (unit) => unitSaving(deal, unit, sheet, prices));
      for (const [saving, alike] of bySaving)
        if (saving > 0) add(singleActivity(entry, dealIndex, alike, saving));
    });
  }
  const wanted = wantedUnits(activities);
  const settled: Claim[] = [];
  let settledCost = 0;
  for (const [unit, { claim, cost }] of alone) {
    if (wanted.has(unit)) continue;
    settled.push(claim);
    settledCost += cost;
  }
  const claimsOf = (activity: Activity, sets: readonly (readonly number[])[]) =>
    sets.map((units) => claimOf(run, activity, units));
  return { run, alone, settled, settledCost, activities, costOf, wanted, receiptCents, claimsOf };
}

function offer(alone: Map<number, Offer>, unit: number, claim: Claim, cost: number): void {
  const promotionId = claim.entry.promotion.data.id;
  const known = alone.get(unit);
  const more = known === undefined ? 1 : claim.take.amountCents - known.claim.take.amountCents;
  const cheaper = known === undefined ? 0 : known.cost - cost;
  const earlier = known === undefined ? 0 : compareText(known.promotionId, promotionId);
  if (more > 0 || (more === 0 && (cheaper > 0 || (cheaper === 0 && earlier > 0)))) {
    alone.set(unit, { claim, cost, promotionId });
  }
}

function wantedUnits(activities: readonly Activity[]): Map<number, number[]> {
  const wanted = new Map<number, number[]>();
  activities.forEach((activity, index) => {
    for (const unit of activity.units) {
      const known = wanted.get(unit);
      if (known === undefined) wanted.set(unit, [index]);
      else known.push(index);
    }
  });
  return wanted;
}

function claimOf(run: Run, activity: Activity, units: readonly number[]): Claim {
  const { entry, dealIndex } = activity;
  const deal = entry.promotion.deals[dealIndex] as Extract<
    Entry["promotion"]["deals"][number],
    { shape: "unit" | "set" }
  >;
  const prices = run.sheet.left;
  const amountCents =
    deal.shape === "set"
      ? setSaving(deal, units, prices)
      : deal.by === "line"
        ? lineSaving(deal, units, run.sheet, prices)
        : unitSaving(deal, units[0]!, run.sheet, prices);
  return { entry, dealIndex, take: { units, amountCents } };
}
