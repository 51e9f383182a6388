/**
 * The last stage: what follows from what is really paid. Points and stamps, what was burnt for rewards, vouchers for a
 * later visit, gifts asked and withdrawn, messages. One file for each in `earn/`.
 */

import { type Entry, type Run, unmarkApplied } from "../world/run.ts";
import { burns } from "./burns.ts";
import type { EarnEffect } from "./effect.ts";
import { gifts } from "./gifts.ts";
import { messages } from "./messages.ts";
import { points } from "./points.ts";
import { vouchers } from "./vouchers.ts";

/**
 * In the rule set's order. Marks the promotions that apply only now and uses up their coupons. `entries`: those that
 * may give something now. `isBooked`: the sale is over, so nothing more is asked of anybody.
 */
export function earn(run: Run, entries: readonly Entry[] = run.entries, isBooked = false): EarnEffect[] {
  const effects = burns(entries);
  // Who only brings goods back has not been shopping.
  if (run.sheet.lines.length > 0) effects.push(...points(run, entries), ...vouchers(run, entries));
  giveBack(run, entries, effects);
  if (!isBooked) effects.push(...gifts(run, entries));
  effects.push(...messages(run, entries));
  if (effects.length < 2) return effects;
  const order = new Map(entries.map(({ promotion }, place) => [promotion.id, place]));
  // A gift may have to be withdrawn that belongs to a promotion which the basket no longer touches.
  const placeOf = ({ promotionId }: EarnEffect) => order.get(promotionId) ?? entries.length;
  return effects.sort((a, b) => placeOf(a) - placeOf(b));
}

/** Who won a coupon or a tag in its layer, and gives nothing on what is really paid, has not used it up. */
function giveBack(run: Run, entries: readonly Entry[], effects: readonly EarnEffect[]): void {
  for (const entry of entries) {
    const { contends, id } = entry.promotion;
    if (!contends || !entry.applied || effects.some(({ promotionId }) => promotionId === id)) continue;
    unmarkApplied(run, entry);
  }
}
