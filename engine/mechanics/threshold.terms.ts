import { z } from "zod";
import type { Example } from "../example.ts";
import { account, oneOf, percent, points, positiveCents, selector, spread } from "./shared.terms.ts";

const reward = oneOf([
  z.strictObject({ amountCents: positiveCents.describe("Off what counts towards the step.") }),
  z.strictObject({
    percent: percent.describe("Off the goods of `select`, rounded once."),
    select: selector
      .optional()
      .describe("What the percentage rests on. Without it: what counts towards the step."),
  }),
  z.strictObject({
    points: points.describe("Points granted."),
    account: account.describe("The account that gets them."),
  }),
]).describe("What reaching the step gives.");
const spendCents = positiveCents.describe("To be spent at least.");

export const thresholdTerms = z
  .strictObject({
    select: selector
      .optional()
      .describe("What counts towards the step. Without it: everything that may be discounted."),
    spendCents: spendCents.optional(),
    base: z
      .enum(["net", "gross"])
      .describe(
        "`net`: what the layers before left of the prices. `gross`: shelf prices, also of goods that are given away.",
      ),
    every: z.literal(true).optional().describe("Once for every full step, instead of once."),
    reward: reward.optional(),
    tiers: z
      .array(z.strictObject({ spendCents, reward }))
      .min(1)
      .optional()
      .describe(
        "Instead of `spendCents` and `reward`: several steps, of which the highest one reached counts.",
      ),
    maxCents: positiveCents.optional().describe("The most that it takes off in a transaction."),
    spread: spread.optional(),
  })
  .refine(
    ({ spendCents, reward, tiers }) =>
      tiers === undefined
        ? spendCents !== undefined && reward !== undefined
        : spendCents === undefined && reward === undefined,
    "write either spendCents with reward, or tiers",
  )
  .refine(
    ({ every, tiers }) => every === undefined || tiers === undefined,
    "of tiers the highest one reached counts once: leave every out, or write one spendCents with reward",
  )
  .refine(
    ({ every, reward }) => every === undefined || reward === undefined || !("percent" in reward),
    "a percentage comes once: leave every out, or give an amount or points",
  )
  .refine(
    ({ tiers = [] }) => new Set(tiers.map(({ spendCents }) => spendCents)).size === tiers.length,
    "two tiers begin at the same spendCents; keep one of them",
  )
  .refine(
    ({ maxCents, reward, tiers = [] }) =>
      maxCents === undefined ||
      [reward, ...tiers.map((tier) => tier.reward)].some((one) => one && !("points" in one)),
    "maxCents caps money, and only points are given: leave maxCents out",
  )
  .meta({
    title: "Threshold",
    description:
      "Spend so much, on some goods or on the whole basket, and get an amount, a percentage or points: once, for every full step, or by tiers. Claims no units. Return lines, deposits and gift cards do not count.",
  });
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
    layer,
    reasons: [{ kind: "amount-short", amountCents: 106 }],
    missing: { amountCents: 106 },
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
  {
    name: "twenty points for every full ten euro, counted on shelf prices",
    terms: { spendCents: 1000, base: "gross", every: true, reward: { points: 20, account: "main" } },
    basket: "wine/4/800",
    saving: 0,
    points: 60,
    layer,
  },
  {
    name: "spend thirty on wine and get a fifth off glasses, three euro at most",
    terms: {
      select: { of: [{ articles: ["wine"] }] },
      spendCents: 3000,
      base: "net",
      reward: { percent: "20", select: { of: [{ articles: ["glass"] }] } },
      maxCents: 300,
    },
    basket: "wine/4/800 glass/6/350",
    saving: 300,
    shares: [0, 300],
    layer,
  },
  {
    name: "thirty euro of wine, and no glass that would be cheaper: one is short",
    terms: {
      select: { of: [{ articles: ["wine"] }] },
      spendCents: 3000,
      base: "net",
      reward: { percent: "20", select: { of: [{ articles: ["glass"] }] } },
    },
    basket: "wine/4/800",
    shelf: "glass/1/350",
    saving: 0,
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
    layer,
  },
];
