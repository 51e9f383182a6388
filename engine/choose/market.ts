/** What every unit of a layer is offered: the best that needs no company, and the activities that want it. */

import type { Cents } from "../basket.ts";
import type { Claim } from "../claim.ts";
import type { SetDeal, UnitDeal } from "../deal.ts";
import { receiptCut } from "../receipt-cut.ts";
import type { Entry, Run } from "../run.ts";
import { unitsOf } from "../selector.ts";
import {
  allowanceOf,
  byLine,
  formSets,
  lineSaving,
  lineTake,
  picked,
  setSaving,
  setTake,
  unitSaving,
  unitTake,
} from "../take.ts";
import { type Activity, packActivity, setActivity, singleActivity } from "./activity.ts";
import type { Rival } from "./index.ts";
import { usefulUnits, withoutDominated } from "./prune.ts";
import { priceInTies } from "./worth.ts";

/** The best that a unit gets on its own, from a promotion without limits. */
interface Offer {
  readonly entry: Entry;
  readonly dealIndex: number;
  readonly cents: Cents;
  /** For ties: a promotion that uses up a coupon costs more. */
  readonly cost: number;
}

export interface Market {
  readonly run: Run;
  readonly alone: ReadonlyMap<number, Offer>;
  readonly activities: readonly Activity[];
  readonly costOf: ReadonlyMap<Activity, number>;
  /** By unit, indexes into `activities`; only units that some activity wants. */
  readonly wanted: ReadonlyMap<number, readonly number[]>;
  /** What thresholds and basket cuts would take at most. */
  readonly receiptCents: Cents;
}

export function openMarket(run: Run, rivals: readonly Rival[]): Market {
  const alone = new Map<number, Offer>();
  const activities: Activity[] = [];
  const costOf = new Map<Activity, number>();
  const sets: { entry: Entry; dealIndex: number; deal: SetDeal; cost: number }[] = [];
  let receiptCents = 0;
  for (const { entry, series } of rivals) {
    const cost = priceInTies(series);
    const { data, deals } = entry.promotion;
    for (let dealIndex = 0; dealIndex < deals.length; dealIndex++) {
      const deal = deals[dealIndex]!;
      if (deal.shape === "set") sets.push({ entry, dealIndex, deal, cost });
      else if (deal.shape === "unit" && deal.by === "unit" && data.limits === undefined) {
        offerAll(run, alone, entry, dealIndex, deal, cost);
      } else if (deal.shape === "unit") {
        for (const activity of unitActivities(run, entry, dealIndex, deal)) {
          activities.push(activity);
          costOf.set(activity, cost);
        }
      } else if (deal.shape === "receipt") receiptCents += cutAtMost(run, entry, dealIndex);
    }
  }
  const aloneCents = (unit: number) => alone.get(unit)?.cents ?? 0;
  for (const { entry, dealIndex, deal, cost } of sets) {
    for (const activity of setActivities(run, entry, dealIndex, deal, aloneCents)) {
      activities.push(activity);
      costOf.set(activity, cost);
    }
  }
  const useful = withoutDominated(activities, costOf);
  return { run, alone, activities: useful, costOf, wanted: wantedUnits(useful), receiptCents };
}

function offerAll(
  run: Run,
  alone: Map<number, Offer>,
  entry: Entry,
  dealIndex: number,
  deal: UnitDeal,
  cost: number,
): void {
  const { sheet } = run;
  for (const unit of picked(deal, unitsOf(sheet, deal.select, entry.lines), sheet, sheet.left)) {
    const cents = unitSaving(deal, unit, sheet, sheet.left);
    if (cents <= 0) continue;
    const known = alone.get(unit);
    if (
      known === undefined ||
      cents > known.cents ||
      (cents === known.cents && isPreferred(entry, cost, known))
    ) {
      alone.set(unit, { entry, dealIndex, cents, cost });
    }
  }
}

/** Of offers that save the same: the one without a coupon, then the one whose promotion id comes first. */
function isPreferred(entry: Entry, cost: number, known: Offer): boolean {
  return (
    cost < known.cost || (cost === known.cost && entry.promotion.data.id < known.entry.promotion.data.id)
  );
}

/** Under a limit, or by line: the units no longer decide each for itself. */
function unitActivities(run: Run, entry: Entry, dealIndex: number, deal: UnitDeal): Activity[] {
  const { sheet } = run;
  const units = picked(deal, unitsOf(sheet, deal.select, entry.lines), sheet, sheet.left);
  const activities: Activity[] = [];
  if (deal.by === "line") {
    for (const line of byLine(units, sheet)) {
      const value = lineSaving(deal, line, sheet, sheet.left);
      if (value > 0) activities.push(packActivity(entry, dealIndex, line, value));
    }
    return activities;
  }
  // Most savings follow from the price alone: one activity. A price by the kilo needs one for each saving.
  const byPrice = (price: Cents) => deal.saving(price, { pieces: 1 }, "");
  const saved = Map.groupBy(units, (unit) => {
    const saving = unitSaving(deal, unit, sheet, sheet.left);
    return saving === byPrice(sheet.left[unit]!) ? undefined : saving;
  });
  const most = Number.MAX_SAFE_INTEGER;
  for (const [saving, alike] of [...saved].sort(([a = most], [b = most]) => b - a)) {
    if (saving === undefined) activities.push(singleActivity(entry, dealIndex, alike, byPrice));
    else if (saving > 0) activities.push(singleActivity(entry, dealIndex, alike, () => saving));
  }
  return activities;
}

function setActivities(
  run: Run,
  entry: Entry,
  dealIndex: number,
  deal: SetDeal,
  alone: (unit: number) => Cents,
): Activity[] {
  const { sheet } = run;
  const units = unitsOf(sheet, deal.select, entry.lines);
  if (units.length < deal.size) return [];
  if (deal.group === "best") {
    const useful = usefulUnits(deal, units, sheet.left, alone);
    return useful.length < deal.size ? [] : [setActivity(entry, dealIndex, deal, useful)];
  }
  const activities: Activity[] = [];
  for (const set of formSets(deal, units, sheet, sheet.left)) {
    const value = setSaving(deal, set, sheet.left);
    if (value > 0) activities.push(packActivity(entry, dealIndex, set, value));
  }
  return activities;
}

function cutAtMost(run: Run, entry: Entry, dealIndex: number): Cents {
  const { promotion } = entry;
  const deal = promotion.deals[dealIndex]!;
  if (deal.shape !== "receipt") return 0;
  const allowance = allowanceOf(promotion.data.limits);
  return receiptCut(run, entry, deal, run.sheet.left, allowance)?.amountCents ?? 0;
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

export function claimAlone(unit: number, { entry, dealIndex, cents }: Offer): Claim {
  return { entry, dealIndex, take: { units: [unit], amountCents: cents, sharers: [unit] } };
}

/** One of an activity's sets, its worth counted exactly. */
export function claimOf({ sheet }: Run, { entry, dealIndex }: Activity, units: readonly number[]): Claim {
  const deal = entry.promotion.deals[dealIndex] as SetDeal | UnitDeal;
  if (deal.shape === "set") return { entry, dealIndex, take: setTake(deal, units, sheet, sheet.left) };
  const take =
    deal.by === "line"
      ? lineTake(deal, units, sheet, sheet.left)
      : unitTake(deal, units[0]!, sheet, sheet.left);
  return { entry, dealIndex, take };
}
