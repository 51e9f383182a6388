/**
 * One deal on one heap of units, without rivals: which units it takes and what each taking saves. `first` and
 * `stack` layers live on this; the search of a `best` layer uses it to write down what it has chosen.
 */

import type { Cents } from "../basket.ts";
import {
  type ClaimingDeal,
  namesPrice,
  type SetDeal,
  type SlotDeal,
  type Spread,
  type UnitDeal,
} from "../deal.ts";
import { unitsOf } from "../finding/selector.ts";
import type { Rounding } from "../rounding.ts";
import { byCanon, isUncut, type Sheet, sumOf } from "../world/sheet.ts";
import { type Allowance, ENDLESS, grant } from "./allowance.ts";
import { aboveFloors } from "./floor.ts";
import { heapsOf } from "./heaps.ts";
import { scaledTakes } from "./scaled-take.ts";
import { setSaving, slotSaving } from "./set-saving.ts";
import { bestSlotSets, type SlotSet, type SlotUnit } from "./slot-sets.ts";
import { lineTake, unitTake } from "./unit-saving.ts";

export { type Allowance, allowanceOf } from "./allowance.ts";

/** One application: the units it claims and what it saves on them. */
export interface Take {
  readonly units: readonly number[];
  readonly amountCents: Cents;
  /** Those of `units` over which the amount is shared. */
  readonly sharers: readonly number[];
  readonly spread?: Spread;
  /** By sharer, what each carries, where floors have had a say in it. */
  readonly shares?: readonly Cents[];
}

/** What working out a deal needs to know beside the units. */
export interface Terms {
  readonly rounding: Rounding;
  /** Units that this deal may take in this transaction (its quota, worked out). Default: any number. */
  readonly most?: number;
  /** What others have left of each price, where the deal rests on another one. Default: what it rests on. */
  readonly left?: readonly Cents[];
}

/** The units of the given lines that the deal may take. */
export function wantedBy(deal: ClaimingDeal, sheet: Sheet, lines: readonly number[]): number[] {
  if (deal.shape !== "slots") return unitsOf(sheet, deal.select, lines);
  const units: number[] = [];
  for (const line of lines) {
    for (let unit = sheet.firstUnit[line]!; unit < sheet.endUnit[line]!; unit++)
      if (slotsOf(deal, unit, sheet).length > 0) units.push(unit);
  }
  return units;
}

/** `prices`: what the deal rests on, by unit. Takings that would save nothing are left out. */
export function takesOf(
  deal: ClaimingDeal,
  heap: readonly number[],
  sheet: Sheet,
  start: readonly Cents[],
  allowance: Allowance,
  { rounding, most = ENDLESS, left = start }: Terms,
): Take[] {
  // A price that is named for goods together is what they cost, whatever others took before.
  const prices = deal.shape !== "unit" && namesPrice(deal) ? left : start;
  const units = withinLines(heap, sheet, prices, allowance);
  let proposed: Take[];
  switch (deal.shape) {
    case "unit":
      proposed = unitTakes(deal, units, sheet, prices, allowance, most, left);
      break;
    case "set":
      proposed = setTakes(deal, units, sheet, prices, allowance);
      break;
    case "slots":
      proposed = slotTakes(deal, units, sheet, prices, allowance, rounding);
      break;
    case "scaled":
      proposed = scaledTakes(deal, units, sheet, prices, allowance, rounding);
      break;
    default:
      return deal satisfies never;
  }
  // Under "overshoot" only the one that reaches the end may ask for too much: the smaller ones come first.
  if (allowance.exceeding === "overshoot" && allowance.amountCents < ENDLESS)
    proposed.sort((a, b) => a.amountCents - b.amountCents);
  return proposed.flatMap((take) => grant(take, allowance, sheet.lineOf) ?? []);
}

/** Of every line no more units than the promotion may claim there, the dearest. */
export function withinLines(
  heap: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  { unitsPerLine, claimed }: Pick<Allowance, "unitsPerLine" | "claimed">,
): readonly number[] {
  if (unitsPerLine === ENDLESS) return heap;
  return byLine(heap, sheet).flatMap((line) => {
    const room = unitsPerLine - (claimed.get(sheet.lineOf[line[0]!]!) ?? 0);
    return line.sort((a, b) => prices[b]! - prices[a]! || a - b).slice(0, Math.max(0, room));
  });
}

/** Those that are picked of what a limit for each line lets in, before anybody claims. */
export function pickedWithin(
  deal: UnitDeal,
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  { unitsPerLine }: Pick<Allowance, "unitsPerLine">,
): readonly number[] {
  if (deal.on === undefined) return units;
  return picked(deal, withinLines(units, sheet, prices, { unitsPerLine, claimed: new Map() }), sheet, prices);
}

/** The units that "on the n cheapest / dearest" leaves. What is free already is not the cheapest of what is bought. */
export function picked(
  deal: UnitDeal,
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
): readonly number[] {
  if (deal.on === undefined) return units;
  const sign = deal.on.pick === "cheapest" ? 1 : -1;
  const canon = byCanon(sheet);
  const paid = units.filter((unit) => prices[unit]! > 0);
  const order = paid.sort((a, b) => sign * (prices[a]! - prices[b]!) || canon(a, b));
  return order.slice(0, deal.on.units);
}

export function setTake(
  deal: SetDeal,
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
): Take {
  const { reward, shares, spread } = deal;
  const amountCents = setSaving(deal, units, prices);
  if (shares === "set" || reward.kind === "price")
    return aboveFloors({ units, amountCents, sharers: units, spread }, sheet, prices);
  const canon = byCanon(sheet);
  const order = [...units].sort((a, b) => prices[b]! - prices[a]! || canon(a, b));
  const sharers = reward.pick === "dearest" ? order.slice(0, reward.count) : order.slice(-reward.count);
  return aboveFloors({ units, amountCents, sharers, spread }, sheet, prices);
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
  most: number,
  left: readonly Cents[],
): Take[] {
  const units = picked(deal, heap, sheet, prices);
  const singles = units.map((unit) => unitTake(deal, unit, sheet, prices, left));
  const room = Math.min(allowance.units, most);
  const isLimited = allowance.applications < singles.length || room < singles.length;
  const canon = byCanon(sheet);
  // Where only some may be taken, the customer gets those that save most.
  if (isLimited || allowance.amountCents < ENDLESS) {
    singles.sort((a, b) => b.amountCents - a.amountCents || canon(a.units[0]!, b.units[0]!));
  }
  if (deal.by === "unit") return most < singles.length ? singles.slice(0, most) : singles;
  const chosen = singles.slice(0, room).map((take) => take.units[0]!);
  const lines = byLine(chosen, sheet).map((one) => lineTake(deal, one, sheet, prices, left));
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
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  most = Number.MAX_SAFE_INTEGER,
): number[][] {
  const sets = heapsOf(deal, units, sheet).flatMap((heap) => formOf(deal, heap, sheet, prices, most));
  if (sets.length <= most) return sets;
  // Of several heaps those that save most, or the ones that the declared order comes to first.
  const canon = byCanon(sheet);
  const turn = inTurn(deal, sheet, prices);
  const gain = (set: readonly number[]) => (deal.group === "best" ? setSaving(deal, set, prices) : 0);
  const first = (set: readonly number[]) => set[0]!;
  return sets
    .sort((a, b) => gain(b) - gain(a) || turn(first(a), first(b)) || canon(first(a), first(b)))
    .slice(0, most);
}

function inTurn(
  { group }: SetDeal,
  sheet: Sheet,
  prices: readonly Cents[],
): (a: number, b: number) => number {
  if (group === "scan-order") return (a, b) => a - b;
  const canon = byCanon(sheet);
  const dearestFirst = (a: number, b: number) => prices[b]! - prices[a]! || canon(a, b);
  return group === "cheapest-first" ? (a, b) => -dearestFirst(a, b) : dearestFirst;
}

/** Sets of one heap. */
function formOf(
  deal: SetDeal,
  heap: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  most: number,
): number[][] {
  const { size, reward } = deal;
  const sets: number[][] = [];
  const count = Math.min(most, Math.floor(heap.length / size));
  const order = [...heap].sort(inTurn(deal, sheet, prices));
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

/** The slots of a deal that each unit may fill; units that fit nowhere are left out. In the order given. */
export function slotUnits(
  deal: SlotDeal,
  units: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
): SlotUnit[] {
  const found: SlotUnit[] = [];
  for (const unit of units) {
    const slots = slotsOf(deal, unit, sheet);
    if (slots.length > 0) found.push({ unit, cents: prices[unit]!, slots });
  }
  return found;
}

function slotsOf(deal: SlotDeal, unit: number, sheet: Sheet): number[] {
  const line = sheet.lines[sheet.lineOf[unit]!]!;
  const found: number[] = [];
  deal.slots.forEach(({ select }, slot) => {
    if (select.matches(line) && (!select.selector.notYetCut || isUncut(sheet, unit))) found.push(slot);
  });
  return found;
}

export function slotTake(
  deal: SlotDeal,
  { units, rewarded }: SlotSet,
  sheet: Sheet,
  prices: readonly Cents[],
  rounding: Rounding,
): Take {
  const amountCents = slotSaving(deal, sumOf(prices, rewarded), rounding);
  const sharers = deal.shares === "rewarded" ? rewarded : units;
  return aboveFloors({ units, amountCents, sharers, spread: deal.spread }, sheet, prices);
}

/** Sets filled in the order that the terms declare; under `best` those that save the most. */
export function formSlotSets(
  deal: SlotDeal,
  heap: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  rounding: Rounding,
  most = ENDLESS,
): SlotSet[] {
  const units = slotUnits(deal, inOrder(deal.group, heap, sheet, prices), sheet, prices);
  if (deal.group === "best") return bestSlotSets(deal, units, rounding, most);
  // One set after the other: each slot takes the next units that fit, up to its most.
  const sets: SlotSet[] = [];
  let free = units;
  while (sets.length < most) {
    const fill = deal.slots.map(() => 0);
    const chosen: { unit: number; slot: number }[] = [];
    // First what every set needs, where a unit that fits several slots goes to the one that is hardest to fill.
    for (const stage of ["min", "max"] as const) {
      for (const { unit, slots } of free) {
        if (chosen.some((one) => one.unit === unit)) continue;
        const slot = slots
          .filter((one) => fill[one]! < deal.slots[one]![stage])
          .sort((a, b) => fits(free, a) - fits(free, b) || a - b)[0];
        if (slot === undefined) continue;
        fill[slot]!++;
        chosen.push({ unit, slot });
      }
      if (fill.some((count, slot) => count < deal.slots[slot]!.min)) return sets;
    }
    if (chosen.length === 0) return sets;
    sets.push({
      units: chosen.map(({ unit }) => unit),
      rewarded: chosen.filter(({ slot }) => deal.slots[slot]!.rewarded).map(({ unit }) => unit),
    });
    free = free.filter(({ unit }) => !chosen.some((one) => one.unit === unit));
  }
  return sets;
}

function fits(units: readonly SlotUnit[], slot: number): number {
  let count = 0;
  for (const { slots } of units) if (slots.includes(slot)) count++;
  return count;
}

function inOrder(
  group: SlotDeal["group"],
  heap: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
): number[] {
  const canon = byCanon(sheet);
  const dearestFirst = (a: number, b: number) => prices[b]! - prices[a]! || canon(a, b);
  const order = [...heap];
  if (group === "cheapest-first") return order.sort((a, b) => -dearestFirst(a, b));
  return order.sort(group === "scan-order" ? (a, b) => a - b : dearestFirst);
}

function slotTakes(
  deal: SlotDeal,
  heap: readonly number[],
  sheet: Sheet,
  prices: readonly Cents[],
  allowance: Allowance,
  rounding: Rounding,
): Take[] {
  const smallest = deal.slots.reduce((sum, { min }) => sum + min, 0);
  const most = Math.min(allowance.applications, Math.floor(allowance.units / Math.max(1, smallest)));
  return formSlotSets(deal, heap, sheet, prices, rounding, most)
    .map((set) => slotTake(deal, set, sheet, prices, rounding))
    .filter(({ amountCents }) => amountCents > 0)
    .sort((a, b) => b.amountCents - a.amountCents);
}
