/** One deal asked again and again while its units go to others: what is the best application that is left? */

import { isClaiming, type ScaledDeal, type SetDeal, type SlotDeal } from "../deal.ts";
import { type Allowance, allowanceOf } from "../layer/allowance.ts";
import { heapsOf } from "../layer/heaps.ts";
import { scaledTakes } from "../layer/scaled-take.ts";
import { bestSlotSets } from "../layer/slot-sets.ts";
import {
  byLine,
  formSets,
  formSlotSets,
  picked,
  setTake,
  slotTake,
  slotUnits,
  type Take,
  wantedBy,
  withinLines,
} from "../layer/take.ts";
import { lineTake, unitTake } from "../layer/unit-saving.ts";
import type { Entry, Run } from "../world/run.ts";
import { byCanon, type Sheet } from "../world/sheet.ts";

/** The most valuable application on free units, if there is one. Units once taken must stay taken. */
export type Offers = (isFree: (unit: number) => boolean) => Take | undefined;

/** By deal; undefined for deals that claim no units. */
export function offersOf(run: Run, entry: Entry, allowance: Allowance): (Offers | undefined)[] {
  const { sheet } = run;
  const prices = sheet.left;
  return entry.promotion.deals.map((deal) => {
    if (!isClaiming(deal)) return undefined;
    const all = wantedBy(deal, sheet, entry.lines);
    const isChosen =
      deal.shape === "unit"
        ? deal.by === "line" || deal.on !== undefined
        : deal.shape !== "scaled" && deal.group !== "best";
    const units = isChosen ? withinLines(all, sheet, prices, allowance) : all;
    if (deal.shape === "slots") return slotOffers(run, deal, units);
    if (deal.shape === "scaled") return scaledOffers(run, deal, units);
    if (deal.shape === "set") {
      if (deal.group === "best")
        return bestOf(
          sheet,
          heapsOf(deal, units, sheet).map((heap) => setOffers(run, deal, heap)),
        );
      return wholeOffers(
        run,
        formSets(deal, units, sheet, prices).map((set) => setTake(deal, set, sheet, prices)),
      );
    }
    const mine = picked(deal, units, sheet, prices);
    return wholeOffers(
      run,
      deal.by === "line"
        ? byLine(mine, sheet).map((line) => lineTake(deal, line, sheet, prices))
        : mine.map((unit) => unitTake(deal, unit, sheet, prices)),
    );
  });
}

/** Applications that exist as they are, or not at all. */
function wholeOffers({ sheet }: Run, takes: Take[]): Offers {
  const canon = byCanon(sheet);
  takes.sort((a, b) => b.amountCents - a.amountCents || canon(a.units[0]!, b.units[0]!));
  let at = 0;
  return (isFree) => {
    while (at < takes.length && !takes[at]!.units.every(isFree)) at++;
    return takes[at];
  };
}

/** Of several heaps the one that offers most. */
function bestOf(sheet: Sheet, heaps: readonly Offers[]): Offers {
  const [only] = heaps;
  if (only !== undefined && heaps.length === 1) return only;
  const canon = byCanon(sheet);
  return (isFree) =>
    heaps
      .flatMap((offer) => offer(isFree) ?? [])
      .sort((a, b) => b.amountCents - a.amountCents || canon(a.units[0]!, b.units[0]!))[0];
}

/** The best single set is the dearest units there are, with the cheapest for company where the dearest are rewarded. */
function setOffers({ sheet }: Run, deal: SetDeal, units: readonly number[]): Offers {
  const prices = sheet.left;
  const canon = byCanon(sheet);
  const order = [...units].sort((a, b) => prices[b]! - prices[a]! || canon(a, b));
  const { size, reward } = deal;
  const dearest = reward.kind === "units" && reward.pick === "dearest" ? reward.count : size;
  let first = 0;
  let last = order.length - 1;
  return (isFree) => {
    while (first <= last && !isFree(order[first]!)) first++;
    while (first <= last && !isFree(order[last]!)) last--;
    const set: number[] = [];
    let at = first;
    for (; at <= last && set.length < dearest; at++) if (isFree(order[at]!)) set.push(order[at]!);
    for (let end = last; end >= at && set.length < size; end--)
      if (isFree(order[end]!)) set.push(order[end]!);
    return set.length === size ? setTake(deal, set, sheet, prices) : undefined;
  };
}

/** One set filled with the best that is free, or the sets of a declared order. */
function slotOffers({ sheet, ruleSet }: Run, deal: SlotDeal, units: readonly number[]): Offers {
  const prices = sheet.left;
  const { rounding } = ruleSet;
  if (deal.group !== "best") {
    const sets = formSlotSets(deal, units, sheet, prices, rounding);
    return wholeOffers(
      { sheet } as Run,
      sets.map((set) => slotTake(deal, set, sheet, prices, rounding)),
    );
  }
  const canon = byCanon(sheet);
  const order = [...units].sort((a, b) => prices[b]! - prices[a]! || canon(a, b));
  const fitting = slotUnits(deal, order, sheet, prices);
  return (isFree) => {
    const left = fitting.filter(({ unit }) => isFree(unit));
    const [set] = bestSlotSets(deal, left, rounding, 1);
    return set === undefined ? undefined : slotTake(deal, set, sheet, prices, rounding);
  };
}

/** Once: all that is free. */
function scaledOffers({ sheet, ruleSet }: Run, deal: ScaledDeal, units: readonly number[]): Offers {
  let isDone = false;
  let last: Take | undefined;
  return (isFree) => {
    if (last !== undefined && !last.units.some(isFree)) isDone = true;
    if (isDone) return undefined;
    const endless = allowanceOf(undefined);
    [last] = scaledTakes(deal, units.filter(isFree), sheet, sheet.left, endless, ruleSet.rounding);
    return last;
  };
}
