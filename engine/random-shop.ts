/** Random shops for the tests of laws: small enough to think about, mixed enough to hurt. Draws from any source. */

import type { Basket, LineFlag, LineItem } from "./basket.ts";
import type { Context } from "./context.ts";
import type {
  Condition,
  LayerData,
  MechanicData,
  PromotionData,
  RuleSetData,
  Selector,
} from "./promotion.ts";
import { divide } from "./rounding.ts";

/** A whole number from 0 to `below` - 1. */
export type Draw = (below: number) => number;

export interface Shop {
  readonly rules: RuleSetData;
  readonly basket: Basket;
  readonly context: Context;
}

const ARTICLES = ["a", "b", "c", "d", "e", "f"] as const;

/** Whatever the engine knows: several layers of every mode, coupons, tags, limits, flags, measured goods. */
export function randomShop(draw: Draw): Shop {
  const layers: LayerData[] = [
    { id: "prices", stage: "price", mode: pick(draw, ["best", "first", "stack"]) },
    { id: "offers", stage: "item", mode: "best" },
    { id: "more", stage: "item", mode: pick(draw, ["first", "stack"]), base: pick(draw, ["left", "start"]) },
    { id: "basket", stage: "basket", mode: "stack" },
    { id: "earn", stage: "earn", mode: "stack" },
  ];
  const promotions = times(draw, 1, 8, (index) => randomPromotion(draw, index));
  return {
    rules: { semantics: 1, currency: "EUR", layers, groups: { odd: ["a", "c", "e"] }, promotions },
    basket: randomBasket(draw, 6, true),
    context: randomContext(draw),
  };
}

/** One `best` layer of promotions that claim units: what the oracle understands. */
export function randomContest(draw: Draw, unitsMax = 6): Shop {
  const promotions = times(draw, 1, 5, (index) => ({
    ...frame(draw, index, "offers"),
    mechanics: [claimingMechanic(draw)],
  }));
  return {
    rules: {
      semantics: 1,
      currency: "EUR",
      layers: [{ id: "offers", stage: "item", mode: "best" }],
      groups: { odd: ["a", "c", "e"] },
      promotions,
    },
    basket: randomBasket(draw, unitsMax, false),
    context: randomContext(draw),
  };
}

function randomBasket(draw: Draw, unitsMax: number, isWild: boolean): Basket {
  const lines: LineItem[] = [];
  let units = 1 + draw(unitsMax);
  while (units > 0) {
    const pieces = 1 + draw(Math.min(3, units));
    units -= pieces;
    lines.push(randomLine(draw, String(lines.length + 1), pieces, isWild));
  }
  return { currency: "EUR", lines };
}

export function randomLine(draw: Draw, lineId: string, pieces: number, isWild: boolean): LineItem {
  const index = draw(ARTICLES.length);
  const unitPriceCents = pick(draw, [99, 100, 119, 250, 333, 700, 1000]) + index;
  const common = {
    lineId,
    article: ARTICLES[index]!,
    department: index < 3 ? "10/1" : "20",
    brand: index % 2 === 0 ? "B" : "",
    supplier: "",
    attributes: {},
    unitPriceCents,
    regularPriceCents: isWild && draw(8) === 0 ? unitPriceCents + 50 : unitPriceCents,
    vatRate: pick(draw, ["4", "10", "22"]),
    flags: (isWild && draw(8) === 0 ? [pick(draw, FLAGS)] : []) as LineFlag[],
  };
  if (isWild && draw(5) === 0) {
    const measureThousandths = 100 + draw(900);
    const extendedCents = divide(unitPriceCents * measureThousandths, 1000, "half-up");
    return { ...common, pieces: 1, measureThousandths, extendedCents };
  }
  return { ...common, pieces, extendedCents: unitPriceCents * pieces };
}

const FLAGS: readonly LineFlag[] = ["not-discountable", "no-points", "deposit", "return"];

function randomPromotion(draw: Draw, index: number): PromotionData {
  const layer = pick(draw, ["prices", "offers", "offers", "offers", "more", "basket", "earn"]);
  const mechanic =
    layer === "basket"
      ? receiptMechanic(draw)
      : layer === "earn"
        ? earnMechanic(draw)
        : draw(3) === 0
          ? rareMechanic(draw)
          : claimingMechanic(draw);
  // Now and then something that claims nothing stands among those that do.
  const mechanics = draw(10) === 0 ? [receiptMechanic(draw)] : [mechanic];
  return { ...frame(draw, index, layer), mechanics };
}

function frame(draw: Draw, index: number, layer: string): Omit<PromotionData, "mechanics"> {
  const limits = {
    ...(draw(6) === 0 ? { applications: 1 + draw(2) } : {}),
    ...(draw(8) === 0 ? { units: 1 + draw(4) } : {}),
    ...(draw(8) === 0 ? { amountCents: 50 + draw(300) } : {}),
  };
  const requires = randomCondition(draw);
  return {
    id: `P${index}`,
    name: { en: `promotion ${index}` },
    layer,
    priority: draw(3),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(requires === undefined ? {} : { requires }),
    ...(draw(6) === 0 ? { excludes: ["tag"] } : {}),
  };
}

function randomCondition(draw: Draw): Condition | undefined {
  switch (draw(8)) {
    case 0:
      return { kind: "coupon", series: "S" };
    case 1:
      return { kind: "items", select: randomSelector(draw), pieces: 1 + draw(3) };
    case 2:
      return { kind: "basket", amountCents: 500 + draw(1000) };
    default:
      return undefined;
  }
}

function claimingMechanic(draw: Draw): MechanicData {
  const select = randomSelector(draw);
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
    default:
      return { kind: "multi-buy", select, buy: 2 + draw(2), reward: { free: 1 }, pick: pickOf };
  }
}

/** What the oracle does not know, but the laws hold for. */
function rareMechanic(draw: Draw): MechanicData {
  const select = randomSelector(draw);
  const on = { pick: pick(draw, ["cheapest", "dearest"]), units: 1 + draw(2) };
  const group = pick(draw, ["best", "dearest-first", "cheapest-first"]);
  switch (draw(5)) {
    case 0:
      return { kind: "percent", select, percent: "40", maxCents: 50 + draw(200), on };
    case 1:
      return { kind: "amount", select, amountCents: 30 + draw(200), per: "measure" };
    case 2:
      return { kind: "fixed-price", select, priceCents: 80 + draw(300), per: "measure" };
    case 3:
      return {
        kind: "multi-buy",
        select,
        buy: 2,
        group,
        reward: { unitPriceCents: 100 + draw(100), units: 1 },
      };
    default:
      return { kind: "multi-buy", select, buy: 2 + draw(2), group, reward: { free: 1 }, shares: "rewarded" };
  }
}

/** The same shop with every mechanic that can work by line doing so. */
export function byLines(shop: Shop): Shop {
  const byLine = (one: MechanicData): MechanicData =>
    ["percent", "amount", "fixed-price"].includes(one.kind) ? { ...one, round: "line" } : one;
  const promotions = shop.rules.promotions.map((one) => ({ ...one, mechanics: one.mechanics.map(byLine) }));
  return { ...shop, rules: { ...shop.rules, promotions } };
}

function receiptMechanic(draw: Draw): MechanicData {
  switch (draw(4)) {
    case 0:
      return { kind: "basket", percent: "10", except: [{ articles: ["b"] }] };
    case 1:
      return { kind: "basket", amountCents: 150, spread: pick(draw, ["proportional", "even"]) };
    case 2:
      return { kind: "threshold", spendCents: 700, base: "net", every: true, reward: { amountCents: 60 } };
    default:
      return {
        kind: "threshold",
        select: randomSelector(draw),
        spendCents: 400,
        base: pick(draw, ["net", "gross"]),
        reward: { percent: "15" },
      };
  }
}

function earnMechanic(draw: Draw): MechanicData {
  const account = "main";
  switch (draw(4)) {
    case 0:
      return {
        kind: "points",
        account,
        earn: { multiplier: pick(draw, ["2", "1.5"]) },
        select: randomSelector(draw),
      };
    case 1:
      return { kind: "points", account, select: randomSelector(draw), earn: { perPiece: 5 } };
    case 2:
      return { kind: "message", audience: "receipt", text: { en: "hello" } };
    default:
      return { kind: "points", account, earn: { perStepCents: pick(draw, [100, 150]), points: 1 } };
  }
}

function randomSelector(draw: Draw): Selector {
  switch (draw(6)) {
    case 0:
      return { of: [{ department: "10" }] };
    case 1:
      return { of: [{ group: "odd" }] };
    case 2:
      return { of: [{ everything: true }], except: [{ articles: [pick(draw, ARTICLES)] }] };
    default:
      return {
        of: [{ articles: [...new Set([pick(draw, ARTICLES), pick(draw, ARTICLES), pick(draw, ARTICLES)])] }],
      };
  }
}

function randomContext(draw: Draw): Context {
  return {
    date: "2026-11-21",
    time: "10:00:00",
    weekday: 6,
    store: "0042",
    storeGroups: [],
    till: "3",
    channel: "till",
    coupons: Array.from({ length: draw(3) }, (_, index) => ({ couponId: `K${index}`, series: "S" })),
  };
}

function pick<Value>(draw: Draw, values: readonly Value[]): Value {
  return values[draw(values.length)]!;
}

function times<Value>(draw: Draw, least: number, most: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: least + draw(most - least + 1) }, (_, index) => make(index));
}
