/**
 * One deal on one heap of units, without rivals: which units it takes and what each taking saves. `first` and
 * `stack` layers live on this; the search of a `best` layer uses it to write down what it has chosen.
 */

import type { Cents } from "./basket.ts";
import type { ClaimingDeal, SetDeal, UnitDeal } from "./deal.ts";
import type { Limits } from "./promotion.ts";
import { unitsOf } from "./selector.ts";
import { byCanon, type Sheet, sumOf } from "./sheet.ts";

/** One application: the units it claims and what it saves on them. */
export interface Take {
  readonly units: readonly number[];
  readonly amountCents: Cents;
  /** Those of `units` over which the amount is shared. */
  readonly sharers: readonly number[];
}

/** What a promotion may still do in this transaction. Shared by its mechanics, shrinks as they take. */
export interface Allowance {
  applications: number;
  units: number;
  amountCents: Cents;
}

export function allowanceOf(limits: Limits | undefined): Allowance {
  const none = Number.MAX_SAFE_INTEGER;
  return {
    applications: limits?.applications ?? none,
    units: limits?.units ?? none,
    amountCents: limits?.amountCents ?? none,
  };
}

/** `prices`: what the deal rests on, by unit. Takings that would save nothing are left out. */
export function takesOf(
  deal: ClaimingDeal,
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  allowance: Allowance,
): Take[] {
  if (deal.shape === "slots" || deal.shape === "scaled") return [];
  const proposed =
    deal.shape === "unit"
      ? unitTakes(deal, units, sheet, prices, allowance)
      : setTakes(deal, units, sheet, prices, allowance);
  return proposed.flatMap((take) => grant(take, allowance) ?? []);
}

/** The units of the given lines that the deal may take, in the order of the basket. */
export function wantedBy(deal: ClaimingDeal, sheet: Sheet, lines: readonly number[]): number[] {
  if (deal.shape !== "slots") return unitsOf(sheet, deal.select, lines);
  const units = new Set(deal.slots.flatMap(({ select }) => unitsOf(sheet, select, lines)));
  return [...units].sort((a, b) => a - b);
}

/** What the allowance leaves of a taking, and one application less to come. Undefined: nothing is left. */
export function grant(take: Take, allowance: Allowance): Take | undefined {
  if (allowance.applications < 1 || allowance.units < take.units.length) return undefined;
  const amountCents = Math.min(take.amountCents, allowance.amountCents);
  if (amountCents <= 0) return undefined;
  allowance.applications--;
  allowance.units -= take.units.length;
  allowance.amountCents -= amountCents;
  return { ...take, amountCents };
}

/** The units that "on the n cheapest / dearest" leaves. */
export function picked(
  deal: UnitDeal,
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
): readonly number[] {
  if (deal.on === undefined || units.length <= deal.on.units) return units;
  const sign = deal.on.pick === "cheapest" ? 1 : -1;
  const canon = byCanon(sheet);
  const order = [...units].sort((a, b) => sign * (prices[a]! - prices[b]!) || canon(a, b));
  return order.slice(0, deal.on.units);
}

export function unitTake(deal: UnitDeal, unit: number, sheet: Sheet, prices: readonly Cents[]): Take {
  return { units: [unit], amountCents: unitSaving(deal, unit, sheet, prices), sharers: [unit] };
}

export function lineTake(
  deal: UnitDeal,
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
): Take {
  return { units, amountCents: lineSaving(deal, units, sheet, prices), sharers: units };
}

export function setTake(
  deal: SetDeal,
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
): Take {
  const { reward, shares } = deal;
  const amountCents = setSaving(deal, units, prices);
  if (shares === "set" || reward.kind === "price") return { units, amountCents, sharers: units };
  const canon = byCanon(sheet);
  const order = [...units].sort((a, b) => prices[b]! - prices[a]! || canon(a, b));
  const sharers = reward.pick === "dearest" ? order.slice(0, reward.count) : order.slice(-reward.count);
  return { units, amountCents, sharers };
}

/** What a unit saves by itself. */
export function unitSaving(deal: UnitDeal, unit: number, sheet: Sheet, prices: readonly Cents[]): Cents {
  const { measureThousandths, article } = sheet.lines[sheet.lineOf[unit]!]!;
  return deal.saving(prices[unit]!, { pieces: 1, measureThousandths }, article);
}

/** What units of one line save together. */
export function lineSaving(
  deal: UnitDeal,
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
): Cents {
  const { measureThousandths, article } = sheet.lines[sheet.lineOf[units[0]!]!]!;
  return deal.saving(sumOf(prices, units), { pieces: units.length, measureThousandths }, article);
}

/** Units of a heap by line, lines in the order of the basket. */
export function byLine(units: readonly number[], sheet: Sheet): number[][] {
  const heaps = new Map<number, number[]>();
  for (const unit of units) {
    const line = sheet.lineOf[unit]!;
    const heap = heaps.get(line);
    if (heap === undefined) heaps.set(line, [unit]);
    else heap.push(unit);
  }
  return [...heaps.values()];
}

function unitTakes(
  deal: UnitDeal,
  heap: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  allowance: Allowance,
): Take[] {
  const units = picked(deal, heap, sheet, prices);
  const singles = units.map((unit) => unitTake(deal, unit, sheet, prices));
  const isLimited = allowance.applications < singles.length || allowance.units < singles.length;
  const canon = byCanon(sheet);
  // Where only some may be taken, the customer gets those that save most.
  if (isLimited || allowance.amountCents < Number.MAX_SAFE_INTEGER) {
    singles.sort((a, b) => b.amountCents - a.amountCents || canon(a.units[0]!, b.units[0]!));
  }
  if (deal.by === "unit") return singles;
  const most = singles.slice(0, allowance.units).map((take) => take.units[0]!);
  const lines = byLine(most, sheet).map((one) => lineTake(deal, one, sheet, prices));
  return isLimited
    ? lines.sort((a, b) => b.amountCents - a.amountCents || canon(a.units[0]!, b.units[0]!))
    : lines;
}

function setTakes(
  deal: SetDeal,
  heap: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  allowance: Allowance,
): Take[] {
  const most = Math.min(allowance.applications, Math.floor(allowance.units / deal.size));
  return formSets(deal, heap, sheet, prices, most).map((units) => setTake(deal, units, sheet, prices));
}

/** Units into sets, as the mechanic's terms say. Alone on its heap, `best` is the most that any grouping saves. */
export function formSets(
  deal: SetDeal,
  heap: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  most = Number.MAX_SAFE_INTEGER,
): number[][] {
  const canon = byCanon(sheet);
  const dearestFirst = (a: number, b: number) => prices[b]! - prices[a]! || canon(a, b);
  const { size, reward } = deal;
  const sets: number[][] = [];
  const count = Math.min(most, Math.floor(heap.length / size));
  const order = [...heap];
  if (deal.group === "cheapest-first") order.sort((a, b) => -dearestFirst(a, b));
  else if (deal.group === "scan-order") order.sort((a, b) => a - b);
  else order.sort(dearestFirst);
  if (deal.group === "best" && reward.kind === "units" && reward.pick === "dearest") {
    // The dearest of all are rewarded; the cheapest keep them company.
    const others = size - reward.count;
    const company = order.slice(order.length - count * others);
    for (let set = 0; set < count; set++) {
      sets.push([
        ...order.slice(set * reward.count, (set + 1) * reward.count),
        ...company.slice(set * others, (set + 1) * others),
      ]);
    }
    return sets;
  }
  for (let set = 0; set < count; set++) sets.push(order.slice(set * size, (set + 1) * size));
  return sets;
}

/** What a set saves; 0 where it would be dearer than its parts. */
export function setSaving(deal: SetDeal, units: readonly number[], prices: readonly Cents[]): Cents {
  const { reward } = deal;
  if (reward.kind === "price") return Math.max(0, sumOf(prices, units) - reward.priceCents);
  const order = units.map((unit) => prices[unit]!).sort((a, b) => b - a);
  const rewarded =
    reward.pick === "dearest" ? order.slice(0, reward.count) : order.slice(order.length - reward.count);
  if (reward.together) return reward.saving(rewarded.reduce((sum, cents) => sum + cents, 0));
  return rewarded.reduce((sum, cents) => sum + reward.saving(cents), 0);
}
