/** What is earned on one visit and used on another: points, stamps, vouchers, coupons, gifts; and limits. */

import type { Condition, Limits, PromotionData, Validity } from "../../promotion.ts";
import { of, percent, points, promotion, rules, threeForTwo } from "../fixture.ts";
import { coupons, member, type Proof } from "./proof.ts";

const coupon = (series: string): Condition => ({ kind: "coupon", series });
const stampCard = (account: string) => ({
  kind: "stamps",
  account,
  select: of("a"),
  use: { stamps: 10, reward: { free: true } },
});
const stamp = promotion(
  "E",
  { kind: "stamps", account: "coffee", select: of("a"), earn: { perPiece: 1 } },
  { layer: "earn" },
);
const voucher = (series: string, more: Partial<PromotionData> = {}, good: object = { days: 30 }) =>
  promotion("V", { kind: "voucher", series, ...good }, { layer: "earn", ...more });
const taker = (series: string, valid: Validity = {}) =>
  promotion("T", percent(20), { requires: coupon(series), valid });
const november = { from: "2026-11-01", to: "2026-11-30" };
const mug = (select: object, more: object = {}, requires?: Condition) =>
  promotion(
    "G",
    { kind: "gift", ...select, how: "scanned", ...more },
    requires === undefined ? {} : { requires },
  );
const limited = (limits: Limits) => rules([promotion("P", threeForTwo(), { limits })]);
const springtime = (more: object) => ({ coupons: [{ series: "A", isOut: true, ...more }] });

export const rewards: readonly Proof[] = [
  {
    code: "account-never-filled",
    shows: "who collected nine coffees and buys the tenth has no card that is full",
    wrong: rules([promotion("U", stampCard("cofee")), stamp]),
    right: rules([promotion("U", stampCard("coffee")), stamp]),
    basket: "a/1/200",
    context: member({ coffee: 10 }),
    gets: ["200 E+1", "0 U-200 U-10"],
  },
  {
    code: "account-never-used",
    shows: "a stamp is earned that is good for nothing",
    wrong: rules([stamp]),
    right: rules([stamp, promotion("U", stampCard("coffee"))]),
    basket: "a/1/200",
    context: member({ coffee: 10 }),
    gets: ["200 E+1", "0 U-200 U-10"],
  },
  {
    code: "voucher-never-taken",
    shows: "a voucher is issued that takes nothing off the next time",
    wrong: rules([voucher("NEXT")]),
    right: rules([voucher("NEXT"), taker("NEXT")]),
    basket: "a/1/200",
    context: coupons("NEXT"),
    gets: ["200 V:NEXTx1", "160 T-40 V:NEXTx1"],
  },
  {
    code: "voucher-never-good",
    shows: "nobody gets one: on the first day it would be good it is over",
    wrong: rules([voucher("NEXT", {}, { to: "2026-11-21" }), taker("NEXT")]),
    right: rules([voucher("NEXT", {}, { to: "2026-11-22" }), taker("NEXT")]),
    options: { today: "2026-11-21" },
    basket: "a/1/200",
    gets: ["200", "200 V:NEXTx1"],
  },
  {
    code: "voucher-over",
    shows: "the promotion goes on, and on the evening before the vouchers' last day gives none any more",
    wrong: rules([voucher("NEXT", { valid: november }, { to: "2026-11-21" }), taker("NEXT")]),
    right: rules([voucher("NEXT", { valid: november }, { to: "2026-12-15" }), taker("NEXT")]),
    basket: "a/1/200",
    gets: ["200", "200 V:NEXTx1"],
  },
  {
    code: "voucher-beyond-taker",
    shows: "a customer comes with a voucher that is good, and nobody takes it any more",
    wrong: rules([voucher("NEXT", { valid: november }), taker("NEXT", { to: "2026-11-20" })]),
    right: rules([voucher("NEXT", { valid: november }), taker("NEXT", { to: "2026-12-31" })]),
    basket: "a/1/200",
    context: coupons("NEXT"),
    gets: ["200 V:NEXTx1", "160 T-40 V:NEXTx1"],
  },
  {
    code: "value-of-nothing",
    shows: "a value that no promotion gives decides nothing",
    wrong: rules([promotion("P", percent(10))], { values: { voucherCents: { NEXT: 500 } } }),
    right: rules([promotion("P", percent(10))]),
    basket: "a/1/200",
    gets: ["180 P-20", "180 P-20"],
  },
  {
    code: "reward-circle",
    shows: "the first voucher asks for a voucher",
    wrong: rules([voucher("NEXT", { requires: coupon("NEXT") })]),
    right: rules([voucher("NEXT", { requires: { kind: "basket", amountCents: 100 } }), taker("NEXT")]),
    basket: "a/1/200",
    gets: ["200", "200 V:NEXTx1"],
  },
  {
    code: "reward-circle",
    shows: "points come only to who burns some",
    wrong: rules([
      promotion(
        "B",
        { kind: "reward", account: "main", points: 100, discount: { amountCents: 100 } },
        {
          layer: "basket",
          mechanics: [
            { kind: "reward", account: "main", points: 100, discount: { amountCents: 100 } },
            points({ fixed: 20 }),
          ],
        },
      ),
    ]),
    right: rules([
      promotion(
        "B",
        { kind: "reward", account: "main", points: 100, discount: { amountCents: 100 } },
        { layer: "basket" },
      ),
      promotion("P", points({ fixed: 20 }), { layer: "earn" }),
    ]),
    basket: "a/1/200",
    context: { ...member(), rewards: [{ promotionId: "B", times: 1 }] },
    gets: ["200", "200 P+20"],
  },
  {
    code: "gift-never-earned",
    shows: "three mugs, one free: none is, for none counts",
    wrong: rules([mug({ select: of("a") }, { every: { select: of("a"), pieces: 3 } })]),
    right: rules([promotion("G", threeForTwo())]),
    basket: "a/3/100",
    gets: ["300", "200 G-100"],
  },
  {
    code: "gift-never-earned",
    shows: "the condition counts the very mug",
    wrong: rules([mug({ articles: ["a"] }, {}, { kind: "items", select: of("a"), pieces: 3 })]),
    right: rules([mug({ articles: ["a"] }, {}, { kind: "items", select: of("b"), pieces: 3 })]),
    basket: "a/4/100 b/3/100",
    gets: ["700", "600 G-100"],
  },
  {
    code: "coupon-unknown",
    shows: "the till knows no such coupon",
    wrong: rules([taker("B")]),
    right: rules([taker("A")]),
    options: springtime({}),
    basket: "a/1/100",
    context: coupons("A"),
    gets: ["100", "80 T-20"],
  },
  {
    code: "coupon-not-out",
    shows: "nobody has one to show",
    wrong: rules([taker("A")]),
    right: rules([taker("A")]),
    options: springtime({ isOut: false }),
    rightOptions: springtime({}),
    basket: "a/1/100",
    gets: ["100", "100"],
  },
  {
    code: "coupon-over",
    shows: "the till refuses it as expired",
    wrong: rules([taker("A")]),
    right: rules([taker("A")]),
    options: { today: "2026-11-21", ...springtime({ validTo: "2026-11-20" }) },
    rightOptions: { today: "2026-11-21", ...springtime({ validTo: "2026-11-30" }) },
    basket: "a/1/100",
    context: { coupons: [{ couponId: "K", series: "A", refusal: "expired" }] },
    gets: ["100", "100"],
  },
  {
    code: "coupon-unused",
    shows: "it takes nothing off",
    wrong: rules([promotion("T", percent(20, of("b")))]),
    right: rules([taker("A")]),
    options: springtime({}),
    basket: "a/1/100",
    context: coupons("A"),
    gets: ["100", "80 T-20"],
  },
  {
    code: "tier-out-of-reach",
    shows: "of two steps at 30.00 only one is ever given",
    wrong: rules([tiers([3000, 500], [3000, 800])]),
    right: rules([tiers([3000, 500], [6000, 800])]),
    basket: "a/6/1000",
    gets: ["5200 P-800", "5200 P-800"],
  },
  {
    code: "tier-gives-less",
    shows: "who buys more pays more than by buying less",
    wrong: rules([tiers([3000, 500], [6000, 300])]),
    right: rules([tiers([3000, 500], [6000, 1000])]),
    basket: "a/6/1000",
    gets: ["5700 P-300", "5000 P-1000"],
  },
  {
    code: "tier-gives-the-same",
    shows: "the higher step gives what the lower one gives",
    wrong: rules([tiers([3000, 500], [6000, 500])]),
    right: rules([tiers([3000, 500])]),
    basket: "a/6/1000",
    gets: ["5500 P-500", "5500 P-500"],
  },
  {
    code: "tier-above-goods",
    shows: "three pieces of 5.00 at a fifth off never make 15.00",
    wrong: rules([promotion("A", percent(20)), spending(1500)]),
    right: rules([promotion("A", percent(20)), spending(1200)]),
    options: { articles: [{ article: "a", priceCents: 500 }] },
    basket: "a/9/500",
    gets: ["3600 A-900", "3480 A-900 P-120"],
  },
  {
    code: "limit-below-set",
    shows: "a set of three does not fit into a limit of two",
    wrong: limited({ units: 2 }),
    right: limited({ units: 3 }),
    basket: "a/6/100",
    gets: ["600", "500 P-100"],
  },
  {
    code: "limit-below-reward",
    shows: "5.00 never fit into 4.99",
    wrong: rules([{ ...tiers([3000, 500]), limits: { amountCents: 499, exceeding: "refuse" } }]),
    right: rules([{ ...tiers([3000, 500]), limits: { amountCents: 499, exceeding: "cap" } }]),
    basket: "a/6/1000",
    gets: ["6000", "5501 P-499"],
  },
  {
    code: "exceeding-undeclared",
    shows: "the last one gives what is left of the budget, not what it promised",
    wrong: rules([{ ...tiers([3000, 500]), limits: { budget: { amountCents: 10_000 } } }]),
    right: rules([
      { ...tiers([3000, 500]), limits: { budget: { amountCents: 10_000 }, exceeding: "overshoot" } },
    ]),
    basket: "a/6/1000",
    context: { remaining: { P: { amountCents: 200 } } },
    gets: ["5800 P-200", "5500 P-500"],
  },
  {
    code: "limit-needs-card",
    shows: "who has no card cannot be counted",
    wrong: rules([
      promotion("P", percent(10), {
        who: { card: false },
        limits: { perCustomer: { applications: 1, period: "day" } },
      }),
    ]),
    right: rules([promotion("P", percent(10), { who: { card: false } })]),
    basket: "a/1/100",
    gets: ["100", "90 P-10"],
  },
];

function tiers(...steps: [number, number][]) {
  const all = steps.map(([spendCents, amountCents]) => ({ spendCents, reward: { amountCents } }));
  return promotion("P", { kind: "threshold", base: "net", tiers: all }, { layer: "basket" });
}

function spending(spendCents: number) {
  const mechanic = { kind: "scaled", select: of("a"), tiers: [{ spendCents, reward: { percent: "10" } }] };
  return promotion("P", mechanic, { layer: "extra", limits: { units: 3 } });
}
