/** One `best` layer of promotions that claim units, with the terms that a brute force can write down. */

import { SATURDAY } from "../example.ts";
import type { Condition, MechanicData, PromotionData, Selector } from "../promotion.ts";
import { type Draw, list, maybe, pick } from "./draw.ts";
import { ARTICLES, randomBasket, someArticles } from "./goods.ts";
import type { Shop } from "./shop.ts";

export function randomContest(draw: Draw, unitsMax = 6): Shop {
  const promotions = list(1 + draw(5), (index) => contestant(draw, index));
  return {
    rules: {
      semantics: 1,
      currency: "EUR",
      layers: [{ id: "offers", stage: "item", mode: "best" }],
      groups: { odd: ["a", "c", "e"] },
      promotions,
    },
    basket: randomBasket(draw, unitsMax, false),
    context: {
      ...SATURDAY,
      coupons: list(draw(3), (index) => ({ couponId: `K${index}`, series: "S" })),
    },
  };
}

function contestant(draw: Draw, index: number): PromotionData {
  const limits = {
    ...maybe(draw, 6, () => ({ applications: 1 + draw(2) })),
    ...maybe(draw, 8, () => ({ units: 1 + draw(4) })),
    ...maybe(draw, 8, () => ({ amountCents: 50 + draw(300) })),
  };
  const requires = condition(draw);
  return {
    id: `P${index}`,
    name: { en: `promotion ${index}` },
    layer: "offers",
    priority: draw(3),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(requires === undefined ? {} : { requires }),
    ...maybe(draw, 6, () => ({ excludes: ["tag"] })),
    mechanics: [mechanic(draw)],
  };
}

function condition(draw: Draw): Condition | undefined {
  switch (draw(8)) {
    case 0:
      return { kind: "coupon", series: "S" };
    case 1:
      return { kind: "items", select: selector(draw), pieces: 1 + draw(3) };
    case 2:
      return { kind: "basket", amountCents: 500 + draw(1000) };
    default:
      return undefined;
  }
}

function mechanic(draw: Draw): MechanicData {
  const select = selector(draw);
  const pickOf = pick(draw, ["cheapest", "dearest"]);
  switch (draw(7)) {
    case 0:
      return { kind: "percent", select, percent: pick(draw, ["10", "33.3", "50"]) };
    case 1:
      return { kind: "amount", select, amountCents: 20 + draw(200), per: "unit" };
    case 2:
      return { kind: "fixed-price", select, priceCents: 80 + draw(300), per: "unit" };
    case 3:
      return { kind: "multi-buy", select, buy: 2 + draw(2), reward: { priceCents: 150 + draw(600) } };
    case 4:
      return {
        kind: "multi-buy",
        select,
        buy: 2 + draw(2),
        reward: { percent: pick(draw, ["50", "30"]), units: 1 },
        pick: pickOf,
      };
    case 5:
      return { kind: "multi-buy", select, buy: 2, same: "article", reward: { free: 1 }, pick: pickOf };
    default:
      return { kind: "multi-buy", select, buy: 2 + draw(2), reward: { free: 1 }, pick: pickOf };
  }
}

function selector(draw: Draw): Selector {
  switch (draw(6)) {
    case 0:
      return { of: [{ department: "10" }] };
    case 1:
      return { of: [{ group: "odd" }] };
    case 2:
      return { of: [{ everything: true }], except: [{ articles: [pick(draw, ARTICLES)] }] };
    default:
      return { of: [{ articles: someArticles(draw) }] };
  }
}
