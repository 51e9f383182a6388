import { z } from "zod";
import type { Example } from "../example.ts";
import { decimal, points as pointCount, positiveCents, selector } from "./shared.terms.ts";

export const pointsTerms = z.strictObject({
  account: z.string().min(1),
  /** Default: everything that earns points. */
  select: selector.optional(),
  earn: z.union([
    /** Once a receipt. */
    z.strictObject({ fixed: pointCount }),
    /** For every full step. With one point a step, fractions count until the receipt's points are rounded down. */
    z.strictObject({ perStepCents: positiveCents, points: pointCount }),
    z.strictObject({ perPiece: pointCount }),
    /** On what the account's other promotions give for the selected units: "2" doubles it. */
    z.strictObject({
      multiplier: decimal.refine(
        (text) => Number(text) > 1 && /^\d+(\.\d{1,3})?$/.test(text),
        "a multiplier is above 1, with up to three decimals",
      ),
    }),
  ]),
});
export type PointsTerms = z.infer<typeof pointsTerms>;

const layer = { stage: "earn", mode: "stack" } as const;
const account = "main";

export const pointsExamples: readonly Example<PointsTerms>[] = [
  {
    name: "one point for every euro paid, rounded down",
    terms: { account, earn: { perStepCents: 100, points: 1 } },
    basket: "bread/1/199 milk/3/149",
    saving: 0,
    points: 6,
    layer,
  },
  {
    name: "ten points for every five euro: 6.46 is one full step",
    terms: { account, earn: { perStepCents: 500, points: 10 } },
    basket: "bread/1/199 milk/3/149",
    saving: 0,
    points: 10,
    layer,
  },
  {
    name: "five points for each pack",
    terms: { account, select: { of: [{ articles: ["milk"] }] }, earn: { perPiece: 5 } },
    basket: "bread/1/199 milk/3/149",
    saving: 0,
    points: 15,
    layer,
  },
  {
    name: "a hundred points for buying bread at all",
    terms: { account, select: { of: [{ articles: ["bread"] }] }, earn: { fixed: 100 } },
    basket: "bread/2/199",
    saving: 0,
    points: 100,
    layer,
  },
  {
    name: "a multiplier multiplies what others give: alone it gives nothing",
    terms: { account, earn: { multiplier: "2" } },
    basket: "bread/2/199",
    saving: 0,
    points: 0,
    layer,
  },
];
