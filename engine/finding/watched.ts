/** Which goods a deal looks at. */

import { type Deal, givesMoney } from "../deal.ts";
import type { Matcher } from "./selector.ts";

/** What a deal selects; what it only requires is asked when it has been found. */
export function watched(deal: Deal): Matcher[] {
  switch (deal.shape) {
    case "unit":
    case "set":
    case "scaled":
    case "points":
      return [deal.select];
    case "slots":
      return deal.slots.map(({ select }) => select);
    case "receipt": {
      const rewards = deal.tiers.map(({ reward }) => reward);
      return [deal.select, ...rewards.flatMap((one) => (one.kind === "percent" ? [one.select] : []))];
    }
    case "voucher": {
      const spend = deal.spend === undefined ? [] : [deal.spend.select];
      return deal.worth.kind === "share" ? [...spend, deal.worth.select] : spend;
    }
    case "message":
    case "unknown":
      return [];
    default:
      return deal satisfies never;
  }
}

/** Points and messages beside a cut follow the cut. A message alone watches nothing: its conditions decide. */
export function filedMatchers(deals: readonly Deal[]): Matcher[] {
  const cuts = deals.filter(givesMoney);
  return (cuts.length > 0 ? cuts : deals).flatMap(watched);
}
