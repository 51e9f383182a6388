import { expect, it } from "vitest";
import type { Condition, Limits, Validity, Where, Who } from "../promotion.ts";
import { findings, of, percent, promotion, spend, threeForTwo } from "./fixture.ts";

const valid = (validity: Validity, today?: string) =>
  findings([promotion("P", percent(10), { valid: validity })], today === undefined ? {} : { today });

it("a promotion that is over is named, on its last day it is not", () => {
  expect(valid({ to: "2026-11-20" }, "2026-11-21")).toEqual(["validity-over P"]);
  expect(valid({ to: "2026-11-21" }, "2026-11-21")).toEqual([]);
  expect(valid({ to: "2026-11-20" })).toEqual([]);
});

it("a promotion opens at least once between its first and its last day", () => {
  expect(valid({ from: "2026-12-01", to: "2026-11-30" })).toEqual(["validity-never P"]);
  // From Monday to Wednesday, on Sundays.
  expect(valid({ from: "2026-11-23", to: "2026-11-25", weekdays: [7] })).toEqual(["validity-never P"]);
  expect(valid({ from: "2026-11-23", to: "2026-11-25", weekdays: [3, 7] })).toEqual([]);
  expect(valid({ from: "2026-11-23", to: "2026-11-29", weekdays: [7] })).toEqual([]);
});

it("a time band that ends when it begins lasts a whole day", () => {
  expect(valid({ times: [{ from: "10:00", to: "10:00" }] })).toEqual(["time-band-whole-day P"]);
  expect(valid({ times: [{ from: "22:00", to: "02:00" }] })).toEqual([]);
  expect(valid({ times: [{ from: "00:00", to: "00:00" }] })).toEqual([]);
});

const meant = (who: Who, requires?: Condition) =>
  findings([promotion("P", percent(10), { who, ...(requires === undefined ? {} : { requires }) })]);

it("somebody can be the customer who is meant", () => {
  expect(meant({ card: true, tiers: ["gold"] })).toEqual([]);
  expect(meant({ card: false })).toEqual([]);
  expect(meant({ card: false, tiers: ["gold"] })).toEqual(["nobody-meant P"]);
  const gold: Condition = { kind: "customer", who: { tiers: ["gold"] } };
  expect(meant({ card: false }, gold)).toEqual(["nobody-meant P"]);
  expect(meant({ card: false }, { kind: "not", of: gold })).toEqual([]);
  expect(meant({ attributes: [{ name: "age", atLeast: 65, atMost: 18 }] })).toEqual(["nobody-meant P"]);
  expect(meant({ attributes: [{ name: "age", atLeast: 18, atMost: 65 }] })).toEqual([]);
  expect(meant({ attributes: [{ name: "pet", oneOf: ["cat"], isNot: "cat" }] })).toEqual(["nobody-meant P"]);
  expect(meant({ daysSinceVisit: { atLeast: 30, atMost: 7 } })).toEqual(["nobody-meant P"]);
  expect(meant({ purchase: { nth: 1 }, daysSinceVisit: { atLeast: 30 } })).toEqual(["nobody-meant P"]);
  expect(meant({ purchase: { nth: 2 }, daysSinceVisit: { atLeast: 30 } })).toEqual([]);
});

it("a birthday window is shorter than a year", () => {
  expect(meant({ birthday: { daysBefore: 7, daysAfter: 7 } })).toEqual([]);
  expect(meant({ birthday: { daysBefore: 200, daysAfter: 200 } })).toEqual(["window-always-open P"]);
});

it("an empty list of stores is not nowhere but everywhere, and said", () => {
  const where = (where: Where) => findings([promotion("P", percent(10), { where })]);
  expect(where({ stores: [] })).toEqual(["empty-list P"]);
  expect(where({ stores: [], storeGroups: ["north"] })).toEqual([]);
  expect(where({ stores: ["0042"], tills: [], channels: ["web"] })).toEqual(["empty-list P"]);
  expect(valid({ weekdays: [] })).toEqual(["empty-list P"]);
  expect(valid({ times: [] })).toEqual(["empty-list P"]);
  expect(meant({ card: true, tiers: [] })).toEqual(["empty-list P"]);
  expect(meant({ card: true }, { kind: "customer", who: { segments: [] } })).toEqual(["empty-list P"]);
});

const requires = (condition: Condition) => findings([promotion("P", percent(10), { requires: condition })]);
const coupon = (series: string): Condition => ({ kind: "coupon", series });

it("a coupon is asked for once, and never forbidden", () => {
  expect(requires(coupon("A"))).toEqual([]);
  expect(requires({ kind: "not", of: coupon("A") })).toEqual(["coupon-under-not P"]);
  expect(requires({ kind: "not", of: { kind: "not", of: coupon("A") } })).toEqual([]);
  expect(requires({ kind: "all", of: [coupon("A"), coupon("B")] })).toEqual([]);
  expect(requires({ kind: "any", of: [coupon("A"), coupon("A")] })).toEqual([]);
  expect(requires({ kind: "all", of: [coupon("A"), coupon("A")] })).toEqual(["same-coupon-twice P"]);
});

it("what a voucher is worth comes off only where the voucher is asked for", () => {
  const worth = (condition?: Condition) =>
    findings([
      promotion(
        "P",
        { kind: "basket", worthOf: "A" },
        { layer: "basket", ...(condition === undefined ? {} : { requires: condition }) },
      ),
    ]);
  const spent: Condition = { kind: "basket", amountCents: 1000 };
  expect(worth()).toEqual(["worth-without-coupon P"]);
  expect(worth(coupon("A"))).toEqual([]);
  expect(worth({ kind: "all", of: [coupon("A"), spent] })).toEqual([]);
  expect(worth({ kind: "any", of: [coupon("A"), coupon("B")] })).toEqual(["worth-without-coupon P"]);
});

const tiers = (...steps: [number, object][]) => ({
  kind: "threshold",
  base: "net",
  tiers: steps.map(([spendCents, reward]) => ({ spendCents, reward })),
});
/** A limit per customer, so that nothing is said about splitting the receipt. */
const once: Limits = { applications: 1, perCustomer: { applications: 1, period: "day" } };
const steps = (mechanic: { kind: string }, limits: Limits = once) =>
  findings([promotion("P", mechanic, { layer: "basket", limits })]);

it("every step of a threshold is worth climbing", () => {
  const [five, ten] = [{ amountCents: 500 }, { amountCents: 1000 }];
  expect(steps(tiers([3000, five], [6000, ten]))).toEqual([]);
  expect(steps(tiers([3000, five], [3000, ten]))).toEqual(["tier-out-of-reach P"]);
  expect(steps(tiers([3000, ten], [6000, five]))).toEqual(["tier-gives-less P"]);
  expect(steps(tiers([3000, five], [6000, five]))).toEqual(["tier-gives-the-same P"]);
  expect(steps(tiers([3000, { percent: "10" }], [6000, { percent: "5" }]))).toEqual(["tier-gives-less P"]);
  expect(steps(tiers([3000, { percent: "10" }], [6000, { percent: "15" }]))).toEqual([]);
  // At 60.00 a tenth is already 6.00.
  expect(steps(tiers([3000, { percent: "10" }], [6000, five]))).toEqual(["tier-gives-less P"]);
  expect(steps(tiers([3000, { percent: "10" }], [6000, ten]))).toEqual([]);
  const [gold, silver] = [100, 50].map((points) => ({ points, account: "main" }));
  expect(steps(tiers([3000, gold!], [6000, silver!]))).toContain("tier-gives-less P");
});

it("a cap below a step's reward makes the step useless", () => {
  const both = tiers([3000, { amountCents: 500 }], [6000, { amountCents: 1000 }]);
  expect(steps({ ...both, maxCents: 500 } as never)).toEqual(["tier-gives-the-same P"]);
  expect(steps({ ...both, maxCents: 800 } as never)).toEqual([]);
});

const bottles = (on: "whole" | "slice", ...all: [number, number][]) => ({
  kind: "scaled",
  select: of("a"),
  on,
  tiers: all.map(([pieces, off]) => ({ pieces, reward: { percent: String(off) } })),
});
const scaled = (mechanic: { kind: string }, units?: number) =>
  findings([promotion("P", mechanic, units === undefined ? {} : { limits: { units, ...once } })]);

it("every step of a scale is worth climbing, and within the limit", () => {
  expect(scaled(bottles("whole", [3, 10], [6, 20]))).toEqual([]);
  expect(scaled(bottles("whole", [3, 20], [6, 10]))).toEqual(["tier-gives-less P"]);
  expect(scaled(bottles("slice", [3, 10], [6, 20]))).toEqual([]);
  expect(scaled(bottles("whole", [3, 10], [6, 20]), 6)).toEqual([]);
  expect(scaled(bottles("whole", [3, 10], [6, 20]), 5)).toEqual(["tier-out-of-reach P"]);
  expect(scaled(bottles("whole", [3, 10], [6, 20]), 2)).toEqual(["limit-below-set P"]);
});

const limited = (mechanic: { kind: string }, limits: Limits, who?: Who) =>
  findings([
    promotion("P", mechanic, { limits: { ...once, ...limits }, ...(who === undefined ? {} : { who }) }),
  ]);

it("a limit lets at least one set in", () => {
  expect(limited(threeForTwo(), { units: 3 })).toEqual([]);
  expect(limited(threeForTwo(), { units: 2 })).toEqual(["limit-below-set P"]);
  const menu = {
    kind: "mix-and-match",
    slots: [{ select: of("a"), min: 2 }, { select: of("b") }],
    reward: { percent: "20" },
  };
  expect(limited(menu, { units: 3 })).toEqual([]);
  expect(limited(menu, { units: 2 })).toEqual(["limit-below-set P"]);
});

it("a limit that refuses is no smaller than the reward", () => {
  const five = spend(3000, { amountCents: 500 });
  const refusing = (amountCents: number) => limited(five, { amountCents, exceeding: "refuse" });
  expect(refusing(500)).toEqual([]);
  expect(refusing(499)).toEqual(["limit-below-reward P"]);
  expect(limited(five, { amountCents: 499, exceeding: "cap" })).toEqual([]);
});

it("a budget in money says what happens at its end", () => {
  expect(limited(percent(10), { budget: { amountCents: 10_000 } })).toEqual(["exceeding-undeclared P"]);
  expect(limited(percent(10), { budget: { amountCents: 10_000 }, exceeding: "overshoot" })).toEqual([]);
  expect(limited(percent(10), { budget: { applications: 100 } })).toEqual([]);
});

it("only who has a card can be counted", () => {
  expect(limited(percent(10), {}, { card: true })).toEqual([]);
  expect(limited(percent(10), {}, { card: false })).toEqual(["limit-needs-card P"]);
});
