/** The engine's one question: what does this basket get, here and now? */

import type { Basket } from "./basket.ts";
import type { Context } from "./context.ts";
import type { Evaluation } from "./effect.ts";
import type { RuleSet } from "./rule-set.ts";
import { laidOut } from "./world/open.ts";

/**
 * Pure: the same rule set, basket and context give the same answer, byte for byte. Never throws for anything that
 * a shopper or a cashier can do; baskets from outside go through `readBasket` first. A basket in another currency than
 * the rule set is whoever's fault who brought the two together: EngineInputError "other-currency".
 */
export function evaluate(ruleSet: RuleSet, basket: Basket, context: Context): Evaluation {
  return laidOut(ruleSet, basket, context).evaluation();
}
