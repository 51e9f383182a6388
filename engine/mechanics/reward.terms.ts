import { z } from "zod";
import type { Example } from "../example.ts";
import {
  account,
  article,
  exceptTerms,
  percent,
  points,
  positiveCents,
  selector,
  spread,
} from "./shared.terms.ts";

const discount = z
  .strictObject({
    amountCents: positiveCents.optional().describe("Off the receipt, each time."),
    percent: percent.optional().describe("Off the receipt, rounded once."),
    maxCents: positiveCents.optional().describe("The most that the percentage takes off."),
    except: exceptTerms.optional().describe("Goods that are not counted and stay as they are."),
    spread: spread.optional(),
  })
  .refine(
    (terms) => (terms.percent === undefined) !== (terms.amountCents === undefined),
    "write either percent or amountCents",
  )
  .refine(
    ({ amountCents, maxCents }) => amountCents === undefined || maxCents === undefined,
    "an amount needs no maxCents: leave it out",
  )
  .describe(
    "A discount for points. A time that would no longer fit whole into the receipt is left out and burns nothing.",
  );

const prize = z
  .strictObject({
    articles: z
      .array(article)
      .min(1)
      .optional()
      .describe("What may be had: one article, or several to choose from."),
    select: selector.optional().describe("Instead of `articles`: goods of some kind."),
    payCents: positiveCents
      .optional()
      .describe("What the customer adds in money for each piece. Without it: nothing."),
    how: z
      .enum(["scanned", "asked", "chosen"])
      .optional()
      .describe(
        "How it gets into the basket: `scanned` by the cashier, `asked` of the POS, which adds the first of `articles`, or `chosen` by the customer.",
      )
      .meta({ default: "scanned" }),
  })
  .refine(
    ({ articles, select }) => (articles === undefined) !== (select === undefined),
    "write either articles or select",
  )
  .refine(
    ({ how, articles }) => how !== "asked" || articles !== undefined,
    'how "asked" needs articles: the POS must know what to add',
  )
  .refine(
    ({ how, articles = [] }) => how !== "chosen" || articles.length > 1,
    'how "chosen" needs two or more articles to choose from',
  )
  .describe("A prize from the catalogue.");

export const rewardTerms = z
  .strictObject({
    account: account.describe("The account whose points are burnt."),
    points: points.describe("Points for each time, or each piece of a prize."),
    discount: discount.optional(),
    prize: prize.optional(),
  })
  .refine(
    ({ discount, prize }) => (discount === undefined) !== (prize === undefined),
    "write either discount or prize",
  )
  .meta({
    title: "Reward",
    description:
      "Points burnt for a discount, or for a prize of the catalogue with or without a contribution in money. Happens as many times as the customer chose it, as the balance pays for, and never beyond the receipt. Belongs into a layer of stage `reward`.",
  });
export type RewardTerms = z.infer<typeof rewardTerms>;

const layer = { stage: "reward", mode: "stack" } as const;
const prizeLayer = { stage: "reward", mode: "best" } as const;

export const rewardExamples: readonly Example<RewardTerms>[] = [
  {
    name: "five euro off for 500 points, chosen twice",
    terms: { account: "main", points: 500, discount: { amountCents: 500 } },
    customer: { balances: { main: 1200 } },
    chosen: 2,
    basket: "wine/4/800",
    saving: 1000,
    burnt: 1000,
    layer,
  },
  {
    name: "the balance pays for one of the two chosen",
    terms: { account: "main", points: 500, discount: { amountCents: 500 } },
    customer: { balances: { main: 700 } },
    chosen: 2,
    basket: "wine/4/800",
    saving: 500,
    burnt: 500,
    layer,
  },
  {
    name: "never more than the receipt: of three times two fit into 12.00, the third burns nothing",
    terms: { account: "main", points: 500, discount: { amountCents: 500 } },
    customer: { balances: { main: 5000 } },
    chosen: 3,
    basket: "wine/2/600",
    saving: 1000,
    burnt: 1000,
    layer,
  },
  {
    name: "what nobody chose burns nothing",
    terms: { account: "main", points: 500, discount: { amountCents: 500 } },
    customer: { balances: { main: 5000 } },
    basket: "wine/2/600",
    saving: 0,
    layer,
    reasons: [{ kind: "reward-not-chosen" }],
  },
  {
    name: "a tenth off the receipt for 800 points, ten euro at most",
    terms: { account: "main", points: 800, discount: { percent: "10", maxCents: 1000 } },
    customer: { balances: { main: 900 } },
    chosen: 1,
    basket: "wine/4/800",
    saving: 320,
    burnt: 800,
    layer,
  },
  {
    name: "spread evenly: each unit carries the same, and none more than its price",
    terms: { account: "main", points: 500, discount: { amountCents: 500, spread: "even" } },
    customer: { balances: { main: 500 } },
    chosen: 1,
    basket: "wine/1/800 bread/1/100 cheese/1/600",
    saving: 500,
    shares: [200, 100, 200],
    burnt: 500,
    layer,
  },
  {
    name: "a towel for 900 points",
    terms: { account: "main", points: 900, prize: { articles: ["towel"] } },
    customer: { balances: { main: 1000 } },
    chosen: 1,
    basket: "bread/1/199 towel/1/1990",
    saving: 1990,
    burnt: 900,
    layer: prizeLayer,
  },
  {
    name: "a towel for 400 points and 5.00 in money",
    terms: { account: "main", points: 400, prize: { articles: ["towel"], payCents: 500 } },
    customer: { balances: { main: 1000 } },
    chosen: 2,
    basket: "towel/3/1990",
    saving: 2980,
    burnt: 800,
    layer: prizeLayer,
  },
  {
    name: "the prize is not in the basket yet: the POS is asked to add it, and nothing is burnt",
    terms: { account: "main", points: 900, prize: { articles: ["towel"], how: "asked" } },
    customer: { balances: { main: 1000 } },
    chosen: 1,
    basket: "bread/1/199",
    saving: 0,
    gifts: { how: "asked", articles: ["towel"], pieces: 1 },
    layer: prizeLayer,
    reasons: [{ kind: "units-short", pieces: 1 }],
  },
  {
    name: "the towel was chosen and is still on the shelf: one is short",
    terms: { account: "main", points: 900, prize: { articles: ["towel"] } },
    customer: { balances: { main: 1000 } },
    chosen: 1,
    basket: "bread/1/199",
    shelf: "towel/1/1990",
    saving: 0,
    gifts: { how: "scanned", articles: ["towel"], pieces: 1 },
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
    layer: prizeLayer,
  },
  {
    name: "points buy five euro or nothing: to a receipt of 4.80 twenty cents are short",
    terms: { account: "main", points: 500, discount: { amountCents: 500 } },
    customer: { balances: { main: 500 } },
    chosen: 1,
    basket: "bread/1/300 milk/1/180",
    saving: 0,
    reasons: [{ kind: "amount-short", amountCents: 20 }],
    missing: { amountCents: 20 },
    layer,
  },
  {
    name: "three hundred points are two hundred too few",
    terms: { account: "main", points: 500, discount: { amountCents: 500 } },
    customer: { balances: { main: 300 } },
    chosen: 1,
    basket: "wine/2/600",
    saving: 0,
    reasons: [{ kind: "balance-short", account: "main", points: 200 }],
    layer,
  },
  {
    name: "whose points they are must be known",
    terms: { account: "main", points: 500, discount: { amountCents: 500 } },
    chosen: 1,
    basket: "wine/2/600",
    saving: 0,
    reasons: [{ kind: "card-missing" }],
    layer,
  },
];
