/** What counters beyond the transaction say binds only promotions that have such a limit: a stale counter binds nobody. */

import type { Context } from "../context.ts";
import type { RuleSet } from "../rule-set.ts";
import { promotionOf } from "./finder.ts";

/** The context without counters of promotions that declare none; the same object where there are no such ones. */
export function withDeclaredCounters(ruleSet: RuleSet, context: Context): Context {
  if (context.remaining === undefined) return context;
  const all = Object.entries(context.remaining);
  const declared = all.filter(([id]) => {
    const { budget, perCustomer } = promotionOf(ruleSet.finder, id)?.data.limits ?? {};
    return budget !== undefined || perCustomer !== undefined;
  });
  return declared.length === all.length ? context : { ...context, remaining: Object.fromEntries(declared) };
}
