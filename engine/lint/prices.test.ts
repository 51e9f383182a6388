import { expect, it } from "vitest";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { basket, SATURDAY } from "../example.ts";
import type { MechanicData } from "../promotion.ts";
import { findings, of, percent, points, price, promotion, rules, spend, threeForTwo } from "./fixture.ts";
import { largestCut } from "./index.ts";

const articles = [
  { article: "a", priceCents: 119 },
  { article: "b", priceCents: 200, floorCents: 150 },
];
const sold = (mechanic: MechanicData) => findings([promotion("P", mechanic)], { articles });

it("a set costs less than its dearest filling", () => {
  const four = (priceCents: number) => ({
    kind: "multi-buy",
    select: of("a"),
    buy: 4,
    reward: { priceCents },
  });
  expect(sold(four(475))).toEqual([]);
  expect(sold(four(476))).toEqual(["bundle-dearer-than-parts P"]);
  expect(findings([promotion("P", four(476))])).toEqual([]);
  const menu = (priceCents: number) => ({
    kind: "mix-and-match",
    slots: [{ select: of("a") }, { select: of("a", "b") }],
    reward: { priceCents },
  });
  expect(sold(menu(318))).toEqual([]);
  expect(sold(menu(319))).toEqual(["bundle-dearer-than-parts P"]);
});

it("an offer's price is below that of some article", () => {
  expect(sold(price(118))).toEqual([]);
  expect(sold(price(119))).toEqual(["price-not-lower P"]);
  expect(sold(price(150, of("a", "b")))).toEqual([]);
  const third = (unitPriceCents: number) => threeForTwo(of("a"), { reward: { unitPriceCents, units: 1 } });
  expect(sold(third(100))).toEqual([]);
  expect(sold(third(119))).toEqual(["price-not-lower P"]);
  const scaled = (unitPriceCents: number) => ({
    kind: "scaled",
    select: of("a"),
    tiers: [{ pieces: 3, reward: { unitPriceCents } }],
  });
  expect(sold(scaled(100))).toEqual([]);
  expect(sold(scaled(119))).toEqual(["price-not-lower P"]);
});

it("no promised price lies below an article's floor; a percentage that does is shown", () => {
  expect(sold(price(150, of("b")))).toEqual([]);
  expect(sold(price(149, of("b")))).toEqual(["price-below-floor P"]);
  expect(sold(percent(25, of("a", "b")))).toEqual([]);
  expect(sold(percent(26, of("a", "b")))).toEqual(["cut-below-floor P"]);
  expect(sold(percent(26, of("a")))).toEqual([]);
  // An article that is sold below its floor is nobody's promotion.
  const cheap = [{ article: "b", priceCents: 140, floorCents: 150 }];
  expect(findings([promotion("P", percent(26, of("b")))], { articles: cheap })).toEqual([]);
});

it("sets, steps and cuts of the receipt meet floors too: the customer pays the floor, whatever the leaflet says", () => {
  const oil = [
    { article: "a", priceCents: 119 },
    { article: "b", priceCents: 200, floorCents: 150 },
  ];
  const told = (mechanic: MechanicData, layer = "offers") =>
    findings([promotion("P", mechanic, { layer })], { articles: oil });
  const { lines, currency } = basket("b/6/200");
  const six = { currency, lines: [{ ...lines[0]!, floorCents: 150 }] };
  const pays = (mechanic: MechanicData) =>
    evaluate(compile(rules([promotion("P", mechanic)])), six, SATURDAY).totalCents;
  const price = (buy: number, priceCents: number) => threeForTwo(of("b"), { buy, reward: { priceCents } });
  const pair = (percent: string) => ({
    kind: "mix-and-match",
    slots: [{ select: of("a") }, { select: of("b"), rewarded: true }],
    shares: "rewarded",
    reward: { percent },
  });
  const steps = (percent: string) => ({
    kind: "scaled",
    select: of("b"),
    tiers: [2, 6].map((pieces) => ({ pieces, reward: { percent: pieces === 2 ? "5" : percent } })),
  });
  // Of six at 2.00 with a floor of 1.50 three for two would leave 8.00: the floors stop at 9.00.
  expect(told(threeForTwo(of("b")))).toEqual(["cut-below-floor P"]);
  expect(pays(threeForTwo(of("b")))).toBe(900);
  expect(told(threeForTwo(of("b"), { buy: 4 }))).toEqual([]);
  expect(told(price(3, 449))).toEqual(["price-below-floor P"]);
  expect(pays(price(3, 400))).toBe(900);
  expect(told(price(3, 450))).toEqual([]);
  expect(told(pair("26"))).toEqual(["cut-below-floor P"]);
  expect(told(pair("25"))).toEqual([]);
  // Spread evenly what one carries hangs on what stands with it.
  expect(told({ ...pair("26"), spread: "even" })).toEqual([]);
  expect(told(steps("26"))).toEqual(["cut-below-floor P"]);
  expect(pays(steps("50"))).toBe(900);
  expect(told(steps("25"))).toEqual([]);
  expect(told({ kind: "basket", percent: "26" }, "basket")).toEqual(["cut-below-floor P"]);
  expect(told({ kind: "basket", percent: "25" }, "basket")).toEqual([]);
  // What is capped is little on each of the pieces that reach the step.
  const capped = spend(2000, { percent: "30" }, { maxCents: 200 });
  expect(told(capped, "basket")).not.toContain("cut-below-floor P");
});

it("a price for each piece is for goods that are sold by the piece", () => {
  const ham = [{ article: "a", priceCents: 1990, measure: "kg" as const }];
  const weighed = (per: string, priceCents: number) =>
    findings([promotion("P", price(priceCents, of("a"), per))], { articles: ham });
  expect(weighed("unit", 990)).toEqual(["price-per-piece-of-weighed P"]);
  expect(weighed("measure", 990)).toEqual([]);
  // Above the price of a kilo, but below that of a whole ham.
  expect(weighed("unit", 2990)).toEqual(["price-per-piece-of-weighed P"]);
  expect(weighed("measure", 2990)).toEqual(["price-not-lower P"]);
  const three = threeForTwo(of("a"), { reward: { priceCents: 9900 } });
  expect(findings([promotion("P", three)], { articles: ham })).toEqual([]);
  expect(largestCut(promotion("P", price(990)), ham)).toBe(100_000);
});

const most = (mechanic: MechanicData, withPrices = true) =>
  largestCut(promotion("P", mechanic), withPrices ? articles : undefined);

it("the largest cut of a promotion is known, for amounts and prices with the catalogue", () => {
  expect(most(percent(12.5), false)).toBe(12_500);
  expect(most(threeForTwo(), false)).toBe(33_333);
  expect(most(threeForTwo(of("a"), { buy: 2, reward: { percent: "50", units: 1 } }), false)).toBe(25_000);
  expect(most(threeForTwo(of("a"), { pick: "dearest" }), false)).toBe(100_000);
  expect(most(spend(5000, { amountCents: 500 }), false)).toBe(10_000);
  expect(most({ kind: "basket", amountCents: 500 }, false)).toBe(100_000);
  expect(most(points({ fixed: 10 }), false)).toBe(0);
  expect(most(price(100, of("a", "b")), false)).toBeUndefined();
  expect(most(price(100, of("a", "b")))).toBe(50_000);
  expect(most({ kind: "amount", select: of("b"), amountCents: 50, per: "unit" })).toBe(25_000);
  expect(most(threeForTwo(of("b"), { reward: { priceCents: 450 } }))).toBe(25_000);
  const menu = { kind: "mix-and-match", slots: [{ select: of("b") }, { select: of("b"), rewarded: true }] };
  expect(most({ ...menu, reward: { free: true } })).toBe(50_000);
  const grouped = price(100, { of: [{ group: "wine" }] });
  expect(largestCut(promotion("P", grouped), articles, { groups: { wine: ["b"] } })).toBe(50_000);
  expect(most({ kind: "gift", articles: ["a"], how: "scanned" }, false)).toBe(100_000);
});

it("above the ceiling a second approver signs, also where prices are missing", () => {
  const held = (mechanic: MechanicData, withPrices = true) =>
    findings([promotion("P", mechanic)], { ceilingPercent: 30, ...(withPrices ? { articles } : {}) });
  expect(held(percent(30))).toEqual([]);
  expect(held(percent(31))).toEqual(["above-ceiling P"]);
  expect(held(price(100))).toEqual([]);
  expect(held(price(50))).toEqual(["above-ceiling P"]);
  expect(held(price(100), false)).toEqual(["ceiling-unknown P"]);
});
