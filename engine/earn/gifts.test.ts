import { describe, expect, it } from "vitest";
import type { Context } from "../context.ts";
import type { Condition, MechanicData, PromotionData } from "../promotion.ts";
import { context, effectsOf, somebody } from "./shop.ts";

const coffee: Condition = { kind: "items", select: { of: [{ articles: ["coffee"] }] }, pieces: 3 };
const withCoupon: Condition = { kind: "all", of: [{ kind: "coupon", series: "S" }, coffee] };
const at: Partial<Context> = { coupons: [{ couponId: "K", series: "S" }] };
const gift = (terms: object = {}): MechanicData => ({
  kind: "gift",
  articles: ["mug"],
  how: "asked",
  ...terms,
});
const mug = (more: Partial<PromotionData> = {}) => ({
  layer: "offers",
  requires: withCoupon,
  mechanics: [gift()],
  ...more,
});
const asked = (notation: string, promotion: Partial<PromotionData> = {}, when: Partial<Context> = at) =>
  effectsOf("gift", [mug(promotion)], notation, when).map(({ articles, pieces, how }) => [
    how,
    ...articles,
    pieces,
  ]);
const withdrawn = (notation: string, when: Partial<Context> = at, promotion: Partial<PromotionData> = {}) =>
  effectsOf("gift-withdrawn", [mug(promotion)], notation, when).map(({ promotionId, lineIds }) => [
    promotionId,
    ...lineIds,
  ]);

describe("a gift", () => {
  it("is asked for when it is deserved and not there yet, and then no more", () => {
    expect(asked("coffee/3/299")).toEqual([["asked", "mug", 1]]);
    expect(asked("coffee/3/299 mug/1/500//P1")).toEqual([]);
    expect(asked("coffee/3/299 mug/1/500")).toEqual([]);
    expect(asked("coffee/2/299")).toEqual([]);
    expect(asked("coffee/3/299", {}, {})).toEqual([]);
  });

  it("is asked for as often as is still to be given", () => {
    const three = { mechanics: [gift({ pieces: 3, how: "scanned" })] };
    expect(asked("coffee/3/299 mug/1/500", three)).toEqual([["scanned", "mug", 2]]);
    expect(asked("coffee/3/299 mug/1/500", { ...three, limits: { units: 2 } })).toEqual([
      ["scanned", "mug", 1],
    ]);
  });

  it("that has no price of its own is given as soon as it is scanned", () => {
    expect(asked("coffee/3/299 mug/1/0")).toEqual([]);
  });

  it("keeps its coupon for itself until it is there, and uses it up then", () => {
    const [effect] = effectsOf("gift", [mug()], "coffee/3/299", at);
    expect(effect!.couponIds).toEqual([]);
    const [cut] = effectsOf("price-modifier", [mug()], "coffee/3/299 mug/1/500", at);
    expect(cut!.couponIds).toEqual(["K"]);
  });

  it("is not asked for by a promotion that another one keeps out", () => {
    const first = {
      layer: "offers",
      excludes: ["one"],
      mechanics: [{ kind: "percent", select: { of: [{ articles: ["coffee"] }] }, percent: "10" }],
    };
    expect(effectsOf("gift", [first, mug({ excludes: ["one"] })], "coffee/3/299", at)).toEqual([]);
  });
});

describe("a gift that the POS added", () => {
  it("is withdrawn when its condition falls, and costs its price until it is gone", () => {
    expect(withdrawn("coffee/3/299 mug/1/500//P1")).toEqual([]);
    expect(withdrawn("coffee/2/299 mug/1/500//P1")).toEqual([["P1", "2"]]);
    expect(withdrawn("coffee/3/299 mug/1/500//P1", {})).toEqual([["P1", "2"]]);
    expect(effectsOf("price-modifier", [mug()], "coffee/2/299 mug/1/500//P1", at)).toEqual([]);
  });

  it("is withdrawn also where nobody knows its promotion any more", () => {
    expect(withdrawn("coffee/3/299 mug/1/500//P1 cup/1/300//OLD")).toEqual([["OLD", "3"]]);
  });

  it("stays where another promotion has made it free", () => {
    const free = {
      layer: "offers",
      mechanics: [{ kind: "percent", select: { of: [{ articles: ["mug"] }] }, percent: "100" }],
    };
    const second = { ...mug(), id: "P2" };
    const effects = effectsOf("gift-withdrawn", [free, second], "coffee/3/299 mug/1/500//P2", at);
    expect(effects).toEqual([]);
    expect(effectsOf("gift", [free, second], "coffee/3/299 mug/1/500//P2", at)).toEqual([]);
  });
});

describe("gifts that stand alone and lose to a few cents", () => {
  it("are offered in the rule set's order, whichever goods are scanned first", () => {
    const alone = (article: string, prize: string) => ({
      layer: "offers",
      alone: true as const,
      requires: { kind: "items", select: { of: [{ articles: [article] }] } } as const,
      mechanics: [gift({ articles: [prize] })],
    });
    const off = {
      layer: "offers",
      mechanics: [
        { kind: "amount", select: { of: [{ articles: ["bread"] }] }, amountCents: 20, per: "unit" },
      ],
    };
    const offered = (notation: string) =>
      effectsOf("gift", [alone("tea", "cup"), alone("coffee", "mug"), off], notation).map(
        ({ articles, insteadOfCents }) => [...articles, insteadOfCents],
      );
    const both = [
      ["cup", 20],
      ["mug", 20],
    ];
    expect(offered("bread/1/200 tea/1/300 coffee/1/299")).toEqual(both);
    expect(offered("bread/1/200 coffee/1/299 tea/1/300")).toEqual(both);
  });
});

describe("what finds a gift that is not there yet", () => {
  const found = (promotion: Partial<PromotionData>, notation: string) =>
    effectsOf("gift", [mug({ requires: undefined, ...promotion })], notation).map(({ pieces }) => pieces);
  const rice: Condition = { kind: "items", select: { of: [{ articles: ["rice"] }] } };

  it("the goods that deserve it, one way or the other", () => {
    expect(found({ requires: coffee }, "coffee/3/299")).toEqual([1]);
    expect(found({ requires: { kind: "any", of: [coffee, rice] } }, "rice/1/200")).toEqual([1]);
    expect(found({ requires: { kind: "all", of: [rice, coffee] } }, "coffee/3/299 rice/1/200")).toEqual([1]);
    expect(found({ requires: { kind: "basket", amountCents: 500 } }, "bread/5/100")).toEqual([1]);
    expect(found({ requires: { kind: "not", of: coffee } }, "bread/5/100")).toEqual([1]);
  });

  it("so many for every step, the gift itself not counted", () => {
    const every = (select: object, step: object) => ({ mechanics: [gift({ every: { select, ...step } })] });
    const both = { of: [{ articles: ["coffee", "mug"] }] };
    expect(found(every(both, { pieces: 2 }), "coffee/5/299")).toEqual([2]);
    expect(found(every(both, { pieces: 2 }), "coffee/5/299 mug/1/500")).toEqual([1]);
    expect(found(every({ of: [{ everything: true }] }, { amountCents: 1000 }), "bread/10/350")).toEqual([3]);
  });
});

describe("a prize of the catalogue", () => {
  const towel = {
    layer: "offers",
    mechanics: [
      { kind: "reward", account: "main", points: 900, prize: { articles: ["towel"], how: "asked" } },
    ],
  };
  const with1000: Partial<Context> = {
    ...context,
    customer: { ...somebody, balances: { main: 1000 } },
    rewards: [{ promotionId: "P1", times: 1 }],
  };

  it("is found by the choice alone, and asked for", () => {
    const prize = effectsOf("gift", [towel], "bread/1/199", with1000);
    expect(prize).toMatchObject([{ how: "asked", articles: ["towel"], pieces: 1 }]);
    expect(effectsOf("gift", [towel], "bread/1/199", { ...with1000, rewards: [] })).toEqual([]);
  });

  it("burns its points once it is in the basket", () => {
    const burnt = effectsOf("reward", [towel], "towel/1/1990//P1", with1000);
    expect(burnt.map(({ points, times }) => [points, times])).toEqual([[900, 1]]);
  });
});
