import { z } from "zod";
import type { Example } from "../example.ts";
import { percent, points, positiveCents, selector } from "./shared.terms.ts";

const reward = z.union([
  z.strictObject({ amountCents: positiveCents }),
  z.strictObject({ percent, select: selector.optional() }),
  z.strictObject({ points, account: z.string().min(1) }),
]);

export const thresholdTerms = z
  .strictObject({
    /** What counts towards the step. Default: everything that may be discounted. */
    select: selector.optional(),
    spendCents: positiveCents.optional(),
    /** `net`: what the layers before left. `gross`: shelf prices. */
    base: z.enum(["net", "gross"]),
    /** Once for every full step. */
    every: z.literal(true).optional(),
    reward: reward.optional(),
    /** Instead of one step: several, of which the highest one reached counts. */
    tiers: z
      .array(z.strictObject({ spendCents: positiveCents, reward }))
      .min(1)
      .optional(),
  })
  .refine(
    ({ spendCents, reward, tiers, every }) =>
      tiers === undefined
        ? spendCents !== undefined && reward !== undefined
        : spendCents === undefined && reward === undefined && every === undefined,
    "write either spendCents with reward, or tiers",
  );
export type ThresholdTerms = z.infer<typeof thresholdTerms>;

const layer = { stage: "basket", mode: "stack" } as const;

export const thresholdExamples: readonly Example<ThresholdTerms>[] = [
  {
    name: "five euro off when fifty are spent",
    terms: { spendCents: 5000, base: "net", reward: { amountCents: 500 } },
    basket: "wine/6/799 bread/2/150",
    saving: 500,
    layer,
  },
  {
    name: "one euro and six cents are missing",
    terms: { spendCents: 5000, base: "net", reward: { amountCents: 500 } },
    basket: "wine/6/799 bread/1/100",
    saving: 0,
    missing: { amountCents: 106 },
    layer,
  },
  {
    name: "one euro for every ten spent on wine",
    terms: {
      select: { of: [{ articles: ["wine"] }] },
      spendCents: 1000,
      base: "net",
      every: true,
      reward: { amountCents: 100 },
    },
    basket: "wine/4/799 bread/9/500",
    saving: 300,
    layer,
  },
  {
    name: "the highest step reached counts, and only that",
    terms: {
      base: "net",
      tiers: [
        { spendCents: 3000, reward: { percent: "5" } },
        { spendCents: 6000, reward: { percent: "10" } },
      ],
    },
    basket: "wine/8/800",
    saving: 640,
    layer,
  },
  {
    name: "a hundred points for thirty euro",
    terms: { spendCents: 3000, base: "net", reward: { points: 100, account: "main" } },
    basket: "wine/4/800",
    saving: 0,
    points: 100,
    layer,
  },
];
