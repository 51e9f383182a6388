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
  const covering = { amountCents: Math.max(0, toPayCents - named), named, toPayCents };
  const tenders = context.tenders!.map((one) => (isOpen(one) ? { ...one, ...covering } : one));
  return { ...context, tenders };
}

/** A means of payment whose amount was worked out: of so much to pay others have named so much. */
interface Rest extends Tender {
  readonly named: Cents;
  readonly toPayCents: Cents;
}

/**
 * How much there must be to pay until these means of payment cover so much. Undefined where all of them cover what they
 * say: more goods do not help.
 */
export function toPayFor(tenders: readonly string[], context: Context, cents: Cents): Cents | undefined {
  const own = (context.tenders ?? []).filter(({ tender }) => tenders.includes(tender));
  const rest = own.find((one) => isOpen(one) || isRest(one));
  if (rest === undefined) return undefined;
  const mine = own.reduce((sum, one) => sum + (isRest(one) ? 0 : (one.amountCents ?? 0)), 0);
  if (mine >= cents) return cents;
  return Math.max(cents, (isRest(rest) ? rest.named : 0) + cents - mine);
}

/** What is short of that. */
export function goodsShortOf(tenders: readonly string[], context: Context, cents: Cents): Cents | undefined {
  const needed = toPayFor(tenders, context, cents);
  const toPayCents = context.tenders?.find(isRest)?.toPayCents;
  if (needed === undefined || toPayCents === undefined) return needed === undefined ? undefined : 0;
  return Math.max(0, needed - toPayCents);
}

function isRest(one: Tender): one is Rest {
  return "named" in one;
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
