/** What a customer who read the leaflet expects, where it is easy to get it almost right. */

import { describe, expect, it } from "vitest";
import { book } from "./book.ts";
import { compile } from "./compile.ts";
import type { Context } from "./context.ts";
import type { Evaluation } from "./effect.ts";
import { evaluate } from "./evaluate.ts";
import { basket } from "./example.ts";
import { explain } from "./explain.ts";
import type { LayerData, PromotionData } from "./promotion.ts";

const context: Context = {
  date: "2026-11-21",
  time: "10:00:00",
  weekday: 6,
  store: "0042",
  storeGroups: [],
  till: "3",
  channel: "till",
  coupons: [],
};
const layers: readonly LayerData[] = [
  { id: "offers", stage: "item", mode: "best" },
  { id: "first", stage: "item", mode: "first" },
  { id: "more", stage: "item", mode: "stack", base: "start" },
  { id: "points", stage: "earn", mode: "stack" },
];
const everything = { of: [{ everything: true as const }] };
const pasta = { of: [{ articles: ["pasta"] }] };
const tenOff = { kind: "percent", select: everything, percent: "10" };

function rules(...promotions: Partial<PromotionData>[]) {
  const named = promotions.map((one, i) => ({
    id: `P${i + 1}`,
    name: { en: "offer" },
    layer: "offers",
    priority: i,
    mechanics: [tenOff],
    ...one,
  }));
  return compile({ semantics: 1, currency: "EUR", layers, promotions: named });
}

const withCoupons = (...series: string[]): Context => ({
  ...context,
  coupons: series.map((one, i) => ({ couponId: `K${i + 1}`, series: one })),
});
const pointsOf = ({ effects }: Pick<Evaluation, "effects">) =>
  effects.reduce((sum, one) => sum + (one.kind === "points" ? one.points : 0), 0);

describe("points", () => {
  const perStep = { kind: "points", account: "main", earn: { perStepCents: 500, points: 10 } };
  const goods = basket("pasta/2/199 rice/2/124");

  it("ten points every five euro are ten for 6.46, and twice that where they are doubled", () => {
    const doubled = { kind: "points", account: "main", earn: { multiplier: "2" } };
    const once = { layer: "points", mechanics: [perStep] };
    expect(pointsOf(evaluate(rules(once), goods, context))).toBe(10);
    expect(pointsOf(evaluate(rules(once, { layer: "points", mechanics: [doubled] }), goods, context))).toBe(
      20,
    );
  });

  it("five points a pack, for three packs at most", () => {
    const perPack = { kind: "points", account: "main", select: pasta, earn: { perPiece: 5 } };
    const limited = { layer: "points", mechanics: [perPack], limits: { units: 3 } };
    expect(pointsOf(evaluate(rules(limited), basket("pasta/7/100"), context))).toBe(15);
  });

  it("a step that only gives points counts what earns points: no newspaper, but goods without discount", () => {
    const threshold = {
      kind: "threshold",
      base: "net",
      spendCents: 1000,
      reward: { points: 50, account: "main" },
    };
    const flagged = (flag: "no-points" | "not-discountable") => {
      const { lines, currency } = basket("pasta/1/600 paper/1/600");
      return { currency, lines: [lines[0]!, { ...lines[1]!, flags: [flag] }] };
    };
    const ruleSet = rules({ layer: "points", mechanics: [threshold] });
    expect(pointsOf(evaluate(ruleSet, flagged("no-points"), context))).toBe(0);
    expect(pointsOf(evaluate(ruleSet, flagged("not-discountable"), context))).toBe(50);
  });
});

describe("coupons", () => {
  it("of two basket cuts worth the same the one without a coupon is taken", () => {
    const cut = { mechanics: [{ kind: "basket", amountCents: 100 }], excludes: ["one"] };
    const ruleSet = rules({ ...cut, requires: { kind: "coupon", series: "S" } }, cut);
    const { coupons, discountCents } = evaluate(ruleSet, basket("pasta/1/500"), withCoupons("S"));
    expect(discountCents).toBe(100);
    expect(coupons[0]!.outcome).not.toBe("accepted");
  });

  it("a promotion that takes either of two coupons leaves to another the one that this one needs", () => {
    const coupon = (series: string) => ({ kind: "coupon" as const, series });
    const ruleSet = rules(
      {
        mechanics: [{ ...tenOff, select: pasta }],
        requires: { kind: "any", of: [coupon("A"), coupon("B")] },
      },
      { mechanics: [{ ...tenOff, select: { of: [{ articles: ["rice"] }] } }], requires: coupon("A") },
    );
    const { discountCents, coupons } = evaluate(
      ruleSet,
      basket("pasta/1/100 rice/1/100"),
      withCoupons("A", "B"),
    );
    expect(discountCents).toBe(20);
    expect(coupons.map((one) => "promotionIds" in one && one.promotionIds)).toEqual([["P2"], ["P1"]]);
  });

  it("a coupon that only stands in a promotion's way is of no use, and not parked", () => {
    const ruleSet = rules({ requires: { kind: "not", of: { kind: "coupon", series: "S" } } });
    const { coupons, discountCents } = evaluate(ruleSet, basket("pasta/1/100"), withCoupons("S"));
    expect(discountCents).toBe(0);
    expect(coupons[0]).toMatchObject({ outcome: "refused", reason: "no-promotion" });
  });

  it("a promotion whose coupon nobody showed says so, if the basket has its goods", () => {
    const ruleSet = rules({
      mechanics: [{ ...tenOff, select: pasta }],
      requires: { kind: "coupon", series: "S" },
    });
    const [why] = explain(ruleSet, basket("pasta/1/500"), context);
    expect(why!.reasons).toEqual([{ kind: "coupon-missing", series: "S" }]);
    expect(explain(ruleSet, basket("rice/1/500"), context)).toEqual([]);
  });

  it("a coupon that an earlier promotion used up is not called missing", () => {
    const needs = { requires: { kind: "coupon" as const, series: "S" }, layer: "first" };
    const [, second] = explain(rules(needs, needs), basket("pasta/1/500"), withCoupons("S"));
    expect(second!.reasons).toEqual([{ kind: "outbid", by: ["P1"] }]);
  });
});

describe("explanations", () => {
  it("three for five euro on three that cost four: it saves nothing, no pack is missing", () => {
    const bundle = { kind: "multi-buy", select: pasta, buy: 3, reward: { priceCents: 500 } };
    const [why] = explain(rules({ mechanics: [bundle] }), basket("pasta/3/133"), context);
    expect(why!.reasons).toEqual([{ kind: "saves-nothing" }]);
  });

  it("a set larger than the limit on units never applies, and the limit is blamed", () => {
    const bundle = { kind: "multi-buy", select: pasta, buy: 3, reward: { free: 1 } };
    const ruleSet = rules({ mechanics: [bundle], limits: { units: 2 } });
    expect(explain(ruleSet, basket("pasta/3/133"), context)[0]!.reasons).toEqual([
      { kind: "limit-reached", limit: "units" },
    ]);
  });

  it("only who has its goods has outbid a promotion", () => {
    const half = { kind: "percent", percent: "50" };
    const ruleSet = rules(
      { mechanics: [{ ...half, select: pasta }] },
      { mechanics: [{ ...half, select: { of: [{ articles: ["rice"] }] } }] },
      { mechanics: [{ ...tenOff, select: pasta }], requires: { kind: "coupon", series: "S" } },
    );
    const whys = explain(ruleSet, basket("pasta/1/500 rice/1/500"), withCoupons("S"));
    expect(whys.find(({ promotionId }) => promotionId === "P3")!.reasons).toEqual([
      { kind: "outbid", by: ["P1"] },
    ]);
  });
});

describe("opening hours of a promotion", () => {
  it("two bands that both hold after midnight: it is enough that one of them belongs to an open day", () => {
    const times = [
      { from: "22:00", to: "02:00" },
      { from: "00:00", to: "06:00" },
    ];
    const ruleSet = rules({ valid: { weekdays: [6], times } });
    const at = (time: string, weekday: 6 | 7) =>
      evaluate(ruleSet, basket("pasta/1/500"), { ...context, time, weekday }).discountCents;
    expect(at("01:00:00", 6)).toBe(50);
    expect(at("01:00:00", 7)).toBe(50);
    expect(at("03:00:00", 7)).toBe(0);
  });
});

describe("on the price at the start", () => {
  it("a unit that is free already uses up nobody's limit and is not counted", () => {
    const ruleSet = rules(
      { layer: "more", mechanics: [{ kind: "percent", select: pasta, percent: "100" }] },
      { layer: "more", mechanics: [{ ...tenOff, percent: "50" }], limits: { applications: 1 } },
    );
    const { discountCents, effects } = evaluate(ruleSet, basket("pasta/1/500 rice/1/200"), context);
    expect(discountCents).toBe(600);
    expect(effects.map((one) => "times" in one && one.times)).toEqual([1, 1]);
  });
});

describe("booking", () => {
  it("two mechanics of one promotion are booked as two, each under its own name", () => {
    const ruleSet = rules({
      mechanics: [
        { ...tenOff, select: pasta },
        { kind: "amount", select: { of: [{ articles: ["rice"] }] }, amountCents: 30, per: "unit" },
      ],
    });
    const goods = basket("pasta/1/500 rice/1/200");
    const { effects } = evaluate(ruleSet, goods, context);
    const booked = book(
      ruleSet,
      goods,
      context,
      effects.filter((one) => one.kind === "price-modifier"),
    );
    expect(booked.effects).toEqual(effects);
  });
});
