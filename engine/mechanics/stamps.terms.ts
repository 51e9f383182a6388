import { z } from "zod";
import type { Example } from "../example.ts";
import { account, cents, count, oneOf, percent, positiveCents, selector } from "./shared.terms.ts";

const earn = oneOf([
  z.strictObject({ perPiece: count.describe("For each piece; a measured line is one.") }),
  z.strictObject({
    perStepCents: positiveCents.describe("For every full step of so much that is paid."),
    stamps: count.describe("So many."),
  }),
  z.strictObject({
    fixed: count.describe("Once a receipt; with `select`, if one of its units is bought."),
  }),
]).describe("Stamps earned. Goods that cost nothing earn none.");

const use = z
  .strictObject({
    stamps: count.describe("Stamps that each unit uses up."),
    reward: oneOf([
      z.strictObject({ free: z.literal(true).describe("The unit is free.") }),
      z.strictObject({ percent: percent.describe("Off the unit.") }),
      z.strictObject({ priceCents: cents.describe("What the unit costs instead.") }),
    ]).describe("What they pay for."),
  })
  .describe("Stamps used: as many units as the balance pays for, those that save most.");

export const stampsTerms = z
  .strictObject({
    account: account.describe("The account that counts them across visits."),
    select: selector
      .optional()
      .describe("What earns (without it: everything that earns points), or what may be had for them."),
    earn: earn.optional(),
    use: use.optional(),
  })
  .refine(({ earn, use }) => (earn === undefined) !== (use === undefined), "write either earn or use")
  .refine(
    ({ use, select }) => use === undefined || select !== undefined,
    "use needs select: say what may be had for the stamps",
  )
  .meta({
    title: "Stamps",
    description:
      "Counted across visits: ten coffees, one free. Earning (a layer of stage `earn`) and using (a layer of stage `item` or `reward`) are two promotions on the same account. Using needs a card; what is earned without one is told, and kept by nobody. How many uses in a transaction: `limits.applications` of the promotion.",
  });
export type StampsTerms = z.infer<typeof stampsTerms>;

const coffee = { of: [{ articles: ["espresso", "cappuccino"] }] };
const earnLayer = { stage: "earn", mode: "stack" } as const;

export const stampsExamples: readonly Example<StampsTerms>[] = [
  {
    name: "a stamp for each coffee",
    terms: { account: "coffee", select: coffee, earn: { perPiece: 1 } },
    customer: {},
    basket: "espresso/2/120 cappuccino/1/160 cake/1/300",
    saving: 0,
    stamps: 3,
    layer: earnLayer,
  },
  {
    name: "a stamp for every full ten euro",
    terms: { account: "pans", earn: { perStepCents: 1000, stamps: 1 } },
    customer: {},
    basket: "wine/4/800",
    saving: 0,
    stamps: 3,
    layer: earnLayer,
  },
  {
    name: "one stamp a visit",
    terms: { account: "visits", earn: { fixed: 1 } },
    customer: {},
    basket: "bread/1/199",
    saving: 0,
    stamps: 1,
    layer: earnLayer,
  },
  {
    name: "ten stamps, one coffee free: the dearer one",
    terms: { account: "coffee", select: coffee, use: { stamps: 10, reward: { free: true } } },
    customer: { balances: { coffee: 12 } },
    basket: "espresso/1/120 cappuccino/1/160",
    saving: 160,
    stamps: -10,
  },
  {
    name: "nine stamps are one too few",
    terms: { account: "coffee", select: coffee, use: { stamps: 10, reward: { free: true } } },
    customer: { balances: { coffee: 9 } },
    basket: "espresso/1/120",
    saving: 0,
    reasons: [{ kind: "balance-short", account: "coffee", points: 1 }],
  },
  {
    name: "a pan at half price for each twenty stamps; forty-five pay for two",
    terms: {
      account: "pans",
      select: { of: [{ articles: ["pan"] }] },
      use: { stamps: 20, reward: { percent: "50" } },
    },
    customer: { balances: { pans: 45 } },
    basket: "pan/3/3990",
    saving: 3990,
    stamps: -40,
  },
  {
    name: "a pan for 9.90 and twenty stamps",
    terms: {
      account: "pans",
      select: { of: [{ articles: ["pan"] }] },
      use: { stamps: 20, reward: { priceCents: 990 } },
    },
    customer: { balances: { pans: 20 } },
    basket: "pan/1/3990",
    saving: 3000,
    stamps: -20,
  },
  {
    name: "a stamp for every full ten euro, and two euro are short",
    terms: { account: "pans", earn: { perStepCents: 1000, stamps: 1 } },
    customer: {},
    basket: "wine/1/800",
    saving: 0,
    reasons: [{ kind: "amount-short", amountCents: 200 }],
    missing: { amountCents: 200 },
    layer: earnLayer,
  },
  {
    name: "the stamps are full, the coupon is there, and no coffee: one is short",
    terms: { account: "coffee", select: coffee, use: { stamps: 10, reward: { free: true } } },
    promotion: { requires: { kind: "coupon", series: "TEN" } },
    coupons: ["TEN"],
    customer: { balances: { coffee: 12 } },
    basket: "cake/1/300",
    shelf: "espresso/1/120",
    saving: 0,
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
  },
  {
    name: "whose stamps they are must be known",
    terms: { account: "coffee", select: coffee, use: { stamps: 10, reward: { free: true } } },
    basket: "espresso/1/120",
    saving: 0,
    reasons: [{ kind: "card-missing" }],
  },
];
