/** Promotions of the worlds that were not chosen: where one stands alone, the others are not even asked. */

import { givesMoney } from "../deal.ts";
import { stillToGive } from "../earn/gifts.ts";
import { asks } from "../finding/gift.ts";
import type { Promotion } from "../rule-set.ts";
import type { Entry, Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";

/** Because of whom the promotion had no part in the chosen world; nobody where it had, or where it has no other reason. */
export function shutOutBy(run: Run, promotion: Promotion): string[] {
  if (!promotion.deals.some(givesMoney) && !standsForItself(promotion)) return [];
  const winners = run.entries.filter(
    (entry) =>
      (promotion.data.alone === true || entry.promotion.data.alone === true) && givesOrAsks(run, entry),
  );
  return winners.map(({ promotion: { data } }) => data.id).sort(compareText);
}

function givesOrAsks(run: Run, entry: Entry): boolean {
  if (entry.cuts.length > 0 || (entry.applied && standsForItself(entry.promotion))) return true;
  return entry.promotion.deals.some((deal) => asks(deal) && stillToGive(run, entry, deal) > 0);
}

/** Points or vouchers that are weighed against the money of the others. */
function standsForItself({ isValued, data }: Promotion): boolean {
  return isValued && data.alone === true;
}

/** As it would have been asked: nothing got, every line before it. */
export function outsider(run: Run, promotion: Promotion): Entry {
  return {
    promotion,
    lines: run.sheet.lines.map((_, line) => line),
    ways: [],
    quotas: undefined,
    cuts: [],
    grants: [],
    couponIds: [],
    applied: false,
    conditionMet: false,
    outbidBy: new Set(),
  };
}
