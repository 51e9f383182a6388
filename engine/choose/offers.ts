/** One deal asked again and again while its units go to others: what is the best application that is left? */

import type { SetDeal } from "../deal.ts";
import type { Entry, Run } from "../run.ts";
import { unitsOf } from "../selector.ts";
import { byCanon } from "../sheet.ts";
import { byLine, formSets, lineTake, picked, setTake, type Take, unitTake } from "../take.ts";

/** The most valuable application on free units, if there is one. Units once taken must stay taken. */
export type Offers = (isFree: (unit: number) => boolean) => Take | undefined;

/** By deal; undefined for deals that claim no units. */
export function offersOf(run: Run, entry: Entry): (Offers | undefined)[] {
  const { sheet } = run;
  const prices = sheet.left;
  return entry.promotion.deals.map((deal) => {
    if (deal.shape !== "unit" && deal.shape !== "set") return undefined;
    const units = unitsOf(sheet, deal.select, entry.lines);
    if (deal.shape === "set") {
      if (deal.group === "best") return setOffers(run, deal, units);
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
