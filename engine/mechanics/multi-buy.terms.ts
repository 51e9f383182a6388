import { z } from "zod";
import type { Example } from "../example.ts";
import { cents, count, percent, selector } from "./shared.terms.ts";

export const multiBuyTerms = z
  .strictObject({
    select: selector,
    /** Units of a set, rewarded ones included: 3 for three for two. */
    buy: count.min(2),
    reward: z.union([
      z.strictObject({ free: count }),
      z.strictObject({ percent, units: count }),
      z.strictObject({ unitPriceCents: cents, units: count }),
      /** For the whole set. */
      z.strictObject({ priceCents: cents }),
    ]),
    /** Which units of a set are rewarded. Default: the cheapest. */
    pick: z.enum(["cheapest", "dearest"]).optional(),
    /** How units form sets. Default: the best for the customer. */
    group: z.enum(["best", "dearest-first", "cheapest-first", "scan-order"]).optional(),
    /** Which units carry the saving, for VAT and returns. Default: all units of the set, in proportion. */
    shares: z.enum(["set", "rewarded"]).optional(),
    /** Of a percentage on several units of a set. Default: once for the set. */
    round: z.enum(["unit", "set"]).optional(),
  })
  .refine(
    ({ buy, reward }) => ("free" in reward ? reward.free : "units" in reward ? reward.units : 1) <= buy,
    "a set can't reward more units than it has",
  );
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
    missing: { pieces: 1 },
  },
  {
    name: "sets are formed for the customer's best: of 10, 9, 8, 1, 1, 1 the 8 and a 1 are free",
    terms: { select: pasta, buy: 3, reward: { free: 1 } },
    basket: "pasta/1/1000 pasta/1/900 rice/1/800 flour/3/100",
    saving: 900,
  },
  {
    name: "formed from the cheapest up, two of the ones that go together are a set of their own",
    terms: { select: pasta, buy: 3, reward: { free: 1 }, group: "cheapest-first" },
    basket: "pasta/1/1000 pasta/1/900 rice/1/800 flour/3/100",
    saving: 900,
  },
  {
    name: "in the order of scanning the first three are the first set",
    terms: { select: pasta, buy: 3, reward: { free: 1 }, group: "scan-order" },
    basket: "flour/2/100 pasta/1/1000 rice/2/800 pasta/1/900",
    saving: 900,
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
];
