/** Means of payment on the counter. */

import type { Cents } from "../basket.ts";
import type { Context, Tender } from "../context.ts";

/** One says how much it is to cover, and another one does not: that one covers what is left. */
export function splitsPayment({ tenders = [] }: Context): boolean {
  return tenders.some(isOpen) && !tenders.every(isOpen);
}

/** Of a split payment: what is left of `toPayCents` once all that name an amount have covered it, said of those that don't. */
export function withRest(context: Context, toPayCents: Cents): Context {
  const named = (context.tenders ?? []).reduce((sum, { amountCents = 0 }) => sum + amountCents, 0);
  const rest = Math.max(0, toPayCents - named);
  const tenders = context.tenders!.map((one) => (isOpen(one) ? { ...one, amountCents: rest } : one));
  return { ...context, tenders };
}

function isOpen({ amountCents }: Tender): boolean {
  return amountCents === undefined;
}

/** What these means of payment are to cover; 0 if none of them is on the counter. One that says nothing covers all there is. */
export function coveredBy(tenders: readonly string[], context: Context): Cents {
  let cents = 0;
  for (const { tender, amountCents = Number.MAX_SAFE_INTEGER } of context.tenders ?? []) {
    if (tenders.includes(tender)) cents = Math.min(cents + amountCents, Number.MAX_SAFE_INTEGER);
  }
  return cents;
}
