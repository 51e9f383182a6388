/** Baskets alone: whoever reads no promotions, as the thread that answers a POS, loads none of their terms. */

import type { Basket } from "../basket.ts";
import { basketSchema, toBasket } from "./basket-schema.ts";
import { parse } from "./parse.ts";

export { excessOf } from "./basket-schema.ts";

/** Throws EngineInputError "bad-basket". Fills in what may be left out. */
export function readBasket(value: unknown): Basket {
  return toBasket(parse(basketSchema, value, "bad-basket", "basket"));
}
