/** Two receipts that cost less than one. */

import { department, of, percent, promotion, rules, spend, threeForTwo } from "../fixture.ts";
import { coupons, type Proof } from "./proof.ts";

export type Apart = Omit<Proof, "gets" | "shows"> & {
  /** The same goods in one receipt, where they do not just follow each other. */
  readonly whole?: string;
  /** What is paid in one receipt, and in two. */
  readonly together: number;
  readonly apart: number;
};

const five = (more: object = {}) => spend(3000, { amountCents: 500 }, more);
const requires = { kind: "coupon", series: "A" } as const;
const wine = { kind: "items", select: of("wine") } as const;
const counted = { perCustomer: { applications: 1, period: "day" } } as const;
const slices = (...offs: number[]) => ({
  kind: "scaled",
  select: of("a"),
  on: "slice",
  tiers: offs.map((off, index) => ({ pieces: 1 + 2 * index, reward: { percent: String(off) } })),
});
const euro = (per: string) =>
  promotion("P", { kind: "amount", select: of("a"), amountCents: 100, per }, { layer: "extra" });

export const apart: readonly Apart[] = [
  {
    code: "splitting-once",
    wrong: rules([promotion("P", five(), { layer: "basket" })]),
    right: rules([promotion("P", five({ every: true }), { layer: "basket" })]),
    basket: "a/3/1000 | a/3/1000",
    together: 5500,
    apart: 5000,
  },
  {
    code: "splitting-limit",
    wrong: rules([promotion("P", percent(10), { limits: { units: 2 } })]),
    right: rules([promotion("P", percent(10))]),
    basket: "a/2/100 | a/2/100",
    together: 380,
    apart: 360,
  },
  {
    code: "splitting-coupon",
    wrong: rules([promotion("P", five(), { layer: "basket", requires })]),
    right: rules([promotion("P", five(), { layer: "basket", requires, limits: counted })]),
    basket: "a/3/1000 | a/3/1000",
    context: coupons("A"),
    together: 5500,
    apart: 5000,
  },
  {
    code: "splitting-pick",
    wrong: rules([promotion("P", percent(50, of("a"), { on: { pick: "dearest", units: 1 } }))]),
    right: rules([promotion("P", percent(50))]),
    basket: "a/1/100 | a/1/100",
    together: 150,
    apart: 100,
  },
  {
    code: "splitting-grouping",
    wrong: rules([promotion("P", threeForTwo(of("a"), { group: "scan-order" }))]),
    right: rules([promotion("P", threeForTwo())]),
    basket: "a/1/100 | a/1/1000 a/1/1000 a/1/1000",
    together: 3000,
    apart: 2100,
  },
  {
    code: "splitting-line",
    wrong: rules([euro("line")]),
    right: rules([euro("unit")]),
    whole: "a/4/1000",
    basket: "a/2/1000 | a/2/1000",
    together: 3900,
    apart: 3800,
  },
  {
    code: "splitting-slices",
    wrong: rules([promotion("P", slices(20, 10))]),
    right: rules([promotion("P", slices(10, 20))]),
    basket: "a/3/1000 | a/3/1000",
    together: 5300,
    apart: 5200,
  },
  {
    code: "splitting-order",
    wrong: rules([
      promotion("A", threeForTwo(of("a", "b")), { layer: "first", priority: 1 }),
      promotion("B", percent(20, of("a", "b")), { layer: "first", priority: 2 }),
    ]),
    right: rules([promotion("A", threeForTwo(of("a", "b"))), promotion("B", percent(20, of("a", "b")))]),
    options: {
      articles: [
        { article: "a", priceCents: 200 },
        { article: "b", priceCents: 1000 },
      ],
    },
    basket: "a/1/200 | b/2/1000",
    together: 2000,
    apart: 1760,
  },
  {
    code: "splitting-not",
    wrong: rules([promotion("P", percent(10), { requires: { kind: "not", of: wine } })]),
    right: rules([promotion("P", percent(10))]),
    basket: "a/1/1000 | wine/1/500",
    together: 1500,
    apart: 1400,
  },
  {
    code: "splitting-tag",
    wrong: rules([
      promotion("A", percent(10), { excludes: ["x"] }),
      promotion("B", percent(10, of("b")), { excludes: ["x"] }),
    ]),
    right: rules([promotion("A", percent(10)), promotion("B", percent(10, of("b")))]),
    basket: "a/1/1000 | b/1/1000",
    together: 1900,
    apart: 1800,
  },
  {
    code: "splitting-alone",
    wrong: rules([
      promotion("A", percent(50), { alone: true }),
      promotion("B", percent(10, department("20"))),
    ]),
    right: rules([promotion("A", percent(50)), promotion("B", percent(10, department("20")))]),
    basket: "a/1/1000 | wine/1/500/20",
    together: 1000,
    apart: 950,
  },
];
