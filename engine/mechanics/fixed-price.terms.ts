import { z } from "zod";
import type { Example } from "../example.ts";
import { cents, perGoods, pickOn, roundOnce, selector } from "./shared.terms.ts";

export const fixedPriceTerms = z.strictObject({
  select: selector,
  priceCents: cents,
  /** Price of each piece, of each kilo, litre or metre, or of the whole line. */
  per: perGoods,
  on: pickOn.optional(),
  round: roundOnce.optional(),
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
  },
  {
    name: "ham at 14.90 a kilo instead of 19.90: 0.454 kg cost 9.03, the offer takes 2.27 off",
    terms: { select: ham, priceCents: 1490, per: "measure" },
    basket: "ham/0.454kg/1990",
    saving: 227,
  },
];
