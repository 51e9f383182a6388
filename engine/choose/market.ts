/** What every unit of a layer is offered: the best that needs no company, and the activities that want it. */

import type { Cents } from "../basket.ts";
import { type Deal, isClaiming, type ReceiptDeal, type UnitDeal } from "../deal.ts";
import { unitsOf } from "../finding/selector.ts";
import { type Allowance, allowanceOf, ENDLESS } from "../layer/allowance.ts";
import type { Claim } from "../layer/claim.ts";
import { roomOf } from "../layer/floor.ts";
import { heapsOf } from "../layer/heaps.ts";
import { receiptCut } from "../layer/receipt-cut.ts";
import { setSaving } from "../layer/set-saving.ts";
import { byLine, formSets, formSlotSets, picked, withinLines } from "../layer/take.ts";
import { lineSaving, unitSaving } from "../layer/unit-saving.ts";
import type { Entry, Run } from "../world/run.ts";
import {
  type Activity,
  type Bare,
  packActivity,
  rewarded,
  scaledActivity,
  setActivity,
  singleActivity,
  slotActivity,
} from "./activity.ts";
import { packSaving } from "./claims.ts";
import type { Rival } from "./index.ts";
import { limitsOf } from "./limits.ts";
import { meterOf, metered as underMeter } from "./meter.ts";
import { usefulUnits, withoutDominated } from "./prune.ts";
import { limited, type Milli, plain } from "./shape.ts";
import type { Counting } from "./slot-forms.ts";
import { priceInTies } from "./worth.ts";

/** The best that a unit gets on its own, from a promotion without limits. */
interface Offer {
  readonly entry: Entry;
  readonly dealIndex: number;
  readonly cents: Cents;
  /** The same less what thresholds and basket cuts of the layer then no longer find on the unit. */
  readonly worth: Cents;
  /** For ties: a promotion that uses up a coupon costs more. */
  readonly cost: number;
}

export interface Market {
  readonly run: Run;
  readonly alone: ReadonlyMap<number, Offer>;
  readonly activities: readonly Activity[];
  readonly costOf: ReadonlyMap<Activity, number>;
  /** Of promotions that are limited. */
  readonly allowances: ReadonlyMap<Entry, Allowance>;
  /** Promotions whose limits no activity can keep by itself. */
  readonly metered: ReadonlySet<Entry>;
  /** What thresholds and basket cuts would take at most. */
  readonly receiptCents: Cents;
  /** What may come beside money and no activity promises. */
  readonly uncounted: Milli;
}

/** A deal that has to be looked at when everybody's single offers are known. */
interface Wish {
  readonly entry: Entry;
  readonly dealIndex: number;
  readonly deal: Deal;
  readonly cost: number;
  readonly allowance: Allowance | undefined;
  /** What its promotion gives beside money when it applies. */
  readonly bonusCents: Cents;
}

/**
 * Which activities of a promotion promise what it gives beside money: all of them, though it comes once, none, or of
 * those with several the one at this place.
 */
export type Bearers = "all" | "nobody" | ReadonlyMap<Entry, number>;

export function openMarket(run: Run, rivals: readonly Rival[], bearers: Bearers): Market {
  const alone = new Map<number, Offer>();
  const wishes: Wish[] = [];
  const allowances = new Map<Entry, Allowance>();
  let receiptCents = 0;
  const shares = new Map<number, Cents>();
  for (const { entry } of rivals) {
    entry.promotion.deals.forEach((deal, dealIndex) => {
      if (deal.shape === "receipt") receiptCents += cutAtMost(run, entry, dealIndex, shares);
    });
  }
  for (const { entry, series, worth } of rivals) {
    const cost = priceInTies({ entry, series });
    const { deals } = entry.promotion;
    const allowance = limitsOf(run, entry);
    if (allowance !== undefined) allowances.set(entry, allowance);
    const bonusCents = bearers === "nobody" ? 0 : Math.floor(worth / 1000);
    for (let dealIndex = 0; dealIndex < deals.length; dealIndex++) {
      const deal = deals[dealIndex]!;
      if (deal.shape === "receipt") continue;
      if (
        deal.shape === "unit" &&
        deal.by === "unit" &&
        allowance === undefined &&
        bonusCents === 0 &&
        quotaAtStart(entry, dealIndex) === ENDLESS
      ) {
        offerAll(run, alone, entry, dealIndex, deal, cost, shares);
      } else wishes.push({ entry, dealIndex, deal, cost, allowance, bonusCents });
    }
  }
  const activities: Activity[] = [];
  const costOf = new Map<Activity, number>();
  const metered = new Set<Entry>();
  if (wishes.length > 0) {
    const aloneCents = (unit: number) => alone.get(unit)?.worth ?? 0;
    for (const found of activitiesOf(run, wishes, aloneCents, metered)) {
      for (const activity of found.activities) {
        activities.push(activity);
        costOf.set(activity, found.cost);
      }
    }
  }
  if (typeof bearers === "object") bearOnce(activities, costOf, bearers);
  const useful =
    activities.length < 2 ? activities : withoutDominated(activities, costOf, allowances, run.sheet.left);
  const uncounted = uncountedOf(run, rivals, activities);
  return { run, alone, activities: useful, costOf, allowances, metered, receiptCents, uncounted };
}

/** What promotions give beside money, less what their activities promise of it. Who can't apply gives nothing. */
function uncountedOf(run: Run, rivals: readonly Rival[], activities: readonly Activity[]): Milli {
  let sum = 0;
  const seen = new Set<Entry>();
  for (const { entry, worth } of rivals) {
    if (worth === 0 || seen.has(entry)) continue;
    seen.add(entry);
    const mine = activities.filter((one) => one.entry === entry);
    const mayApply =
      entry.promotion.contends ||
      mine.length > 0 ||
      worth < 1000 ||
      entry.promotion.deals.some((deal) => deal.shape === "receipt" && cutsAnything(run, entry, deal));
    if (mayApply) sum += worth - Math.max(0, ...mine.map(({ bonusCents }) => bonusCents)) * 1000;
  }
  return sum;
}

/** Takes the promise away from all others. */
function bearOnce(
  activities: Activity[],
  costOf: Map<Activity, number>,
  bearers: ReadonlyMap<Entry, number>,
): void {
  const places = new Map<Entry, number>();
  activities.forEach((one, index) => {
    const bearer = bearers.get(one.entry);
    if (bearer === undefined) return;
    const place = places.get(one.entry) ?? 0;
    places.set(one.entry, place + 1);
    if (place === bearer) return;
    const plain = { ...one, forms: one.plain, bonusCents: 0 };
    activities[index] = plain;
    costOf.set(plain, costOf.get(one)!);
  });
}

function cutsAnything(run: Run, entry: Entry, deal: ReceiptDeal): boolean {
  const { id, limits } = entry.promotion.data;
  const allowance = allowanceOf(limits, run.context.remaining?.[id]);
  return receiptCut(run, entry, deal, run.sheet.left, allowance) !== undefined;
}

/** Units that a deal with a quota may take in this transaction. */
export function quotaAtStart(entry: Entry, dealIndex: number): number {
  return entry.quotas?.[dealIndex] ?? ENDLESS;
}

function activitiesOf(
  run: Run,
  wishes: readonly Wish[],
  alone: (unit: number) => Cents,
  metered: Set<Entry>,
): { activities: Activity[]; cost: number }[] {
  return wishes.map((wish) => {
    const { entry, dealIndex, allowance, cost, bonusCents } = wish;
    const found = wanting(run, wish, alone);
    if (found.length === 0) return { activities: [], cost };
    const quota = quotaAtStart(entry, dealIndex);
    // Who alone claims units shares no limits with a voucher or points beside it.
    const isShared =
      found.length > 1 ||
      (!isOneTake(wish) && wishes.some((other) => other !== wish && other.entry === entry));
    const isValued = allowance !== undefined && allowance.amountCents < ENDLESS && !isOneTake(wish);
    // A limit on value counts what units save: what comes beside that is counted after it, or not at all.
    const bonus = isValued && isShared ? 0 : bonusCents;
    if (isValued && bonus > 0) {
      const [one] = found as [Bare];
      const { exact, relaxed } = quota < one.units.length ? limited(one.forms, ENDLESS, quota) : one.forms;
      const kept = plain(underMeter(exact, meterOf(allowance, one.largest())), [...relaxed, exact]);
      return { activities: [rewarded({ ...one, forms: kept }, bonus)], cost };
    }
    if (allowance !== undefined && (isShared || isValued)) metered.add(entry);
    const applications = isShared ? ENDLESS : (allowance?.applications ?? ENDLESS);
    const units = Math.min(quota, isShared ? ENDLESS : (allowance?.units ?? ENDLESS));
    if (found.length > 1 || (applications >= found[0]!.units.length && units >= found[0]!.units.length)) {
      return { activities: found.map((one) => rewarded(one, bonus)), cost };
    }
    const [one] = found as [Bare];
    const bounded = { ...one, forms: limited(one.forms, applications, units) };
    return { activities: [rewarded(bounded, bonus)], cost };
  });
}

/** The activities of one deal; most deals have one. */
function wanting(run: Run, wish: Wish, alone: (unit: number) => Cents): Bare[] {
  const { entry, dealIndex, deal, allowance, bonusCents } = wish;
  const { sheet } = run;
  const { rounding } = run.ruleSet;
  const counting = countingFor(wish);
  switch (deal.shape) {
    case "unit":
      return unitActivities(run, entry, dealIndex, deal, allowance);
    case "set": {
      const units = unitsOf(sheet, deal.select, entry.lines);
      if (units.length < deal.size) return [];
      if (deal.group === "best") {
        return heapsOf(deal, units, sheet).flatMap((heap) => {
          const useful = bonusCents > 0 ? heap : usefulUnits(deal, heap, sheet.left, alone);
          if (useful.length < deal.size) return [];
          return [setActivity(entry, dealIndex, deal, useful, sheet.left, rounding, counting)];
        });
      }
      return formSets(deal, allowed(units, sheet, allowance), sheet, sheet.left).flatMap((set) => {
        const value = setSaving(deal, set, sheet.left);
        return value > 0 ? [packActivity(entry, dealIndex, set, value)] : [];
      });
    }
    case "slots": {
      const units = linesUnits(run, entry);
      if (deal.group === "best") {
        const found = slotActivity(entry, dealIndex, deal, units, sheet, rounding, counting);
        return found === undefined ? [] : [found];
      }
      const few = allowed(units, sheet, allowance);
      return formSlotSets(deal, few, sheet, sheet.left, rounding).flatMap((set) => {
        const value = packSaving(run, deal, set.units);
        return value > 0 ? [packActivity(entry, dealIndex, set.units, value)] : [];
      });
    }
    case "scaled": {
      const units = unitsOf(sheet, deal.select, entry.lines);
      if (units.length === 0) return [];
      const kind = isOneTake(wish) ? "free" : counting;
      return [scaledActivity(entry, dealIndex, deal, units, sheet, rounding, kind)];
    }
    case "receipt":
    case "points":
    case "voucher":
    case "message":
    case "unknown":
      return [];
    default:
      return deal satisfies never;
  }
}

/** Where units are chosen before anybody claims, those that a limit for each line never lets in are not among them. */
function allowed(
  units: readonly number[],
  sheet: Run["sheet"],
  allowance: Allowance | undefined,
): readonly number[] {
  return allowance === undefined ? units : withinLines(units, sheet, sheet.left, allowance);
}

/** Its only application may pass the limit on value: then that binds nothing. */
function isOneTake({ entry, deal, allowance }: Wish): boolean {
  const isSole = deal.shape === "scaled" && entry.promotion.deals.filter(isClaiming).length === 1;
  return isSole && allowance?.exceeding === "overshoot";
}

/** Where a set may save nothing it has to be seen whole, or what comes beside the money would be promised for it. */
function countingFor({ deal, allowance, bonusCents }: Wish): Counting {
  const counting = countingOf(allowance);
  const mayBeVain = (deal.shape === "set" || deal.shape === "slots") && deal.reward.kind === "price";
  return counting === "free" && bonusCents > 0 && mayBeVain ? "whole" : counting;
}

function countingOf(allowance: Allowance | undefined): Counting {
  if (allowance === undefined || allowance.amountCents === ENDLESS) return "free";
  // Where the last one is cut, only the sum counts.
  if (allowance.exceeding === "cap") return "free";
  return allowance.exceeding === "refuse" ? "whole" : "closed";
}

/** All units of the lines that the promotion may concern. */
function linesUnits({ sheet }: Run, { lines }: Entry): number[] {
  const units: number[] = [];
  for (const line of lines)
    for (let unit = sheet.firstUnit[line]!; unit < sheet.endUnit[line]!; unit++) units.push(unit);
  return units;
}

function offerAll(
  run: Run,
  alone: Map<number, Offer>,
  entry: Entry,
  dealIndex: number,
  deal: UnitDeal,
  cost: number,
  shares: ReadonlyMap<number, Cents>,
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
      const left = roomOf(sheet, unit, sheet.left[unit]!) - (shares.get(unit) ?? 0);
      alone.set(unit, { entry, dealIndex, cents, worth: Math.max(0, Math.min(cents, left)), cost });
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
function unitActivities(
  run: Run,
  entry: Entry,
  dealIndex: number,
  deal: UnitDeal,
  allowance: Allowance | undefined,
): Bare[] {
  const { sheet } = run;
  const wanted = unitsOf(sheet, deal.select, entry.lines);
  const isChosen = deal.by === "line" || deal.on !== undefined;
  const units = picked(deal, isChosen ? allowed(wanted, sheet, allowance) : wanted, sheet, sheet.left);
  if (deal.by === "line") {
    return byLine(units, sheet).flatMap((line) => {
      const value = lineSaving(deal, line, sheet, sheet.left);
      return value > 0 ? [packActivity(entry, dealIndex, line, value)] : [];
    });
  }
  const savings = units.map((unit) => unitSaving(deal, unit, sheet, sheet.left));
  const useful = units.filter((_, i) => savings[i]! > 0);
  if (useful.length === 0) return [];
  return [
    singleActivity(
      entry,
      dealIndex,
      useful,
      savings.filter((cents) => cents > 0),
    ),
  ];
}

/** What a threshold or basket cut takes where nothing else does. Its part of every unit is added to `shares`. */
function cutAtMost(run: Run, entry: Entry, dealIndex: number, shares: Map<number, Cents>): Cents {
  const { promotion } = entry;
  const deal = promotion.deals[dealIndex]!;
  if (deal.shape !== "receipt") return 0;
  const { id, limits } = promotion.data;
  const allowance = allowanceOf(limits, run.context.remaining?.[id]);
  const cut = receiptCut(run, entry, deal, run.sheet.left, allowance);
  if (cut === undefined) return 0;
  // What would pass a floor does not come off.
  const cents = cut.units.map((unit, i) =>
    Math.min(cut.cents[i]!, roomOf(run.sheet, unit, run.sheet.left[unit]!)),
  );
  // Where the promotion's own claims may use up its limits, less may come of it.
  if (promotion.deals.length === 1) {
    cut.units.forEach((unit, i) => {
      shares.set(unit, (shares.get(unit) ?? 0) + cents[i]!);
    });
  }
  return cents.reduce((sum, one) => sum + one, 0);
}

export function claimAlone(unit: number, { entry, dealIndex, cents }: Offer): Claim {
  return { entry, dealIndex, take: { units: [unit], amountCents: cents, sharers: [unit] } };
}
