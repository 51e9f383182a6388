/** Points and stamps that promotions used up: as often as they applied, whatever was promised. */

import type { Cents } from "../basket.ts";
import { burnOf, burntBy } from "../layer/quota.ts";
import type { Entry } from "../world/run.ts";
import type { EarnEffect } from "./effect.ts";

export function burns(entries: readonly Entry[]): EarnEffect[] {
  const effects: EarnEffect[] = [];
  for (const entry of entries) {
    const { data, deals } = entry.promotion;
    deals.forEach((deal, dealIndex) => {
      const burn = burnOf(deal);
      const burnt = burn === undefined ? 0 : burntBy(entry, dealIndex);
      if (burn === undefined || burnt === 0) return;
      const { account, kind, each } = burn;
      const common = {
        promotionId: data.id,
        account,
        text: data.text ?? data.name,
        couponIds: entry.couponIds,
      };
      effects.push(
        kind === "stamps"
          ? { kind: "stamps", ...common, stamps: -burnt }
          : { kind: "reward", ...common, points: burnt, times: burnt / each },
      );
    });
  }
  return effects;
}

/**
 * How often a promotion applied of which the POS applied a part only. Whoever got any of the last application's money
 * has used it up.
 */
export function timesApplied(promisedTimes: number, promisedCents: Cents, appliedCents: Cents): number {
  if (promisedCents <= 0) return appliedCents > 0 ? promisedTimes : 0;
  return Math.min(promisedTimes, Math.ceil((promisedTimes * Math.max(0, appliedCents)) / promisedCents));
}
