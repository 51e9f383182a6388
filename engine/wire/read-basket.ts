/** Baskets alone: whoever reads no promotions, as the thread that answers a POS, loads none of their terms. */

import type { Basket } from "../basket.ts";
import { basketSchema, toBasket } from "./basket-schema.ts";
import { parse, parseStrictly } from "./parse.ts";

export { excessOf } from "./basket-schema.ts";

/**
 * Throws EngineInputError "bad-basket". Fills in what may be left out; `currency` (default "EUR") is that of a basket
 * which names none. With `{ unknown: "refuse" }`, for what a person wrote, a field that nobody knows is an error.
 */
export function readBasket(
  value: unknown,
  { unknown, currency = "EUR" }: { readonly unknown?: "refuse"; readonly currency?: string } = {},
): Basket {
  const read = unknown === "refuse" ? parseStrictly : parse;
  return toBasket(read(basketSchema, value, "bad-basket", "basket"), currency);
}
