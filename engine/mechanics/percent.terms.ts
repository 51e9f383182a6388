import { z } from "zod";
import type { Example } from "../example.ts";
import { percent, pickOn, positiveCents, roundOnce, selector } from "./shared.terms.ts";

export const percentTerms = z
  .strictObject({
    select: selector.describe("What becomes cheaper."),
    percent: percent.describe('Off each unit: "12.5" is an eighth.'),
    maxCents: positiveCents
      .optional()
      .describe("The most that one unit (or one line, where rounded by line) may save."),
    floorCents: positiveCents
      .optional()
      .describe("The least that a piece, or a whole measure, still costs: less comes off."),
    on: pickOn.optional().describe("Only the n cheapest or dearest of the selected units."),
    round: roundOnce.optional(),
  })
  .meta({ title: "Percentage", description: "A percentage off each selected unit." });
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
    name: "half price, but no bottle below 3.99: wine saves 2.00, beer at 2.00 nothing",
    terms: { select: drinks, percent: "50", floorCents: 399 },
    basket: "wine/1/599 beer/1/200",
    saving: 200,
  },
  {
    name: "a floor by the kilo: 0.454 kg cost 6.81 at least, of 9.03 only 2.22 may come off",
    terms: { select: { of: [{ articles: ["ham"] }] }, percent: "50", floorCents: 1500 },
    basket: "ham/0.454kg/1990",
    saving: 222,
  },
  {
    name: "only the dearest bottle is cheaper",
    terms: { select: drinks, percent: "50", on: { pick: "dearest", units: 1 } },
    basket: "beer/3/200 wine/2/600",
    saving: 300,
  },
  {
    name: "the two cheapest are at half price",
    terms: { select: drinks, percent: "50", on: { pick: "cheapest", units: 2 } },
    basket: "beer/1/200 wine/2/600",
    saving: 400,
  },
  {
    name: "rounded once a line: 33 % of 3 x 0.99 is 0.98, by piece it would be 0.33 three times",
    terms: { select: bread, percent: "33", round: "line" },
    basket: "bread/3/99",
    saving: 98,
    layer: { stage: "item", mode: "stack" },
  },
  {
    name: "everything of a department, but not what the shop has already cut or a brand has forbidden",
    terms: {
      select: {
        of: [{ department: "10" }],
        except: [{ articles: ["champagne"] }],
        notYetCut: true,
      },
      percent: "10",
    },
    basket: "wine/1/600/10.20 champagne/1/3000/10.20 bread/1/199/20",
    saving: 60,
  },
  {
    name: "the coupon is on the counter and the bread is not: one loaf is short",
    terms: { select: bread, percent: "10" },
    promotion: { requires: { kind: "coupon", series: "TEN" } },
    coupons: ["TEN"],
    basket: "milk/1/149",
    shelf: "bread/1/199",
    saving: 0,
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
  },
];
