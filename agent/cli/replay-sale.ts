/** A past sale and its returns, reckoned again from what was stored with them, and held against what was stored. Pure. */

import { book, evaluate, refund, SEMANTICS_VERSION } from "../../engine/index.ts";
import type { ReturnOfSale } from "../store/stored-return.ts";
import type { StoredSale } from "../store/stored-sale.ts";
import { type Difference, differencesBetween } from "./differences.ts";
import type { PastSale } from "./past-sale.ts";

/** What reckons; another version of it can be asked. */
export interface ReplayEngine {
  readonly semantics: number;
  readonly book: typeof book;
  readonly evaluate: typeof evaluate;
  readonly refund: typeof refund;
}

export const today: ReplayEngine = { semantics: SEMANTICS_VERSION, book, evaluate, refund };

interface ReplayedPart {
  readonly semanticsThen: number;
  readonly semanticsNow: number;
  /** Whether the very bytes of the journal come out. */
  readonly same: boolean;
  /** Every place where something else comes out, by its path in what was stored. */
  readonly differences: readonly Difference[];
}

export interface Replayed extends ReplayedPart {
  readonly receipt: string;
  readonly release: number;
  readonly totalCents: number;
  /** It was booked while its rules could not be asked: only totals can be reckoned again. */
  readonly withoutRules?: true;
  /** Where the POS applied otherwise than was offered: no fault of the replay, but somebody should know. */
  readonly appliedOtherwise: readonly Otherwise[];
  /**
   * Under other semantics than the sale's: where they would offer otherwise than the POS applied. What was offered then is
   * not stored, so it is not said whose doing that is; a POS that did as it was told is not to be blamed.
   */
  readonly offeredOtherwise: readonly Otherwise[];
  readonly returns: readonly (ReplayedPart & { readonly returnId: string; readonly refundCents: number })[];
}

interface Otherwise {
  readonly promotionId: string;
  readonly offeredCents: number;
  readonly appliedCents: number;
}

/** Books the sale again under the stored definitions, and reckons each return again on what it was reckoned on. */
export function replay({ sale, ruleSet, returns }: PastSale, engine: ReplayEngine = today): Replayed {
  const { basket, context, applied } = sale;
  const { grossCents, discountCents, totalCents, lines, vat, ...booked } = engine.book(
    ruleSet,
    basket,
    context,
    applied,
  );
  const totals = { grossCents, discountCents, totalCents, lines, vat };
  const withoutRules = Object.keys(sale.rules).length === 0;
  const again = withoutRules ? totals : { ...totals, effects: booked.effects, coupons: booked.promised };
  const offered = engine
    .evaluate(ruleSet, basket, context)
    .effects.flatMap((effect) => (effect.kind === "price-modifier" ? [effect] : []));
  const otherwise = withoutRules ? [] : otherwiseThan(sale, offered);
  const isAsThen = sale.semantics === engine.semantics;
  return {
    receipt: sale.receipt,
    release: sale.release,
    totalCents,
    ...compared(sale, again, engine),
    ...(withoutRules ? { withoutRules } : {}),
    appliedOtherwise: isAsThen ? otherwise : [],
    offeredOtherwise: isAsThen ? [] : otherwise,
    returns: returns.map((one) => ({
      returnId: one.returnId,
      refundCents: one.refundCents,
      ...compared(one, refundAgain(one), engine),
    })),
  };

  function refundAgain({ goods, already, vouchers, unused: before }: ReturnOfSale): object {
    const now = engine.refund(ruleSet, sale, goods, already, vouchers);
    if (now.kind === "refused") return { refused: now.reason };
    const { kind: _, unused, ...refunded } = now;
    return before === undefined ? refunded : { ...refunded, unused };
  }
}

/** @param again some fields of `stored`, reckoned again */
function compared(
  stored: StoredSale | ReturnOfSale,
  again: object,
  { semantics }: ReplayEngine,
): ReplayedPart {
  // Through JSON, as the journal's bytes went: what is undefined is not there.
  const now = JSON.parse(JSON.stringify({ ...stored, ...again })) as object;
  return {
    semanticsThen: stored.semantics,
    semanticsNow: semantics,
    same: JSON.stringify(now) === JSON.stringify(stored),
    differences: differencesBetween(stored, now),
  };
}

interface Modifier {
  readonly promotionId: string;
  readonly amountCents: number;
}

function otherwiseThan(sale: StoredSale, offered: readonly Modifier[]): readonly Otherwise[] {
  const sums = (modifiers: readonly Modifier[]) =>
    modifiers.reduce(
      (by, { promotionId, amountCents }) => by.set(promotionId, (by.get(promotionId) ?? 0) + amountCents),
      new Map<string, number>(),
    );
  const [offer, reality] = [sums(offered), sums(sale.applied)];
  return [...new Set([...offer.keys(), ...reality.keys()])]
    .sort()
    .map((promotionId) => ({
      promotionId,
      offeredCents: offer.get(promotionId) ?? 0,
      appliedCents: reality.get(promotionId) ?? 0,
    }))
    .filter(({ offeredCents, appliedCents }) => offeredCents !== appliedCents);
}
