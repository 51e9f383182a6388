import { z } from "zod";
import type { Example } from "../example.ts";
import { cents, perGoods, pickOn, roundOnce, selector } from "./shared.terms.ts";

export const fixedPriceTerms = z
  .strictObject({
    select: selector.describe("What has another price."),
    priceCents: cents.describe(
      "The new price. Where it is above what is left of the price, nothing happens.",
    ),
    per: perGoods.describe(
      "Price of each piece (`unit`), of each kilo, litre or metre (`measure`), or of the whole line (`line`).",
    ),
    on: pickOn.optional().describe("Only the n cheapest or dearest of the selected units."),
    round: roundOnce.optional(),
  })
  .refine(
    ({ per, round }) => per !== "line" || round !== "unit",
    'per "line" takes a line as one: leave round out',
  )
  .meta({
    title: "Fixed price",
    description:
      "Another price for each selected piece, measure or line. For a price of several together see multi-buy and mix & match.",
  });
export type FixedPriceTerms = z.infer<typeof fixedPriceTerms>;

const oil = { of: [{ articles: ["oil"] }] };
const ham = { of: [{ articles: ["ham"] }] };

export const fixedPriceExamples: readonly Example<FixedPriceTerms>[] = [
  {
    name: "oil at 4.99 instead of 6.49",
    terms: { select: oil, priceCents: 499, per: "unit" },
    basket: "oil/2/649",
    saving: 300,
  },
  {
    name: "a price above the current one is skipped",
    terms: { select: oil, priceCents: 699, per: "unit" },
    basket: "oil/2/649",
    saving: 0,
    reasons: [{ kind: "saves-nothing" }],
  },
  {
    name: "ham at 14.90 a kilo instead of 19.90: 0.454 kg cost 9.03, the offer takes 2.27 off",
    terms: { select: ham, priceCents: 1490, per: "measure" },
    basket: "ham/0.454kg/1990",
    saving: 227,
  },
  {
    name: "whatever the line holds, it costs five euro",
    terms: { select: oil, priceCents: 500, per: "line" },
    basket: "oil/2/649",
    saving: 798,
  },
  {
    name: "one bottle a receipt at 1.99: the dearest",
    terms: { select: oil, priceCents: 199, per: "unit", on: { pick: "dearest", units: 1 } },
    basket: "oil/2/649",
    saving: 450,
  },
  {
    name: "the coupon is on the counter and the oil is not: one bottle is short",
    terms: { select: oil, priceCents: 499, per: "unit" },
    promotion: { requires: { kind: "coupon", series: "TEN" } },
    coupons: ["TEN"],
    basket: "milk/1/149",
    shelf: "oil/1/649",
    saving: 0,
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
  },
];
