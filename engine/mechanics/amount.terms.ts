import { z } from "zod";
import type { Example } from "../example.ts";
import { perGoods, pickOn, positiveCents, roundOnce, selector } from "./shared.terms.ts";

export const amountTerms = z.strictObject({
  select: selector,
  amountCents: positiveCents,
  /** `unit`: each piece. `measure`: each kilo, litre or metre of a measured line. `line`: once a line. */
  per: perGoods,
  on: pickOn.optional(),
  round: roundOnce.optional(),
});
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
    name: "two euro off a kilo: 0.454 kg save 0.91",
    terms: { select: cheese, amountCents: 200, per: "measure" },
    basket: "cheese/0.454kg/1590",
    saving: 91,
  },
  {
    name: "once a line, however many are in it",
    terms: { select: coffee, amountCents: 100, per: "line" },
    basket: "coffee/3/299",
    saving: 100,
  },
];
