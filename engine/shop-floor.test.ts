/** Worked cases from the shop floor: what the leaflet says, what the receipt must show. */

import { describe, expect, it } from "vitest";
import type { Basket, LineItem } from "./basket.ts";
import { compile } from "./compile.ts";
import type { Context } from "./context.ts";
import { evaluate } from "./evaluate.ts";
import { basket } from "./example.ts";
import { explain } from "./explain.ts";
import type { LayerData, MechanicData, PromotionData } from "./promotion.ts";
import { suggest } from "./suggest.ts";

const here: Context = {
  date: "2026-11-21",
  time: "10:31:00",
  weekday: 6,
  store: "0042",
  storeGroups: ["north"],
  till: "3",
  channel: "till",
  coupons: [],
};
const member = { id: "c", tier: "", segments: [], staff: false, attributes: {}, balances: {} };
const coupon = (couponId: string, series = "S") => ({ couponId, series });

const layers: LayerData[] = [
  { id: "offers", stage: "item", mode: "best" },
  { id: "extra", stage: "item", mode: "stack" },
  { id: "basket", stage: "basket", mode: "stack" },
  { id: "earn", stage: "earn", mode: "stack" },
];
const rules = (...promotions: PromotionData[]) => ({ semantics: 1, currency: "EUR", layers, promotions });
const compiled = (...promotions: PromotionData[]) => compile(rules(...promotions));

function promotion(id: string, layer: string, mechanic: MechanicData, more: Partial<PromotionData> = {}) {
  return { id, name: { en: id }, layer, mechanics: [mechanic], ...more } satisfies PromotionData;
}
const articles = (...names: string[]) => ({ of: [{ articles: names }] });
const changed = (from: Basket, lineId: string, change: Partial<LineItem>): Basket => ({
  ...from,
  lines: from.lines.map((line) => (line.lineId === lineId ? { ...line, ...change } : line)),
});

describe("choosing", () => {
  const three = promotion("3x2", "offers", {
    kind: "multi-buy",
    select: articles("a", "b", "c", "d", "x", "y", "z"),
    buy: 3,
    reward: { free: 1 },
  });

  it("3 for 2 on 10, 9, 8, 7 beside 4.00 off the 9 finds 11.00, which no fixed grouping proposes", () => {
    const four = promotion("4 off", "offers", {
      kind: "amount",
      select: articles("b"),
      amountCents: 400,
      per: "unit",
    });
    const { discountCents, layers: reports } = evaluate(
      compiled(three, four),
      basket("a/1/1000 b/1/900 c/1/800 d/1/700"),
      here,
    );
    expect(discountCents).toBe(1100);
    expect(reports[0]).toMatchObject({ layer: "offers", gapCents: 0 });
  });

  it("3 for 2 on 10, 9, 8, 1, 1, 1 saves 9", () => {
    expect(
      evaluate(compiled(three), basket("a/1/1000 b/1/900 c/1/800 x/1/100 y/1/100 z/1/100"), here)
        .discountCents,
    ).toBe(900);
  });

  it("the same units are not discounted twice in a best layer, and are in a later one", () => {
    const ten = promotion("10%", "offers", { kind: "percent", select: articles("a"), percent: "10" });
    const twenty = promotion("20%", "offers", { kind: "percent", select: articles("a"), percent: "20" });
    const after = promotion("then 10%", "extra", { kind: "percent", select: articles("a"), percent: "10" });
    expect(evaluate(compiled(ten, twenty, after), basket("a/1/10000"), here).totalCents).toBe(7200);
  });

  it("10 % and 20 % of 100.00 stacked are 72.00, or 70.00 from the start price", () => {
    const both = [
      promotion("A", "extra", { kind: "percent", select: articles("a"), percent: "10" }),
      promotion("B", "extra", { kind: "percent", select: articles("a"), percent: "20" }, { priority: 1 }),
    ];
    const start = layers.map((layer) =>
      layer.id === "extra" ? { ...layer, base: "start" as const } : layer,
    );
    expect(evaluate(compiled(...both), basket("a/1/10000"), here).totalCents).toBe(7200);
    expect(
      evaluate(compile({ ...rules(...both), layers: start }), basket("a/1/10000"), here).totalCents,
    ).toBe(7000);
  });

  it("promotions that exclude each other: the better one is chosen", () => {
    const small = promotion(
      "P1",
      "offers",
      { kind: "percent", select: articles("a"), percent: "50" },
      { excludes: ["x"] },
    );
    const large = promotion(
      "P2",
      "offers",
      { kind: "percent", select: articles("b"), percent: "50" },
      { excludes: ["x"] },
    );
    const { effects } = evaluate(compiled(small, large), basket("a/1/100 b/1/300"), here);
    expect(effects.map(({ promotionId }) => promotionId)).toEqual(["P2"]);
    const [first] = explain(compiled(small, large), basket("a/1/100 b/1/300"), here);
    expect(first?.reasons).toEqual([{ kind: "outbid", by: ["P2"] }]);
  });

  it("where something that claims no units would take more than is left, it yields", () => {
    const free = promotion("A", "offers", { kind: "percent", select: articles("a"), percent: "100" });
    const cut = promotion("B", "offers", { kind: "basket", percent: "10" });
    const result = evaluate(compiled(free, cut), basket("a/1/1000 b/1/1000"), here);
    expect(result.lines.map(({ netCents }) => netCents)).toEqual([0, 900]);
  });

  it("a limit on value is a limit on value", () => {
    const capped = promotion(
      "P",
      "offers",
      { kind: "percent", select: articles("a"), percent: "50" },
      { limits: { amountCents: 120 } },
    );
    expect(evaluate(compiled(capped), basket("a/3/100"), here).discountCents).toBe(120);
  });
});

describe("as a chain really writes them", () => {
  it("10 % off every bottle when at least four are bought", () => {
    const wine = { of: [{ department: "52" }] };
    const offer = promotion(
      "wine",
      "extra",
      { kind: "percent", select: wine, percent: "10" },
      {
        requires: { kind: "items", select: wine, pieces: 4 },
      },
    );
    expect(
      evaluate(compiled(offer), basket("chianti/2/599/52.10 barolo/2/1999/52.20"), here).discountCents,
    ).toBe(520);
    const [short] = explain(compiled(offer), basket("chianti/2/599/52.10 barolo/1/1999/52.20"), here);
    expect(short?.reasons).toEqual([{ kind: "units-short", pieces: 1 }]);
  });

  it("a scanned coupon article and two packs of random weight: the cheaper pack is free, once", () => {
    const offer = promotion(
      "packs",
      "offers",
      { kind: "multi-buy", select: articles("mince"), buy: 2, reward: { free: 1 } },
      { requires: { kind: "items", select: articles("coupon") }, limits: { applications: 1 } },
    );
    const packs = "mince/0.454kg/1090 mince/0.512kg/1090 mince/0.600kg/1090 mince/0.610kg/1090";
    expect(evaluate(compiled(offer), basket(packs), here).discountCents).toBe(0);
    // Once only, so for the customer's best it is the dearer two packs that form the set.
    expect(evaluate(compiled(offer), basket(`${packs} coupon/1/0`), here).discountCents).toBe(654);
  });

  it("10 % off the basket for members, two departments excepted, rounded once", () => {
    const offer = promotion(
      "club",
      "basket",
      { kind: "basket", percent: "10", except: [{ department: "70" }, { department: "71" }] },
      { who: { card: true } },
    );
    const bought = basket("bread/1/195/10 milk/1/195/10 toner/1/5000/70.1");
    expect(evaluate(compiled(offer), bought, here).discountCents).toBe(0);
    expect(evaluate(compiled(offer), bought, { ...here, customer: member }).discountCents).toBe(39);
  });

  it("deposits and goods sold by law without discount stay out, unless the promotion names them", () => {
    const cut = promotion("10%", "basket", { kind: "basket", percent: "10" });
    const bought = changed(basket("milk/1/1000 crate/1/500"), "2", { flags: ["deposit"] });
    expect(evaluate(compiled(cut), bought, here).discountCents).toBe(100);
    const named = promotion("crate", "extra", { kind: "percent", select: articles("crate"), percent: "10" });
    expect(evaluate(compiled(named), bought, here).discountCents).toBe(50);
  });

  it("only goods that nothing has cut yet", () => {
    const offer = promotion("A", "offers", { kind: "percent", select: articles("a"), percent: "10" });
    const rest = promotion("B", "extra", {
      kind: "percent",
      select: { of: [{ everything: true }], notYetCut: true },
      percent: "50",
    });
    const bought = changed(basket("a/1/1000 b/1/1000 c/1/1000"), "3", { regularPriceCents: 1200 });
    const { lines } = evaluate(compiled(offer, rest), bought, here);
    expect(lines.map(({ discountCents }) => discountCents)).toEqual([100, 500, 0]);
  });

  it("points follow what is paid; multipliers add, and are rounded down once", () => {
    const cut = promotion("cut", "basket", { kind: "basket", percent: "10" });
    const base = promotion("base", "earn", {
      kind: "points",
      account: "main",
      earn: { perStepCents: 100, points: 1 },
    });
    const twice = promotion("x2", "earn", { kind: "points", account: "main", earn: { multiplier: "2" } });
    const thrice = promotion("x3", "earn", { kind: "points", account: "main", earn: { multiplier: "3" } });
    const { effects } = evaluate(compiled(cut, base, twice, thrice), basket("a/1/1110"), here);
    // 9.99 paid: 9.99 points, four times is 39.96.
    const points = effects.flatMap((effect) => (effect.kind === "points" ? [effect.points] : []));
    expect(points).toEqual([9, 10, 20]);
  });
});

it("half a point that makes another whole is not forgotten", () => {
  const base = promotion("base", "earn", {
    kind: "points",
    account: "main",
    earn: { perStepCents: 100, points: 1 },
  });
  const twice = promotion("x2", "earn", { kind: "points", account: "main", earn: { multiplier: "2" } });
  const points = (...given: PromotionData[]) =>
    evaluate(compiled(...given), basket("a/1/70"), here).effects.map((one) => "points" in one && one.points);
  expect(points(base, twice)).toEqual([0, 1]);
  expect(points(base)).toEqual([]);
});

describe("coupons", () => {
  const offer = promotion(
    "S5",
    "basket",
    { kind: "threshold", spendCents: 2000, base: "net", reward: { amountCents: 500 } },
    {
      requires: { kind: "coupon", series: "S" },
    },
  );
  const outcome = (bought: string, context: Context, ...promotions: PromotionData[]) =>
    evaluate(compiled(...promotions), basket(bought), context).coupons;

  it("applies by itself once its condition is met, and is parked until then", () => {
    const context = { ...here, coupons: [coupon("k")] };
    expect(outcome("a/1/1999", context, offer)).toEqual([
      { couponId: "k", series: "S", outcome: "parked", promotionIds: ["S5"] },
    ]);
    expect(outcome("a/1/2000", context, offer)).toEqual([
      { couponId: "k", series: "S", outcome: "accepted", promotionIds: ["S5"] },
    ]);
  });

  it("one coupon serves one promotion; the second one is kept for another day", () => {
    const context = { ...here, coupons: [coupon("k1"), coupon("k2")] };
    expect(outcome("a/1/5000", context, offer).map((one) => one.outcome)).toEqual(["accepted", "outbid"]);
  });

  it("outbid by a better offer on the same article", () => {
    const weak = promotion(
      "weak",
      "offers",
      { kind: "percent", select: articles("a"), percent: "5" },
      {
        requires: { kind: "coupon", series: "S" },
      },
    );
    const strong = promotion("strong", "offers", { kind: "percent", select: articles("a"), percent: "20" });
    expect(outcome("a/1/1000", { ...here, coupons: [coupon("k")] }, weak, strong)).toEqual([
      { couponId: "k", series: "S", outcome: "outbid", promotionIds: ["strong"] },
    ]);
  });

  it("at equal savings the coupon is left in the customer's hand", () => {
    const withCoupon = promotion(
      "A",
      "offers",
      { kind: "percent", select: articles("a"), percent: "20" },
      {
        requires: { kind: "coupon", series: "S" },
      },
    );
    const without = promotion("B", "offers", { kind: "percent", select: articles("a"), percent: "20" });
    const { effects } = evaluate(compiled(withCoupon, without), basket("a/1/1000"), {
      ...here,
      coupons: [coupon("k")],
    });
    expect(effects[0]?.promotionId).toBe("B");
  });

  it("is refused with a reason the cashier can be told", () => {
    const reason = (context: Context, more: Partial<PromotionData> = {}) => {
      const [first] = outcome("a/1/5000", context, { ...offer, ...more });
      return first?.outcome === "refused" ? first.reason : first?.outcome;
    };
    const presented = { ...here, coupons: [coupon("k")] };
    expect(reason({ ...here, coupons: [coupon("k", "T")] })).toBe("no-promotion");
    expect(reason(presented, { where: { stores: ["0001"] } })).toBe("not-here");
    expect(reason(presented, { valid: { to: "2026-11-20" } })).toBe("not-now");
    expect(reason(presented, { who: { card: true } })).toBe("card-needed");
    expect(reason({ ...here, coupons: [{ ...coupon("k"), refusal: "expired" }] })).toBe("expired");
    expect(reason({ ...here, coupons: [{ ...coupon("k"), customerId: "other" }], customer: member })).toBe(
      "not-this-card",
    );
    const twice = outcome("a/1/5000", { ...here, coupons: [coupon("k"), coupon("k")] }, offer);
    expect(twice[1]).toMatchObject({ outcome: "refused", reason: "presented-twice" });
  });
});

describe("suggesting", () => {
  it("one more pack and the third is free", () => {
    const three = promotion("3x2", "offers", {
      kind: "multi-buy",
      select: articles("pasta"),
      buy: 3,
      reward: { free: 1 },
    });
    expect(suggest(compiled(three), basket("pasta/2/119"), here)).toEqual([
      {
        promotionId: "3x2",
        text: { en: "3x2" },
        gainCents: 119,
        gainPoints: 0,
        probe: { article: "pasta", pieces: 1, unitPriceCents: 119 },
        spendCents: 0,
        missing: { pieces: 1 },
      },
    ]);
  });

  it("proposes an article that is not in the basket, if the shop knows its price", () => {
    const both = promotion("menu", "offers", {
      kind: "multi-buy",
      select: articles("bun", "burger"),
      buy: 2,
      reward: { priceCents: 400 },
    });
    const catalogue = (article: string) => (article === "burger" ? { unitPriceCents: 350 } : undefined);
    const [first] = suggest(compiled(both), basket("bun/1/250"), here, undefined, catalogue);
    expect(first).toMatchObject({ gainCents: 200, spendCents: 150, probe: { article: "burger" } });
  });
});
