import { compile, type RuleSet, type RuleSetData } from "../../engine/index.ts";
import type { Definition, StoredSale } from "./stored-sale.ts";

/**
 * The rules that a past sale met, out of what is kept with it: only the promotions that touched it, which evaluate its
 * basket, and every part of it, as all there were. A sale that was booked without its rules has none.
 */
export function pastRules(
  sale: Pick<StoredSale, "rules" | "basket" | "semantics">,
  definitions: readonly Definition[],
): RuleSet {
  const promotions = definitions.map(({ json }) => JSON.parse(json));
  const none = { semantics: sale.semantics, currency: sale.basket.currency, layers: [] };
  return compile({ ...none, ...sale.rules, promotions } as unknown as RuleSetData);
}
