import { expect, it } from "vitest";
import type { MechanicData, PromotionData } from "../promotion.ts";
import {
  findings,
  LAYERS,
  of,
  percent,
  points,
  price,
  promotion,
  rules,
  spend,
  threeForTwo,
} from "./fixture.ts";
import { lint } from "./index.ts";

const split = (mechanic: MechanicData, more: Partial<PromotionData> = {}) =>
  findings([promotion("P", mechanic, more)], {}, { layers: LAYERS }).filter((one) =>
    one.startsWith("splitting"),
  );

it("where sets are formed for the customer's best, splitting never pays", () => {
  expect(split(percent(10))).toEqual([]);
  expect(split(price(100))).toEqual([]);
  expect(split(threeForTwo())).toEqual([]);
});

it("what comes once a receipt comes twice on two", () => {
  const basket = { layer: "basket" };
  const five = { amountCents: 500 };
  expect(split(spend(3000, five), basket)).toEqual(["splitting-once P"]);
  expect(split(spend(3000, five, { every: true }), basket)).toEqual([]);
  expect(split(spend(3000, { percent: "10" }), basket)).toEqual([]);
  expect(split({ kind: "basket", amountCents: 500 }, basket)).toEqual(["splitting-once P"]);
  expect(split({ kind: "basket", percent: "10" }, basket)).toEqual([]);
  expect(split(points({ fixed: 10 }), { layer: "earn" })).toEqual(["splitting-once P"]);
  expect(split(points({ perStepCents: 100, points: 1 }), { layer: "earn" })).toEqual([]);
  const gift = { kind: "gift", articles: ["a"], how: "scanned" };
  expect(split(gift)).toEqual(["splitting-once P"]);
  expect(split({ ...gift, every: { amountCents: 1000 } })).toEqual([]);
  const voucher = { kind: "voucher", series: "V", days: 7 };
  expect(split(voucher, { layer: "earn" })).toEqual(["splitting-once P"]);
  expect(split({ ...voucher, spend: { amountCents: 1000, every: true } }, { layer: "earn" })).toEqual([]);
});

it("tiers of percentages can't be gained twice, tiers of amounts can, and the sentence says how", () => {
  const tiers = (...rewards: object[]) => ({
    kind: "threshold",
    base: "net",
    tiers: rewards.map((reward, index) => ({ spendCents: 3000 * (index + 1), reward })),
  });
  expect(split(tiers({ percent: "5" }, { percent: "10" }), { layer: "basket" })).toEqual([]);
  const amounts = promotion("P", tiers({ amountCents: 500 }, { amountCents: 1000 }), { layer: "basket" });
  const [finding] = lint(rules([amounts]));
  expect(finding).toMatchObject({ code: "splitting-once", severity: "warning" });
  expect(finding!.text.en).toContain("spending 60.00 EUR twice gets 20.00 EUR instead of 10.00 EUR");
  expect(finding!.text.it).toContain("chi spende due volte 60,00 EUR prende 20,00 EUR invece di 10,00 EUR");
});

it("limits and caps by receipt are doubled by two receipts, unless the customer is counted", () => {
  expect(split(percent(10), { limits: { units: 4 } })).toEqual(["splitting-limit P"]);
  expect(split(percent(10), { limits: { amountCents: 400 } })).toEqual(["splitting-limit P"]);
  expect(split({ kind: "basket", percent: "10", maxCents: 500 }, { layer: "basket" })).toEqual([
    "splitting-limit P",
  ]);
  const counted = { applications: 2, perCustomer: { applications: 2, period: "day" as const } };
  expect(split(percent(10), { limits: counted })).toEqual([]);
  expect(split(percent(10), { limits: { ...counted, applications: 1 } })).toEqual(["splitting-limit P"]);
  expect(split(percent(10), { limits: { budget: { applications: 100 } } })).toEqual([]);
  const cap = (maxCents: number) =>
    split(spend(3000, { amountCents: 500 }, { maxCents }), { layer: "basket" });
  expect(cap(400)).toContain("splitting-limit P");
  expect(cap(500)).toEqual(["splitting-once P"]);
  // So many pieces a receipt are not so many receipts, and points by euro are no pieces.
  expect(split({ kind: "basket", percent: "5" }, { layer: "basket", limits: { units: 2 } })).toEqual([]);
  const perEuro = points({ perStepCents: 100, points: 1 });
  expect(split(perEuro, { layer: "earn", limits: { units: 2 } })).toEqual([]);
  expect(split(perEuro, { layer: "earn", limits: { applications: 2 } })).toEqual(["splitting-limit P"]);
  // A scale applies once anyway.
  const scale = { kind: "scaled", select: of("a"), tiers: [{ pieces: 3, reward: { percent: "10" } }] };
  expect(split(scale, { limits: { applications: 1 } })).toEqual([]);
});

it("who was here a minute ago is no first customer any more", () => {
  const five = { amountCents: 500 };
  const first = { layer: "basket", who: { purchase: { nth: 1 } } };
  expect(split(spend(3000, five), first)).toEqual([]);
  expect(split(spend(3000, five), { layer: "basket", who: { daysSinceVisit: { atLeast: 30 } } })).toEqual([]);
});

it("one coupon serves one receipt: only what it gives once is gained again with a second one", () => {
  const requires = { kind: "coupon", series: "A" } as const;
  expect(split(percent(10), { requires })).toEqual([]);
  expect(split(percent(10), { requires, limits: { units: 1 } })).toEqual(["splitting-coupon P"]);
  expect(split(spend(3000, { amountCents: 500 }), { requires, layer: "basket" })).toEqual([
    "splitting-coupon P",
  ]);
});

it("the dearest of a receipt, amounts by line, and declared sets", () => {
  expect(split(percent(50, of("a"), { on: { pick: "dearest", units: 1 } }))).toEqual(["splitting-pick P"]);
  const euro = (per: string) => ({ kind: "amount", select: of("a"), amountCents: 100, per });
  expect(split(euro("line"))).toEqual(["splitting-line P"]);
  expect(split(euro("unit"))).toEqual([]);
  expect(split(threeForTwo(of("a"), { group: "scan-order" }))).toEqual(["splitting-grouping P"]);
  expect(split(threeForTwo(of("a"), { group: "dearest-first" }))).toEqual([]);
  const pair = (...slots: string[][]) => ({
    kind: "mix-and-match",
    slots: slots.map((articles) => ({ select: of(...articles) })),
    reward: { amountCents: 100 },
    group: "scan-order",
  });
  expect(split(pair(["a"]))).toEqual([]);
  expect(split(pair(["a"], ["b"]))).toEqual([]);
  expect(split(pair(["a", "b"], ["b"]))).toEqual(["splitting-grouping P"]);
});

it("slices that give less the higher they are", () => {
  const slices = (...offs: number[]) => ({
    kind: "scaled",
    select: of("a"),
    on: "slice",
    tiers: offs.map((off, index) => ({ pieces: 1 + 3 * index, reward: { percent: String(off) } })),
  });
  expect(split(slices(20, 10))).toEqual(["splitting-slices P"]);
  expect(split(slices(10, 20))).toEqual([]);
  // Who pays in two receipts pays the first ten pieces in full twice.
  const late = {
    ...slices(),
    tiers: [
      { pieces: 10, reward: { percent: "20" } },
      { pieces: 12, reward: { percent: "10" } },
    ],
  };
  expect(split(late)).toEqual([]);
});

it("sets that come first keep goods from a later promotion that gives more, unless they are paid apart", () => {
  const both = (layer: string, later: string, off: number, more: object = {}, dearest = 1000) => {
    const set = promotion("A", threeForTwo(of("a", "b")), { layer, priority: 1 });
    const late = promotion("B", percent(off, { ...of("a", "b"), ...more }), { layer: later, priority: 2 });
    const articles = [
      { article: "a", priceCents: 200 },
      { article: "b", priceCents: dearest },
    ];
    return findings([set, late], { articles }).filter((one) => one.startsWith("splitting"));
  };
  // Of 10, 10 and 2 the 2 is free; 20 % off each of them is more.
  expect(both("first", "first", 20)).toEqual(["splitting-order A"]);
  expect(both("first", "first", 20, {}, 200)).toEqual([]);
  expect(both("first", "first", 5)).toEqual([]);
  expect(both("offers", "offers", 20)).toEqual([]);
  expect(both("offers", "extra", 20)).toEqual([]);
  expect(both("offers", "extra", 20, { notYetCut: true })).toEqual(["splitting-order A"]);
});

it("goods that bar a promotion, tags, and who stands alone can be paid apart", () => {
  const wine = { kind: "items", select: of("wine") } as const;
  expect(split(percent(10), { requires: { kind: "not", of: wine } })).toEqual(["splitting-not P"]);
  expect(split(percent(10), { requires: wine })).toEqual([]);
  expect(
    split(percent(10), { requires: { kind: "not", of: { kind: "customer", who: { staff: true } } } }),
  ).toEqual([]);
  expect(split(percent(10), { alone: true })).toEqual([]);
  const alone = promotion("A", percent(30), { alone: true });
  expect(findings([alone, promotion("B", percent(10, of("b")))])).toEqual(["splitting-alone A"]);
  expect(split(percent(10), { excludes: ["summer"] })).toEqual([]);
  const tiers = ["gold", "silver"].map((tier) =>
    promotion(tier, percent(10, of(tier)), { excludes: ["summer"], who: { tiers: [tier] } }),
  );
  expect(findings(tiers)).toEqual([]);
  const tagged = ["A", "B"].map((id) => promotion(id, percent(10, of(id)), { excludes: ["summer"] }));
  expect(findings(tagged)).toEqual(["splitting-tag A,B"]);
});

it("one way of splitting is one finding, however many promotions open it", () => {
  const many = ["A", "B", "C", "D", "E"].map((id) =>
    promotion(id, percent(10, of(id)), { limits: { units: 1 } }),
  );
  const [finding, ...others] = lint(rules(many));
  expect(others).toEqual([]);
  expect(finding!.promotionIds).toHaveLength(5);
  expect(finding!.text.en).toContain('can pay with A "A", B "B", C "C" and 2 more');
});
