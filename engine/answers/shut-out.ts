/** Promotions of the worlds that were not chosen: where one stands alone, the others are not even asked. */

import { givesMoney } from "../deal.ts";
import type { Promotion } from "../rule-set.ts";
import type { Entry, Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";

/** Because of whom the promotion had no part in the chosen world; nobody where it had, or where it has no other reason. */
export function shutOutBy(run: Run, promotion: Promotion): string[] {
  if (!promotion.deals.some(givesMoney)) return [];
  const winners = run.entries.filter(
    ({ promotion: { data }, cuts }) =>
      cuts.length > 0 && (promotion.data.alone === true || data.alone === true),
  );
  return winners.map(({ promotion: { data } }) => data.id).sort(compareText);
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
