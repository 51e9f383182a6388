import { z } from "zod";
import type { Example } from "../example.ts";
import { article, count, positiveCents, selector } from "./shared.terms.ts";

export const giftTerms = z
  .strictObject({
    articles: z
      .array(article)
      .min(1)
      .optional()
      .describe(
        "What is given: one article, or several to choose from. Where the POS adds it, the first one.",
      ),
    select: selector
      .optional()
      .describe("Instead of `articles`, where goods of some kind are brought to the till."),
    pieces: count
      .optional()
      .describe("How many in a transaction; with `every`, how many for each step.")
      .meta({ default: 1 }),
    every: z
      .strictObject({
        select: selector.optional().describe("What counts. Without it: everything in the basket."),
        pieces: count.optional().describe("A step is so many pieces."),
        amountCents: positiveCents.optional().describe("A step is so much money."),
      })
      .refine(
        ({ pieces, amountCents }) => (pieces === undefined) !== (amountCents === undefined),
        "a step is either pieces or amountCents",
      )
      .optional()
      .describe("So many for every full step of what is bought; the gift itself does not count."),
    how: z
      .enum(["scanned", "asked", "chosen"])
      .describe(
        "`scanned`: the cashier is told, and scans it. `asked`: the POS adds the line, and takes it out when the condition falls. `chosen`: the customer picks one of `articles`.",
      ),
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
  .meta({
    title: "Gift",
    description:
      "An article free of charge. What it takes to get one is the promotion's `requires` (the gift itself does not count), or `every`. A gift that is not in the basket yet is asked for; once it is scanned it costs nothing.",
  });
export type GiftTerms = z.infer<typeof giftTerms>;

const boughtCoffee = {
  kind: "items",
  select: { of: [{ articles: ["coffee"] }] },
  pieces: 3,
} as const;
const mugs = ["mug-red", "mug-blue"];

export const giftExamples: readonly Example<GiftTerms>[] = [
  {
    name: "three coffees and a mug: the mug is free",
    terms: { articles: ["mug"], how: "scanned" },
    promotion: { requires: boughtCoffee },
    basket: "coffee/3/299 mug/1/500",
    saving: 500,
  },
  {
    name: "the mug is not scanned yet: the cashier is told",
    terms: { articles: ["mug"], how: "scanned" },
    promotion: { requires: boughtCoffee },
    basket: "coffee/3/299",
    saving: 0,
    gifts: { how: "scanned", articles: ["mug"], pieces: 1 },
    shelf: "mug/1/500",
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
  },
  {
    name: "two coffees are not enough: the mug costs its price",
    terms: { articles: ["mug"], how: "scanned" },
    promotion: { requires: boughtCoffee },
    basket: "coffee/2/299 mug/1/500",
    saving: 0,
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
  },
  {
    name: "the POS is asked to add it",
    terms: { articles: ["mug"], how: "asked" },
    promotion: { requires: boughtCoffee },
    basket: "coffee/3/299",
    saving: 0,
    gifts: { how: "asked", articles: ["mug"], pieces: 1 },
    reasons: [{ kind: "units-short", pieces: 1 }],
  },
  {
    name: "goods that take no discount are not given away",
    terms: { articles: ["mug"], how: "asked" },
    promotion: { requires: boughtCoffee },
    rules: { exclusions: [{ flag: "not-discountable", select: { of: [{ articles: ["mug"] }] } }] },
    basket: "coffee/3/299",
    saving: 0,
    reasons: [{ kind: "not-discountable" }],
  },
  {
    name: "a coffee is taken out again: the mug that the POS had added is withdrawn",
    terms: { articles: ["mug"], how: "asked" },
    promotion: { requires: boughtCoffee },
    basket: "coffee/2/299 mug/1/500//P",
    saving: 0,
    withdrawn: ["2"],
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
  },
  {
    name: "the customer chooses a mug; of two brought, the dearer one is free",
    terms: { articles: mugs, how: "chosen" },
    promotion: { requires: boughtCoffee },
    basket: "coffee/3/299 mug-red/1/500 mug-blue/1/550",
    saving: 550,
  },
  {
    name: "one chocolate for every ten euro, the chocolates not counted: of 25.00 come two, one is still to be scanned",
    terms: {
      select: { of: [{ department: "70/chocolate" }] },
      every: { amountCents: 1000 },
      how: "scanned",
    },
    basket: "wine/5/500 choc/1/120/70.chocolate",
    saving: 120,
    gifts: { how: "scanned", articles: [], pieces: 1 },
  },
  {
    name: "buy four get one, and the fifth need not be of the same kind: every four coffees a tea",
    terms: {
      articles: ["tea"],
      every: { select: { of: [{ articles: ["coffee"] }] }, pieces: 4 },
      how: "scanned",
    },
    basket: "coffee/9/299 tea/3/199",
    saving: 398,
  },
  {
    name: "the chocolate is there, and of the ten euro one is short",
    terms: {
      select: { of: [{ department: "70/chocolate" }] },
      every: { amountCents: 1000 },
      how: "scanned",
    },
    basket: "wine/3/300 choc/1/120/70.chocolate",
    saving: 0,
    reasons: [{ kind: "amount-short", amountCents: 100 }],
    missing: { amountCents: 100 },
  },
];
