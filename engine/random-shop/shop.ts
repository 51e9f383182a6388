/** Whatever the engine knows, in one small shop: all mechanics, all layers, all that stands around them. */

import type { Basket } from "../basket.ts";
import type { Context } from "../context.ts";
import type { LayerData, MechanicData, PromotionData, RuleSetData } from "../promotion.ts";
import { type Draw, list, maybe, once, pick } from "./draw.ts";
import { randomFrame } from "./frame.ts";
import { ARTICLES, randomBasket } from "./goods.ts";
import { claiming, randomMechanics } from "./mechanics.ts";
import { randomContext } from "./moment.ts";

/** A question to the engine. */
export interface Shop {
  readonly rules: RuleSetData;
  readonly basket: Basket;
  readonly context: Context;
}

/** `size`: about so many times five promotions and six pieces. */
export function randomShop(draw: Draw, size = 1): Shop {
  const layers: LayerData[] = [
    { id: "prices", stage: "price", mode: pick(draw, ["best", "first", "stack"]) },
    { id: "offers", stage: "item", mode: "best" },
    layer(draw, { id: "more", stage: "item", mode: pick(draw, ["best", "first", "stack", "stack"]) }),
    layer(draw, { id: "basket", stage: "basket", mode: pick(draw, ["stack", "stack", "best", "first"]) }),
    layer(draw, { id: "reward", stage: "reward", mode: pick(draw, ["stack", "first", "best"]) }),
    layer(draw, { id: "tender", stage: "tender", mode: pick(draw, ["stack", "best"]) }),
    { id: "earn", stage: "earn", mode: "stack" },
  ];
  // Half of all meet in one layer.
  const chances = [...layers, layers[1]!, layers[1]!, layers[1]!, layers[1]!, layers[2]!];
  const promotions = list(1 + draw(8 * size), (index) => {
    const { id, stage } = pick(draw, chances);
    const frame = randomFrame(draw, index, id);
    return { ...frame, mechanics: randomMechanics(draw, stage).map((one) => byItsCoupon(draw, frame, one)) };
  });
  return shop(draw, layers, promotions, randomBasket(draw, 6 * size, true));
}

/** One layer that takes the best of all that claims units. */
export function randomDuel(draw: Draw, size = 1): Shop {
  const layers: LayerData[] = [{ id: "offers", stage: "item", mode: "best" }];
  const promotions = list(1 + draw(5 * size), (index) => ({
    ...randomFrame(draw, index, "offers"),
    mechanics: list(once(draw, 6) ? 2 : 1, () => claiming(draw)),
  }));
  return shop(draw, layers, promotions, randomBasket(draw, 8 * size, true));
}

function shop(
  draw: Draw,
  layers: readonly LayerData[],
  promotions: readonly PromotionData[],
  basket: Basket,
): Shop {
  const rules: RuleSetData = {
    semantics: 1,
    currency: "EUR",
    ...maybe(draw, 5, () => ({ rounding: pick(draw, ["half-even", "down"] as const) })),
    layers,
    groups: { odd: ["a", "c", "e"] },
    priceLists: { club: { a: 95, c: 90 + draw(300), f: 300 } },
    ...maybe(draw, 6, () => ({
      exclusions: [
        {
          flag: pick(draw, ["not-discountable", "no-points", "no-discount-by-law"] as const),
          select: { of: [{ articles: [pick(draw, ARTICLES)] }] },
        },
      ],
    })),
    ...maybe(draw, 3, () => ({
      values: { thousandPointsCents: { main: 1000 * draw(3) }, voucherCents: { S: 100, V: 50 * draw(3) } },
    })),
    promotions,
  };
  return { rules, basket, context: randomContext(draw, promotions) };
}

/** Some promotions that need a coupon take off what the coupon says. */
function byItsCoupon(
  draw: Draw,
  { requires }: Pick<PromotionData, "requires">,
  mechanic: MechanicData,
): MechanicData {
  if (mechanic.kind !== "basket" || requires?.kind !== "coupon" || once(draw, 3)) return mechanic;
  const { percent: _, amountCents: _a, ...terms } = mechanic;
  return { ...terms, kind: "basket", worthOf: requires.series };
}

function layer(draw: Draw, data: LayerData): LayerData {
  return data.mode === "stack" ? { ...data, base: pick(draw, ["left", "left", "start"]) } : data;
}
