/** Means of payment on the counter. */

import type { Cents } from "../basket.ts";
import type { Context } from "../context.ts";

/**
 * What these means of payment are to cover; 0 if none of them is on the counter. One that says nothing covers whatever is
 * left to pay.
 */
export function coveredBy(tenders: readonly string[], context: Context): Cents {
  let cents = 0;
  for (const { tender, amountCents = Number.MAX_SAFE_INTEGER } of context.tenders ?? []) {
    if (tenders.includes(tender)) cents = Math.min(cents + amountCents, Number.MAX_SAFE_INTEGER);
  }
  return cents;
}
