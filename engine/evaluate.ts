/** The engine's one question: what does this basket get, here and now? */

import type { Basket } from "./basket.ts";
import type { Context } from "./context.ts";
import { outcomesOf } from "./coupon-outcome.ts";
import { earn } from "./earn.ts";
import type { Effect, Evaluation } from "./effect.ts";
import { runLayer } from "./layer.ts";
import { priceModifiers } from "./modifier.ts";
import type { RuleSet } from "./rule-set.ts";
import { type Run, startRun } from "./run.ts";
import { SEMANTICS_VERSION } from "./semantics.ts";
import { totalsOf } from "./totals.ts";

export { SEMANTICS_VERSION };

/**
 * Pure: the same rule set, basket and context give the same answer, byte for byte. Never throws for anything that
 * a shopper or a cashier can do; baskets from outside go through `readBasket` first.
 */
export function evaluate(ruleSet: RuleSet, basket: Basket, context: Context): Evaluation {
  const { run, effects } = play(ruleSet, basket, context);
  return evaluationOf(run, basket, effects);
}

/** The whole evaluation, with what `explain` and `suggest` need of it. */
export function play(
  ruleSet: RuleSet,
  basket: Basket,
  context: Context,
): { readonly run: Run; readonly effects: readonly Effect[] } {
  const run = startRun(ruleSet, basket, context);
  for (let layer = 0; layer < ruleSet.layers.length; layer++) runLayer(run, layer);
  const cuts = priceModifiers(run);
  return { run, effects: [...cuts, ...earn(run)] };
}

function evaluationOf(run: Run, basket: Basket, effects: readonly Effect[]): Evaluation {
  const { lines, vat, ...totals } = totalsOf(basket, run.sheet);
  return {
    semantics: SEMANTICS_VERSION,
    ...totals,
    effects,
    coupons: outcomesOf(run),
    lines,
    vat,
    layers: run.reports,
  };
}
