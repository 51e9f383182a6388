import { z } from "zod";
import type { Example } from "../example.ts";
import { account, decimal, oneOf, points as pointCount, positiveCents, selector } from "./shared.terms.ts";

export const pointsTerms = z
  .strictObject({
    account: account.describe(
      "The account that gets them. A promotion may serve several, with a mechanic for each.",
    ),
    select: selector.optional().describe("What earns. Without it: everything that earns points."),
    base: z
      .enum(["net", "gross"])
      .optional()
      .describe(
        "`net`: what is paid, after rewards and discounts. `gross`: shelf prices, also of goods that are given away.",
      )
      .meta({ default: "net" }),
    earn: oneOf([
      z.strictObject({
        fixed: pointCount.describe("Once a receipt; with `select`, if one of its units is bought."),
      }),
      z.strictObject({
        perStepCents: positiveCents.describe("For every full step of so much."),
        points: pointCount.describe(
          "So many. With one point a step, fractions count until the receipt's points are rounded down.",
        ),
      }),
      z.strictObject({
        perPiece: pointCount.describe("For each piece, a free one too; a measured line is one."),
      }),
      z.strictObject({
        multiplier: decimal
          .refine(
            (text) => Number(text) > 1 && /^\d+(\.\d{1,3})?$/.test(text),
            "a multiplier is above 1, with up to three decimals",
          )
          .describe(
            'On what the account\'s other promotions give for the selected units, above "1": "2" doubles it. Multipliers add on the base: "2" and "3" together give four times.',
          ),
      }),
    ]).describe("How many."),
  })
  .refine(
    ({ base, earn }) => base === undefined || "perStepCents" in earn,
    "only points for money have a base: leave it out",
  )
  .meta({
    title: "Points",
    description:
      "Points for what is bought: once, for every step of money, by piece, or multiplied. Rounded down once a receipt and account. Without a card they are told, and kept by nobody: a promotion for card holders says so in `who`. A multiplier multiplies points by money and by piece, not those that come once. For points from a certain sum on see threshold.",
  });
export type PointsTerms = z.infer<typeof pointsTerms>;

const layer = { stage: "earn", mode: "stack" } as const;

export const pointsExamples: readonly Example<PointsTerms>[] = [
  {
    name: "one point for every euro paid, rounded down",
    terms: { account: "main", earn: { perStepCents: 100, points: 1 } },
    basket: "bread/1/199 milk/3/149",
    saving: 0,
    points: 6,
    layer,
  },
  {
    name: "ten points for every five euro: 6.46 is one full step",
    terms: { account: "main", earn: { perStepCents: 500, points: 10 } },
    basket: "bread/1/199 milk/3/149",
    saving: 0,
    points: 10,
    layer,
  },
  {
    name: "five points for each pack",
    terms: { account: "main", select: { of: [{ articles: ["milk"] }] }, earn: { perPiece: 5 } },
    basket: "bread/1/199 milk/3/149",
    saving: 0,
    points: 15,
    layer,
  },
  {
    name: "a hundred points for buying bread at all",
    terms: { account: "main", select: { of: [{ articles: ["bread"] }] }, earn: { fixed: 100 } },
    basket: "bread/2/199",
    saving: 0,
    points: 100,
    layer,
  },
  {
    name: "a multiplier multiplies what others give: alone it gives nothing",
    terms: { account: "main", earn: { multiplier: "2" } },
    basket: "bread/2/199",
    saving: 0,
    points: 0,
    layer,
    reasons: [{ kind: "saves-nothing" }],
  },
  {
    name: "double points for the first purchase: what one mechanic gives, the other doubles",
    terms: { account: "main", earn: { multiplier: "2" } },
    beside: [{ kind: "points", account: "main", earn: { perStepCents: 100, points: 1 } }],
    basket: "bread/2/199",
    saving: 0,
    points: 7,
    layer,
  },
  {
    name: "double and triple points together are four times, not six: multipliers add on the base",
    terms: { account: "main", earn: { multiplier: "3" } },
    beside: [
      { kind: "points", account: "main", earn: { perStepCents: 100, points: 1 } },
      { kind: "points", account: "main", earn: { multiplier: "2" } },
    ],
    basket: "wine/1/1000",
    saving: 0,
    points: 40,
    layer,
  },
  {
    name: "on shelf prices: a discount that went before costs no points",
    terms: { account: "main", base: "gross", earn: { perStepCents: 100, points: 1 } },
    beside: [{ kind: "percent", select: { of: [{ articles: ["wine"] }] }, percent: "50" }],
    basket: "wine/1/1000",
    saving: 500,
    points: 10,
  },
  {
    name: "on what is paid, which is the default: half the price, half the points",
    terms: { account: "main", earn: { perStepCents: 100, points: 1 } },
    beside: [{ kind: "percent", select: { of: [{ articles: ["wine"] }] }, percent: "50" }],
    basket: "wine/1/1000",
    saving: 500,
    points: 5,
  },
  {
    name: "ten points for every five euro: of the first step two euro are short",
    terms: { account: "main", earn: { perStepCents: 500, points: 10 } },
    basket: "milk/2/150",
    saving: 0,
    reasons: [{ kind: "amount-short", amountCents: 200 }],
    missing: { amountCents: 200 },
    layer,
  },
  {
    name: "the coupon for points is there and the bread is not: one loaf is short",
    terms: { account: "main", select: { of: [{ articles: ["bread"] }] }, earn: { fixed: 100 } },
    promotion: { requires: { kind: "coupon", series: "TEN" } },
    coupons: ["TEN"],
    basket: "milk/1/149",
    shelf: "bread/1/199",
    saving: 0,
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
    layer,
  },
];
