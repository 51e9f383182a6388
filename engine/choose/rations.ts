/**
 * A promotion under a limit on value, on a heap that is too large to look through: sets that it could form are laid out
 * in menus of a few units each, with every other way of forming sets of these, and a knapsack over cents picks among
 * them. It says nothing about what else could be done: that is what bounds are for.
 */

import type { Cents } from "../basket.ts";
import { isClaiming, type SetDeal, type SlotDeal } from "../deal.ts";
import { allowanceOf } from "../layer/allowance.ts";
import type { Claim } from "../layer/claim.ts";
import { scaledTake } from "../layer/scaled-take.ts";
import { workOfSlots } from "../layer/slot-sets.ts";
import { setTake, slotTake, slotUnits, type Take, takesOf } from "../layer/take.ts";
import type { Exceeding } from "../promotion.ts";
import type { Run } from "../world/run.ts";
import { byCanon } from "../world/sheet.ts";
import type { Activity } from "./activity.ts";
import { type Dish, type Served, served } from "./menus.ts";

/** Of one menu: units, sets looked at, and dishes. */
const UNITS_MAX = 8;
const SETS_MAX = 70;
const DISHES_MAX = 120;
/** Menus laid out, and sums of cents looked at over all of them. */
const MENUS_MAX = 40;
const LOOKS_MAX = 4_000_000;
/** Where a limit is far away, sets are taken as they come until so many cents are left of it. */
const LEFT_OPEN: Cents = 4_000;
/** What a set costs that is looked at. */
const WORK_A_SET = 100;

export interface Ration {
  readonly claims: readonly Claim[];
  /** What they save within the limit, less what their units would save otherwise. */
  readonly cents: Cents;
  readonly work: number;
}

interface RationBounds {
  readonly limit: Cents;
  readonly exceeding: Exceeding;
  /** Beyond, the first layout is the last. */
  readonly workMax: number;
}

/** A set that an activity may form. */
interface Helping {
  readonly activity: Activity;
  readonly take: Take;
  readonly loss: Cents;
}

interface Course extends Dish {
  readonly helpings: readonly Helping[];
}

/**
 * `activities`: all of one promotion, their units free for it where `isFree` says so. `start`: sets to begin with;
 * more are formed of what they leave. `alone`: what a unit saves otherwise.
 */
export function rationed(
  run: Run,
  activities: readonly Activity[],
  isFree: (unit: number) => boolean,
  start: readonly Claim[],
  alone: (unit: number) => Cents,
  { limit, exceeding, workMax }: RationBounds,
): Ration {
  const used = new Set<number>();
  const helpings: Helping[] = [];
  const add = (activity: Activity, take: Take) => {
    if (take.amountCents <= 0 || take.units.some((unit) => used.has(unit))) return;
    for (const unit of take.units) used.add(unit);
    helpings.push({ activity, take, loss: lossOf(take, alone) });
  };
  for (const { dealIndex, take } of start) {
    const own = activities.find((one) => one.dealIndex === dealIndex && has(one, take));
    if (own !== undefined) add(own, take);
  }
  let work = 0;
  const canon = byCanon(run.sheet);
  for (const activity of activities) {
    const free = activity.units.filter((unit) => isFree(unit) && !used.has(unit));
    // Of equals those that come first in canonical order, however they were scanned.
    free.sort((a, b) => run.sheet.left[b]! - run.sheet.left[a]! || canon(a, b));
    work += workOfTakes(activity, free.length);
    for (const take of takesLeft(run, activity, free)) {
      const isRefused = exceeding === "refuse" && take.amountCents > limit;
      add(activity, isRefused ? lessened(run, activity, take, limit) : take);
    }
  }
  // Whoever costs least for what it brings comes first; of equals, fewer large ones.
  helpings.sort(
    (a, b) =>
      a.loss * b.take.amountCents - b.loss * a.take.amountCents || b.take.amountCents - a.take.amountCents,
  );
  const sure: Helping[] = [];
  let left = limit;
  while (helpings.length > 0 && helpings[0]!.take.amountCents <= left - LEFT_OPEN) {
    const [first] = helpings.splice(0, 1) as [Helping];
    sure.push(first);
    left -= first.take.amountCents;
  }
  const most = Math.max(2, Math.min(MENUS_MAX, Math.floor(LOOKS_MAX / (left * 30))));
  const kept = fewer(helpings, most * 2);
  let found: Served<Course> | undefined;
  for (const pairs of LAYOUTS) {
    const { menus, looks } = laidOut(run, pairs(kept), alone);
    const next = served(menus, left, exceeding);
    work += next.work + looks * WORK_A_SET;
    if (found === undefined || next.cents > found.cents) found = next;
    // Nothing fills it better.
    if ((found.cents >= left && exceeding !== "overshoot") || work > workMax) break;
  }
  if (found === undefined) return { claims: [], cents: 0, work };
  const chosen = [...sure, ...found.dishes.flatMap((dish) => dish.helpings)];
  let cents = found.cents;
  for (const { take, loss } of sure) cents += take.amountCents - loss;
  const claims = chosen.map(({ activity: { entry, dealIndex }, take }) => ({ entry, dealIndex, take }));
  return { claims, cents, work };
}

function has(activity: Activity, { units }: Take): boolean {
  return units.every((unit) => activity.units.includes(unit));
}

function lossOf({ units }: Take, alone: (unit: number) => Cents): Cents {
  return units.reduce((sum, unit) => sum + alone(unit), 0);
}

/** What an activity would take of these units if nothing held it. */
function takesLeft({ sheet, ruleSet }: Run, activity: Activity, free: readonly number[]): Take[] {
  const deal = activity.entry.promotion.deals[activity.dealIndex]!;
  if (!isClaiming(deal)) return [];
  if (isPack(activity) && free.length < activity.units.length) return [];
  return takesOf(deal, free, sheet, sheet.left, allowanceOf(undefined), { rounding: ruleSet.rounding });
}

function workOfTakes({ entry, dealIndex }: Activity, units: number): number {
  const deal = entry.promotion.deals[dealIndex]!;
  if (deal.shape === "slots") return workOfSlots(units, deal.slots.length);
  return deal.shape === "scaled" ? units * units : units * WORK_A_SET;
}

/** Fewer units of a heap that as a whole would be refused: the cheapest that still fit, one after the other. */
function lessened({ sheet, ruleSet }: Run, activity: Activity, take: Take, limit: Cents): Take {
  const deal = activity.entry.promotion.deals[activity.dealIndex]!;
  if (deal.shape !== "scaled") return take;
  const canon = byCanon(sheet);
  const order = [...take.units].sort((a, b) => sheet.left[a]! - sheet.left[b]! || canon(a, b));
  let best: Take = { units: [], amountCents: 0, sharers: [] };
  for (const unit of order) {
    const more = scaledTake(deal, [...best.units, unit], sheet, sheet.left, ruleSet.rounding);
    if (more.amountCents <= limit) best = more;
  }
  return best;
}

function isPack({ likeness }: Activity): boolean {
  return likeness?.startsWith("pack") ?? false;
}

/** The first ones, and the smallest of the others, which fill what is left to the cent. */
function fewer(helpings: readonly Helping[], most: number): Helping[] {
  if (helpings.length <= most) return [...helpings];
  const first = Math.ceil((most * 2) / 3);
  const rest = helpings.slice(first).sort((a, b) => a.take.amountCents - b.take.amountCents);
  return [...helpings.slice(0, first), ...rest.slice(0, most - first)];
}

type Pairs = (sorted: readonly Helping[]) => Helping[];

/** Who stands beside whom in a menu: neighbours, the first with the last, each with one half way down. */
const LAYOUTS: readonly Pairs[] = [
  (sorted) => [...sorted],
  (sorted) =>
    sorted.map((_, at) => (at % 2 === 0 ? sorted[at >> 1]! : sorted[sorted.length - 1 - (at >> 1)]!)),
  (sorted) => {
    const half = Math.ceil(sorted.length / 2);
    return sorted.map((_, at) => (at % 2 === 0 ? sorted[at >> 1]! : sorted[half + (at >> 1)]!));
  },
];

/** Menus of two sets of one activity where that is few units, or of one. */
function laidOut(run: Run, helpings: readonly Helping[], alone: (unit: number) => Cents) {
  const menus: Course[][] = [];
  let looks = 0;
  const byActivity = Map.groupBy(helpings, ({ activity }) => activity);
  for (const [activity, own] of byActivity) {
    const deal = activity.entry.promotion.deals[activity.dealIndex]!;
    const mayVary = !isPack(activity) && (deal.shape === "set" || deal.shape === "slots");
    for (let at = 0; at < own.length; ) {
      const pair = own.slice(at, at + 2);
      const units = pair.flatMap(({ take }) => take.units);
      const isPair = mayVary && pair.length === 2 && units.length <= UNITS_MAX;
      const base = isPair ? pair : pair.slice(0, 1);
      at += base.length;
      const sets = isPair ? setsOf(run, activity, deal as SetDeal | SlotDeal, units, alone) : [];
      looks += base.length + sets.length;
      menus.push(courses([...base, ...sets]));
    }
  }
  return { menus, looks };
}

/** One of the sets, or two that share no unit. */
function courses(sets: readonly Helping[]): Course[] {
  const found: Course[] = [];
  const serve = (...helpings: readonly Helping[]) =>
    found.push({
      helpings,
      savings: helpings.map(({ take }) => take.amountCents),
      loss: helpings.reduce((sum, { loss }) => sum + loss, 0),
      sets: helpings.length,
      units: helpings.reduce((sum, { take }) => sum + take.units.length, 0),
    });
  for (const one of sets) serve(one);
  for (let i = 0; i < sets.length; i++) {
    for (let k = i + 1; k < sets.length; k++) {
      if (found.length >= DISHES_MAX) return found;
      if (!sets[i]!.take.units.some((unit) => sets[k]!.take.units.includes(unit))) serve(sets[i]!, sets[k]!);
    }
  }
  return found;
}

/** Sets that a deal may form of a few units. */
function setsOf(
  { sheet, ruleSet }: Run,
  activity: Activity,
  deal: SetDeal | SlotDeal,
  units: readonly number[],
  alone: (unit: number) => Cents,
): Helping[] {
  const found: Helping[] = [];
  const add = (take: Take) => {
    if (take.amountCents > 0) found.push({ activity, take, loss: lossOf(take, alone) });
  };
  const chosen: { unit: number; slot: number }[] = [];
  if (deal.shape === "set") {
    const pick = (from: number) => {
      if (found.length >= SETS_MAX) return;
      if (chosen.length === deal.size) {
        add(
          setTake(
            deal,
            chosen.map(({ unit }) => unit),
            sheet,
            sheet.left,
          ),
        );
        return;
      }
      for (let at = from; at < units.length; at++) {
        chosen.push({ unit: units[at]!, slot: 0 });
        pick(at + 1);
        chosen.pop();
      }
    };
    pick(0);
    return found;
  }
  const fitting = slotUnits(deal, units, sheet, sheet.left);
  const fill = (slot: number, filled: number, from: number) => {
    if (found.length >= SETS_MAX) return;
    if (slot === deal.slots.length) {
      const rewarded = chosen.filter((one) => deal.slots[one.slot]!.rewarded).map(({ unit }) => unit);
      add(
        slotTake(
          deal,
          { units: chosen.map(({ unit }) => unit), rewarded },
          sheet,
          sheet.left,
          ruleSet.rounding,
        ),
      );
      return;
    }
    const { min, max } = deal.slots[slot]!;
    if (filled >= min) fill(slot + 1, 0, 0);
    if (filled === max) return;
    for (let at = from; at < fitting.length; at++) {
      const { unit, slots } = fitting[at]!;
      if (!slots.includes(slot) || chosen.some((one) => one.unit === unit)) continue;
      chosen.push({ unit, slot });
      fill(slot, filled + 1, at + 1);
      chosen.pop();
    }
  };
  fill(0, 0, 0);
  return found;
}
