import { z } from "zod";
import type { Example } from "../example.ts";
import { cents, count, grouping, oneOf, percent, selector, spread } from "./shared.terms.ts";

const units = count.describe("How many units of a set it rests on.");

export const multiBuyTerms = z
  .strictObject({
    select: selector.describe("What forms sets. Different articles may be mixed, but for `same`."),
    buy: count.min(2).describe("Units of a set, rewarded ones included: 3 for three for two."),
    same: z
      .enum(["article", "brand", "supplier"])
      .optional()
      .describe(
        "What the units of a set have in common: three for two of one article, or of one brand. Goods of which no brand is known stand with their own article.",
      ),
    reward: oneOf([
      z.strictObject({ free: count.describe("So many units of each set are free.") }),
      z.strictObject({ percent: percent.describe("Off these units."), units }),
      z.strictObject({ unitPriceCents: cents.describe("What each of these units costs."), units }),
      z.strictObject({
        priceCents: cents.describe(
          "What the whole set costs. A set that would be dearer than its parts is not formed.",
        ),
      }),
    ]).describe("What a set gets."),
    pick: z
      .enum(["cheapest", "dearest"])
      .optional()
      .describe("Which units of a set are rewarded.")
      .meta({ default: "cheapest" }),
    group: grouping.optional(),
    shares: z
      .enum(["set", "rewarded"])
      .optional()
      .describe("Which units carry the saving, for VAT and returns: all of the set, or the rewarded ones.")
      .meta({ default: "set" }),
    spread: spread.optional(),
    round: z
      .enum(["unit", "set"])
      .optional()
      .describe("Rounding of a percentage on several units of a set: for each, or once for the set.")
      .meta({ default: "set" }),
  })
  .refine(
    ({ buy, reward }) => ("free" in reward ? reward.free : "units" in reward ? reward.units : 1) <= buy,
    "a set can't reward more units than it has: raise buy, or reward fewer",
  )
  .refine(
    ({ reward, pick, shares }) => !("priceCents" in reward) || (pick === undefined && shares === undefined),
    "priceCents is the price of the whole set: leave pick and shares out",
  )
  .refine(
    ({ reward, round }) => round === undefined || "percent" in reward,
    "only a percentage is rounded: leave round out",
  )
  .meta({
    title: "Multi-buy",
    description:
      "So many units of one selection form a set, and some of them or all together cost less: three for two, the second at half price, every fifth for 1.00, four for 5.00. Sets repeat; `limits.applications` of the promotion says how often at most. For goods of several kinds, or an amount off a set, see mix & match.",
  });
export type MultiBuyTerms = z.infer<typeof multiBuyTerms>;

const pasta = { of: [{ articles: ["pasta", "rice", "flour"] }] };

export const multiBuyExamples: readonly Example<MultiBuyTerms>[] = [
  {
    name: "three for two: the cheapest of three is free",
    terms: { select: pasta, buy: 3, reward: { free: 1 } },
    basket: "pasta/2/119 rice/1/89",
    saving: 89,
  },
  {
    name: "two of three save nothing yet: one is missing",
    terms: { select: pasta, buy: 3, reward: { free: 1 } },
    basket: "pasta/2/119",
    saving: 0,
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
  },
  {
    name: "sets are formed for the customer's best: of 10, 9, 8, 1, 1, 1 the 8 and a 1 are free",
    terms: { select: pasta, buy: 3, reward: { free: 1 } },
    basket: "pasta/1/1000 pasta/1/900 rice/1/800 flour/3/100",
    saving: 900,
  },
  {
    name: "of one article each: three pasta are a set, two rice and a flour are none",
    terms: { select: pasta, buy: 3, same: "article", reward: { free: 1 } },
    basket: "pasta/3/119 rice/2/89 flour/1/50",
    saving: 119,
    shares: [119, 0, 0],
    missing: { pieces: 1 },
  },
  {
    name: "two rice and a flour are no set of one article: a rice is missing",
    terms: { select: pasta, buy: 3, same: "article", reward: { free: 1 } },
    basket: "rice/2/89 flour/1/50",
    saving: 0,
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
  },
  {
    name: "formed from the dearest down, as a till often does: 10.00, 9.00 and 8.00 are a set, the 8.00 is free",
    terms: { select: pasta, buy: 3, reward: { free: 1 }, group: "dearest-first" },
    basket: "pasta/1/900 flour/1/150 pasta/1/1000 rice/1/800 flour/1/100",
    saving: 800,
  },
  {
    name: "formed from the cheapest up: 1.00, 1.50 and 8.00 are a set, and only the 1.00 is free",
    terms: { select: pasta, buy: 3, reward: { free: 1 }, group: "cheapest-first" },
    basket: "pasta/1/900 flour/1/150 pasta/1/1000 rice/1/800 flour/1/100",
    saving: 100,
  },
  {
    name: "in the order of scanning the first three are the set: 9.00, 1.50 and 10.00, the 1.50 is free",
    terms: { select: pasta, buy: 3, reward: { free: 1 }, group: "scan-order" },
    basket: "pasta/1/900 flour/1/150 pasta/1/1000 rice/1/800 flour/1/100",
    saving: 150,
  },
  {
    name: "shared over the set, two and one at three prices: each line carries its part of the free one",
    terms: { select: pasta, buy: 3, reward: { free: 1 } },
    basket: "pasta/1/300 rice/1/200 flour/1/100",
    saving: 100,
    shares: [50, 33, 17],
  },
  {
    name: "shared over the rewarded unit only: the free one costs nothing, the others their full price",
    terms: { select: pasta, buy: 3, reward: { free: 1 }, shares: "rewarded" },
    basket: "pasta/1/300 rice/1/200 flour/1/100",
    saving: 100,
    shares: [0, 0, 100],
  },
  {
    name: "spread evenly: each carries a third of the free one",
    terms: { select: pasta, buy: 3, reward: { free: 1 }, spread: "even" },
    basket: "pasta/1/300 rice/1/200 flour/1/100",
    saving: 100,
    shares: [33, 33, 34],
  },
  {
    name: "spread evenly, but none carries more than it costs: of 3.20 the flour 0.20, the others half of the rest",
    terms: { select: pasta, buy: 3, reward: { priceCents: 200 }, spread: "even" },
    basket: "pasta/1/300 rice/1/200 flour/1/20",
    saving: 320,
    shares: [150, 150, 20],
  },
  {
    name: "the second at half price",
    terms: { select: pasta, buy: 2, reward: { percent: "50", units: 1 } },
    basket: "pasta/2/119 rice/1/89",
    saving: 60,
  },
  {
    name: "every third for one euro",
    terms: { select: pasta, buy: 3, reward: { unitPriceCents: 100, units: 1 } },
    basket: "pasta/7/119",
    saving: 38,
  },
  {
    name: "four for three euro, mixed; a set dearer than its parts is not formed",
    terms: { select: pasta, buy: 4, reward: { priceCents: 300 } },
    basket: "pasta/3/119 rice/1/89 flour/4/50",
    saving: 146,
  },
  {
    name: "the dearest of two at a third off",
    terms: { select: pasta, buy: 2, reward: { percent: "33", units: 1 }, pick: "dearest" },
    basket: "pasta/1/300 rice/2/100",
    saving: 99,
  },
  {
    name: "two sets at most, however many are bought: the promotion's limit",
    terms: { select: pasta, buy: 2, reward: { free: 1 } },
    promotion: { limits: { applications: 2 } },
    basket: "pasta/8/119",
    saving: 238,
  },
  {
    name: "half off two of four, rounded once for the set: 50 % of 1.98 is 0.99, for each it would be 0.50 twice",
    terms: { select: pasta, buy: 4, reward: { percent: "50", units: 2 } },
    basket: "pasta/4/99",
    saving: 99,
  },
  {
    name: "half off two of four, rounded for each: 0.50 twice",
    terms: { select: pasta, buy: 4, reward: { percent: "50", units: 2 }, round: "unit" },
    basket: "pasta/4/99",
    saving: 100,
  },
];
