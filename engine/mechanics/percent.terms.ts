import { z } from "zod";
import type { Example } from "../example.ts";
import { percent, pickOn, positiveCents, roundOnce, selector } from "./shared.terms.ts";

export const percentTerms = z.strictObject({
  select: selector,
  /** "12.5" is an eighth. */
  percent,
  /** The most that one unit (or line, where rounded by line) may save. */
  maxCents: positiveCents.optional(),
  /** Only the n cheapest or dearest of the selected units. */
  on: pickOn.optional(),
  round: roundOnce.optional(),
});
export type PercentTerms = z.infer<typeof percentTerms>;

const bread = { of: [{ articles: ["bread"] }] };
const drinks = { of: [{ articles: ["wine", "beer"] }] };

export const percentExamples: readonly Example<PercentTerms>[] = [
  {
    name: "ten per cent off each loaf, rounded on the saving of each: 20 cents on 1.99, twice",
    terms: { select: bread, percent: "10" },
    basket: "bread/2/199 milk/1/149",
    saving: 40,
  },
  {
    name: "half of 0.99 is 0.50: the benefit is rounded up, not the price",
    terms: { select: bread, percent: "50" },
    basket: "bread/1/99",
    saving: 50,
  },
  {
    name: "a measured line counts as one piece and is rounded once",
    terms: { select: { of: [{ articles: ["ham"] }] }, percent: "20" },
    basket: "ham/0.454kg/1990",
    saving: 181,
  },
  {
    name: "no more than one euro off a bottle",
    terms: { select: drinks, percent: "30", maxCents: 100 },
    basket: "wine/1/599 beer/1/200",
    saving: 160,
  },
  {
    name: "only the dearest bottle is cheaper",
    terms: { select: drinks, percent: "50", on: { pick: "dearest", units: 1 } },
    basket: "beer/3/200 wine/2/600",
    saving: 300,
  },
  {
    name: "rounded once a line: 33 % of 3 x 0.99 is 0.98, by piece it would be 0.33 three times",
    terms: { select: bread, percent: "33", round: "line" },
    basket: "bread/3/99",
    saving: 98,
    layer: { stage: "item", mode: "stack" },
  },
];
