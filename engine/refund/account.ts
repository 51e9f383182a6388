/** What a part of a sale costs: its own promotions on it, and what the POS did otherwise than they say. */

import { book } from "../answers/book.ts";
import type { Basket, Cents } from "../basket.ts";
import type { Context } from "../context.ts";
import type { AppliedModifier, Effect, LineTotal, PriceModifier } from "../effect.ts";
import { evaluate } from "../evaluate.ts";
import { divide } from "../rounding.ts";
import type { RuleSet } from "../rule-set.ts";
import { isReturn } from "../world/sheet.ts";
import type { SoldSale } from "./sale.ts";

export interface Account {
  readonly basket: Basket;
  readonly effects: readonly Effect[];
  readonly lines: readonly LineTotal[];
  readonly grossCents: Cents;
  readonly costCents: Cents;
}

/** The sale as it was booked, without the lines that were returns themselves. */
export function accountOfSale({ basket, effects, lines }: SoldSale): Account {
  const returns = new Set(basket.lines.filter(isReturn).map(({ lineId }) => lineId));
  return account(
    { ...basket, lines: basket.lines.filter((line) => !isReturn(line)) },
    effects,
    lines.filter(({ lineId }) => !returns.has(lineId)),
  );
}

/**
 * What `kept` would have cost alone. Where the POS took off more or less on a line than the rule set says, that
 * difference stays with the line's units, each its part.
 * @param context of the sale, with the coupons that may still count
 */
export function accountOfKept(
  ruleSet: RuleSet,
  sale: SoldSale,
  kept: Basket,
  context: Context,
  differences: readonly Difference[],
): Account {
  if (kept.lines.length === 0) return account(kept, [], []);
  const evaluation = evaluate(ruleSet, kept, context);
  if (differences.length === 0) return account(kept, evaluation.effects, evaluation.lines);
  const grossOfSale = new Map(sale.basket.lines.map((line) => [line.lineId, line.extendedCents]));
  const applied = evaluation.effects.filter((effect) => effect.kind === "price-modifier").map(draftOf);
  for (const { modifierId, promotionId, lineId, cents } of differences) {
    const line = kept.lines.find((one) => one.lineId === lineId);
    if (line === undefined) continue;
    let draft = applied.find((one) => one.modifierId === modifierId);
    if (draft === undefined) {
      draft = { modifierId, promotionId, byLine: new Map() };
      applied.push(draft);
    }
    const part = divide(Math.abs(cents) * line.extendedCents, grossOfSale.get(lineId)!, "half-up");
    draft.byLine.set(lineId, (draft.byLine.get(lineId) ?? 0) + Math.sign(cents) * part);
  }
  const booked = book(ruleSet, kept, context, applied.map(appliedOf));
  return account(kept, booked.effects, booked.lines);
}

function account(basket: Basket, effects: readonly Effect[], lines: readonly LineTotal[]): Account {
  let grossCents = 0;
  let costCents = 0;
  for (const line of lines) {
    grossCents += line.grossCents;
    costCents += line.netCents;
  }
  return { basket, effects, lines, grossCents, costCents };
}

/** What the POS took off a line beyond what the rule set says; below 0 where it took off less. */
export interface Difference {
  readonly modifierId: string;
  readonly promotionId: string;
  readonly lineId: string;
  readonly cents: Cents;
}

/** Compared by line: how a line's cents lie on its units is the same in both. */
export function differencesOf(ruleSet: RuleSet, sale: SoldSale, context: Context): Difference[] {
  const differences = new Map<string, Difference>();
  const add = (effects: readonly Effect[], sign: 1 | -1) => {
    for (const effect of effects) {
      if (effect.kind !== "price-modifier") continue;
      const { modifierId, promotionId } = effect;
      for (const { lineId, amountCents } of effect.shares) {
        const key = `${modifierId}\n${lineId}`;
        const cents = (differences.get(key)?.cents ?? 0) + sign * amountCents;
        differences.set(key, { modifierId, promotionId, lineId, cents });
      }
    }
  };
  add(sale.effects, 1);
  add(evaluate(ruleSet, sale.basket, context).effects, -1);
  return [...differences.values()].filter(({ cents }) => cents !== 0);
}

interface Draft {
  readonly modifierId: string;
  readonly promotionId: string;
  readonly byLine: Map<string, Cents>;
}

function draftOf({ modifierId, promotionId, shares }: PriceModifier): Draft {
  return {
    modifierId,
    promotionId,
    byLine: new Map(shares.map(({ lineId, amountCents }) => [lineId, amountCents])),
  };
}

function appliedOf({ promotionId, byLine }: Draft): AppliedModifier {
  const shares = [...byLine]
    .filter(([, cents]) => cents > 0)
    .map(([lineId, amountCents]) => ({ lineId, amountCents }));
  return { promotionId, amountCents: shares.reduce((sum, one) => sum + one.amountCents, 0), shares };
}
