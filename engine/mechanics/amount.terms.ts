import { z } from "zod";
import type { Example } from "../example.ts";
import { perGoods, pickOn, positiveCents, roundOnce, selector } from "./shared.terms.ts";

export const amountTerms = z
  .strictObject({
    select: selector.describe("What becomes cheaper."),
    amountCents: positiveCents.describe("What comes off. Never more than the goods cost."),
    per: perGoods.describe(
      "`unit`: each piece. `measure`: each kilo, litre or metre of measured goods. `line`: once a line.",
    ),
    floorCents: positiveCents
      .optional()
      .describe("The least that a piece, or a whole measure, still costs: less comes off."),
    on: pickOn.optional().describe("Only the n cheapest or dearest of the selected units."),
    round: roundOnce.optional(),
  })
  .refine(
    ({ per, round }) => per !== "line" || round !== "unit",
    'per "line" takes a line as one: leave round out',
  )
  .meta({ title: "Amount", description: "An amount off each selected piece, each measure or each line." });
export type AmountTerms = z.infer<typeof amountTerms>;

const coffee = { of: [{ articles: ["coffee"] }] };
const cheese = { of: [{ articles: ["cheese"] }] };

export const amountExamples: readonly Example<AmountTerms>[] = [
  {
    name: "fifty cents off each pack",
    terms: { select: coffee, amountCents: 50, per: "unit" },
    basket: "coffee/3/299",
    saving: 150,
  },
  {
    name: "never below zero",
    terms: { select: coffee, amountCents: 500, per: "unit" },
    basket: "coffee/2/299",
    saving: 598,
  },
  {
    name: "never below the promotion's own floor of 2.50 a pack",
    terms: { select: coffee, amountCents: 100, per: "unit", floorCents: 250 },
    basket: "coffee/2/299",
    saving: 98,
  },
  {
    name: "two euro off a kilo: 0.454 kg save 0.91",
    terms: { select: cheese, amountCents: 200, per: "measure" },
    basket: "cheese/0.454kg/1590",
    saving: 91,
  },
  {
    name: "an amount off the kilo says nothing about cheese sold by the piece",
    terms: { select: cheese, amountCents: 200, per: "measure" },
    basket: "cheese/1/450",
    saving: 0,
    reasons: [{ kind: "saves-nothing" }],
  },
  {
    name: "once a line, however many are in it",
    terms: { select: coffee, amountCents: 100, per: "line" },
    basket: "coffee/3/299",
    saving: 100,
  },
  {
    name: "fifty cents off the two dearest packs",
    terms: {
      select: { of: [{ articles: ["coffee", "tea"] }] },
      amountCents: 50,
      per: "unit",
      on: { pick: "dearest", units: 2 },
    },
    basket: "coffee/3/299 tea/2/199",
    saving: 100,
  },
  {
    name: "capped: a promotion may take off three euro in a transaction",
    terms: { select: coffee, amountCents: 50, per: "unit" },
    promotion: { limits: { amountCents: 300 } },
    basket: "coffee/8/299",
    saving: 300,
  },
  {
    name: "the coupon is on the counter and the coffee is not: one pack is short",
    terms: { select: coffee, amountCents: 50, per: "unit" },
    promotion: { requires: { kind: "coupon", series: "TEN" } },
    coupons: ["TEN"],
    basket: "milk/1/149",
    shelf: "coffee/1/299",
    saving: 0,
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
  },
];
