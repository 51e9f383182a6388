import { z } from "zod";
import type { Example } from "../example.ts";
import {
  cents,
  count,
  measureThousandths,
  oneOf,
  percent,
  positiveCents,
  selector,
  spread,
} from "./shared.terms.ts";

const reward = oneOf([
  z.strictObject({ percent: percent.describe("Off the goods that the step rewards.") }),
  z.strictObject({
    amountCents: positiveCents.describe("Off each piece, or each whole measure of measured goods."),
  }),
  z.strictObject({
    unitPriceCents: cents.describe(
      "What each piece, or each whole measure, costs. Skipped where it is dearer.",
    ),
  }),
]).describe("What the step gives.");

export const scaledTerms = z
  .strictObject({
    select: selector.describe("What counts, and becomes cheaper."),
    tiers: z
      .union(
        [
          z
            .array(z.strictObject({ pieces: count.describe("From so many pieces on."), reward }))
            .min(1)
            .describe("Steps by pieces; a measured line is one piece."),
          z
            .array(
              z.strictObject({
                measureThousandths: measureThousandths.describe(
                  "From so much on, in thousandths of the measure: 2,500 is 2.5 kg.",
                ),
                reward,
              }),
            )
            .min(1)
            .describe("Steps by measure, for goods sold by weight or length."),
          z
            .array(z.strictObject({ spendCents: positiveCents.describe("From so much money on."), reward }))
            .min(1)
            .describe("Steps by what the goods cost when the layer begins."),
        ],
        {
          error:
            "write every tier as { pieces, reward }, every one as { measureThousandths, reward }, or every one as { spendCents, reward }",
        },
      )
      .describe("Rising steps, all of one kind: by `pieces`, by `measureThousandths` or by `spendCents`."),
    on: z
      .enum(["whole", "slice"])
      .optional()
      .describe(
        "`whole`: the highest step reached rewards everything taken. `slice`: each step rewards only what lies above it, up to the next; so much as the first step asks pays in full. By pieces the cheapest lie lowest, of equal prices the lightest; by measure of every good the same part lies in each slice, and goods sold by the piece are left alone.",
      )
      .meta({ default: "whole" }),
    spread: spread.optional(),
  })
  .refine(
    ({ tiers }) => isRising(tiers.map(startOf)),
    "tiers rise: each one begins above the one before; put them in order",
  )
  .refine(
    ({ tiers, on }) =>
      on !== "slice" || tiers.every((tier) => !("spendCents" in tier) || "percent" in tier.reward),
    "a slice of money is rewarded by a percentage: write percent in every tier",
  )
  .meta({
    title: "Scaled",
    description:
      "The more, the cheaper: from three bottles 10 %, from six 20 %; over 10 kg each kilo 0.50 less. The goods are taken together, once a transaction, and rounded once.",
  });
export type ScaledTerms = z.infer<typeof scaledTerms>;

type Start = { pieces: number } | { measureThousandths: number } | { spendCents: number };

function startOf(tier: Start): number {
  if ("pieces" in tier) return tier.pieces;
  return "spendCents" in tier ? tier.spendCents : tier.measureThousandths;
}

function isRising(starts: readonly number[]): boolean {
  return starts.every((start, place) => place === 0 || start > starts[place - 1]!);
}

const wine = { of: [{ articles: ["wine", "prosecco"] }] };
const apples = { of: [{ articles: ["apples"] }] };
const bottles = [
  { pieces: 3, reward: { percent: "10" } },
  { pieces: 6, reward: { percent: "20" } },
];

export const scaledExamples: readonly Example<ScaledTerms>[] = [
  {
    name: "from three bottles 10 %, from six 20 %: three bottles, mixed",
    terms: { select: wine, tiers: bottles },
    basket: "wine/2/599 prosecco/1/799",
    saving: 200,
  },
  {
    name: "spread evenly: of the 2.00 each bottle carries 0.67 or 0.66, the dearer one no more",
    terms: { select: wine, tiers: bottles, spread: "even" },
    basket: "wine/2/599 prosecco/1/799",
    saving: 200,
    shares: [133, 67],
  },
  {
    name: "six bottles: the highest step reached rewards all of them",
    terms: { select: wine, tiers: bottles },
    basket: "wine/6/599",
    saving: 719,
  },
  {
    name: "two bottles: the first step is not reached",
    terms: { select: wine, tiers: bottles },
    basket: "wine/2/599",
    saving: 0,
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
  },
  {
    name: "only the slice above a step: of seven bottles three pay in full, three save 10 %, the seventh 20 %",
    terms: { select: wine, tiers: bottles, on: "slice" },
    basket: "wine/7/1000",
    saving: 500,
  },
  {
    name: "from two kilos on 0.40 off each kilo: 2.500 kg save 1.00",
    terms: { select: apples, tiers: [{ measureThousandths: 2000, reward: { amountCents: 40 } }] },
    basket: "apples/2.500kg/249",
    saving: 100,
  },
  {
    name: "two bags are weighed as one: together they reach the two kilos",
    terms: { select: apples, tiers: [{ measureThousandths: 2000, reward: { unitPriceCents: 199 } }] },
    basket: "apples/1.200kg/249 apples/0.900kg/249",
    saving: 105,
  },
  {
    name: "above ten euro of wine, what is above saves a tenth",
    terms: {
      select: wine,
      tiers: [{ spendCents: 1000, reward: { percent: "10" } }],
      on: "slice",
    },
    basket: "wine/3/599",
    saving: 80,
  },
  {
    name: "from four on each costs 4.99",
    terms: { select: wine, tiers: [{ pieces: 4, reward: { unitPriceCents: 499 } }] },
    basket: "wine/5/599",
    saving: 500,
  },
  {
    name: "for six euro of wine a tenth off: with one bottle a cent is short",
    terms: { select: wine, tiers: [{ spendCents: 600, reward: { percent: "10" } }] },
    basket: "wine/1/599",
    shelf: "prosecco/1/799",
    saving: 0,
    reasons: [{ kind: "amount-short", amountCents: 1 }],
    missing: { amountCents: 1 },
  },
  {
    name: "two kilos of apples are not there yet: 180 g are short, and 200 g can be asked for",
    terms: { select: apples, tiers: [{ measureThousandths: 2000, reward: { amountCents: 40 } }] },
    basket: "apples/1.820kg/249",
    saving: 0,
    reasons: [{ kind: "measure-short", measureThousandths: 180 }],
    missing: { measureThousandths: 180 },
  },
];
