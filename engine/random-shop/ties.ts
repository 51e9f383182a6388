/**
 * Shops in which much is worth the same: few prices over many articles, promotions that are each other's like, lines
 * of the same goods, and later layers that notice which of them are left.
 */

import { SATURDAY } from "../example.ts";
import type { Limits, MechanicData, PromotionData, Selector } from "../promotion.ts";
import { between, type Draw, list, maybe, once, pick } from "./draw.ts";
import { ARTICLES, randomLine } from "./goods.ts";
import type { Shop } from "./shop.ts";

/** `size`: about so many times four promotions and six pieces. */
export function randomTies(draw: Draw, size = 1): Shop {
  const prices = pick(draw, [[100], [100, 200], [100, 100, 150, 200]]);
  const offers = list(between(draw, 2, 1 + 4 * size), (index) => ({
    ...frame(draw, `P${index}`, "offers"),
    mechanics: list(once(draw, 8) ? 2 : 1, () => offer(draw)),
  }));
  const later = list(between(draw, 1, 2), (index) => ({
    ...frame(draw, `Q${index}`, "later"),
    mechanics: [once(draw, 4) ? threshold(draw) : offer(draw)],
  }));
  const lines = list(between(draw, 2, 5 * size), (index) => {
    const pieces = between(draw, 1, 3);
    const unitPriceCents = pick(draw, prices);
    const line = { ...randomLine(draw, String(index + 1), pieces, false), vatRate: "22" };
    return {
      ...line,
      unitPriceCents,
      regularPriceCents: unitPriceCents,
      extendedCents: unitPriceCents * pieces,
    };
  });
  return {
    rules: {
      semantics: 1,
      currency: "EUR",
      layers: [
        { id: "offers", stage: "item", mode: "best" },
        { id: "later", stage: "item", mode: pick(draw, ["stack", "first", "best"]) },
      ],
      promotions: [...offers, ...later],
    },
    basket: { currency: "EUR", lines },
    context: { ...SATURDAY, coupons: list(draw(2), (index) => ({ couponId: `K${index}`, series: "S" })) },
  };
}

function frame(draw: Draw, id: string, layer: string): Omit<PromotionData, "mechanics"> {
  return {
    id,
    name: { en: `promotion ${id}` },
    layer,
    priority: draw(2),
    ...maybe(draw, 4, () => ({ limits: limits(draw) })),
    ...maybe(draw, 8, () => ({ requires: { kind: "coupon", series: "S" } as const })),
    ...maybe(draw, 8, () => ({ excludes: [pick(draw, ["tag", "other"])] })),
  };
}

function limits(draw: Draw): Limits {
  return pick<Limits>(draw, [
    { applications: between(draw, 1, 2) },
    { units: between(draw, 1, 4) },
    { unitsPerLine: between(draw, 1, 2) },
    { amountCents: pick(draw, [50, 100, 150]) },
    { amountCents: pick(draw, [50, 100, 150]), exceeding: pick(draw, ["refuse", "overshoot"]) },
  ]);
}

function offer(draw: Draw): MechanicData {
  const select = goods(draw);
  const on = maybe(draw, 4, () => ({
    on: { pick: pick(draw, ["cheapest", "dearest"]), units: between(draw, 1, 3) },
  }));
  const buy = between(draw, 2, 3);
  const shares = maybe(draw, 3, () => ({ shares: "rewarded" }));
  switch (draw(9)) {
    case 0:
      return { kind: "percent", select, percent: pick(draw, ["25", "50"]), ...on };
    case 1:
      return {
        kind: "amount",
        select,
        amountCents: pick(draw, [25, 50, 100]),
        per: pick(draw, ["unit", "line"]),
      };
    case 2:
      return { kind: "multi-buy", select, buy, reward: { priceCents: pick(draw, [100, 150]) } };
    case 3:
      return {
        kind: "multi-buy",
        select,
        buy,
        reward: { percent: "50", units: between(draw, 1, 2) },
        pick: pick(draw, ["cheapest", "dearest"]),
        ...maybe(draw, 2, () => ({ round: "set" })),
        ...shares,
      };
    case 4:
    case 5: {
      const slots = [
        { select, min: between(draw, 1, 2) },
        { select: goods(draw), min: 1, ...(once(draw, 2) ? { rewarded: true } : {}) },
      ];
      const reward = pick(draw, [{ percent: "50" }, { amountCents: 100 }, { priceCents: 150 }]);
      return { kind: "mix-and-match", slots, reward, ...shares };
    }
    case 6:
      return {
        kind: "scaled",
        select,
        tiers: [{ pieces: between(draw, 2, 3), reward: { percent: pick(draw, ["25", "50"]) } }],
        on: pick(draw, ["whole", "slice"]),
      };
    default:
      return { kind: "multi-buy", select, buy, reward: { free: 1 }, ...shares };
  }
}

function threshold(draw: Draw): MechanicData {
  return {
    kind: "threshold",
    base: "net",
    select: goods(draw),
    spendCents: pick(draw, [100, 200, 300]),
    reward: pick(draw, [{ amountCents: 50 }, { percent: "10" }]),
  };
}

function goods(draw: Draw): Selector {
  switch (draw(5)) {
    case 0:
      return { of: [{ everything: true }] };
    case 1:
      return { of: [{ department: pick(draw, ["10", "20"]) }] };
    default:
      return { of: [{ articles: [...new Set(list(between(draw, 1, 4), () => pick(draw, ARTICLES)))] }] };
  }
}
