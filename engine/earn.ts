/**
 * The last stage: what follows from what is really paid. Points and stamps, what was burnt for rewards, vouchers for a
 * later visit, gifts asked and withdrawn, messages. One file for each in `earn/`.
 */

import { burns } from "./earn/burns.ts";
import type { EarnEffect } from "./earn/effect.ts";
import { gifts } from "./earn/gifts.ts";
import { messages } from "./earn/messages.ts";
import { points } from "./earn/points.ts";
import { vouchers } from "./earn/vouchers.ts";
import type { Run } from "./run.ts";

/**
 * In the rule set's order. Marks the promotions that apply only now and uses up their coupons. `isBooked`: the sale is
 * over, so nothing more is asked of anybody.
 */
export function earn(run: Run, isBooked = false): EarnEffect[] {
  const effects: EarnEffect[] = [
    ...burns(run),
    ...points(run),
    ...vouchers(run),
    ...(isBooked ? [] : gifts(run)),
    ...messages(run),
  ];
  const order = new Map(run.entries.map((entry, place) => [entry.promotion.data.id, place]));
  // A gift may have to be withdrawn that belongs to a promotion which the basket no longer touches.
  const placeOf = ({ promotionId }: EarnEffect) => order.get(promotionId) ?? run.entries.length;
  return effects.sort((a, b) => placeOf(a) - placeOf(b));
}
