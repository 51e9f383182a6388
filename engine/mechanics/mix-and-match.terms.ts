import { z } from "zod";
import type { Example } from "../example.ts";
import { cents, grouping, oneOf, percent, positiveCents, selector, spread } from "./shared.terms.ts";

const units = z.int().max(1000);

const slot = z
  .strictObject({
    select: selector.describe(
      "What fills it. A unit fills one slot of one set, also where several select it.",
    ),
    min: units
      .min(0)
      .optional()
      .describe("Units that a set needs of it. 0: it may stay empty.")
      .meta({ default: 1 }),
    max: units
      .min(1)
      .optional()
      .describe("Units that a set takes of it at most. Without it: as many as it needs."),
    rewarded: z
      .literal(true)
      .optional()
      .describe(
        "The reward rests on its units, the other slots only qualify. Where no slot says so, on all.",
      ),
  })
  .refine(
    ({ min = 1, max = Math.max(1, min) }) => min <= max,
    "a slot's min is above its max; write the larger number as max",
  )
  .refine(({ min, max }) => min !== 0 || max !== undefined, "a slot that may stay empty (min 0) needs a max");

export const mixAndMatchTerms = z
  .strictObject({
    slots: z
      .array(slot)
      .min(1)
      .max(12)
      .describe("Kinds of goods that make a set together, each with how many units of it."),
    reward: oneOf([
      z.strictObject({ free: z.literal(true).describe("The rewarded slots are free.") }),
      z.strictObject({
        percent: percent.describe("Off the rewarded units of a set together, rounded once."),
      }),
      z.strictObject({ amountCents: positiveCents.describe("Off the rewarded units of a set together.") }),
      z.strictObject({
        priceCents: cents.describe(
          "What the rewarded units of a set cost together. A set that would be dearer than its parts is not formed.",
        ),
      }),
    ]).describe("What a set gets."),
    group: grouping.optional(),
    shares: z
      .enum(["set", "rewarded"])
      .optional()
      .describe("Which units carry the saving, for VAT and returns: all of the set, or the rewarded ones.")
      .meta({ default: "set" }),
    spread: spread.optional(),
  })
  .refine(
    ({ slots }) => slots.some(({ min = 1 }) => min > 0),
    "a set needs goods: give at least one slot a min above 0",
  )
  .refine(
    ({ slots, reward }) => !("free" in reward) || isPartlyRewarded(slots),
    "free would give the whole set away: mark the slots that are free as rewarded, and leave others unmarked",
  )
  .meta({
    title: "Mix & match",
    description:
      "Goods of several kinds form a set together and cost less: pasta and sauce for 3.00, the menu at 20 % off, a drink free with the burger. Each kind is a slot with the units that it takes. Sets repeat; `limits.applications` of the promotion says how often at most.",
  });
export type MixAndMatchTerms = z.infer<typeof mixAndMatchTerms>;

function isPartlyRewarded(slots: readonly { readonly rewarded?: true }[]): boolean {
  return slots.some(({ rewarded }) => rewarded) && slots.some(({ rewarded }) => !rewarded);
}

const pasta = { of: [{ articles: ["pasta"] }] };
const sauce = { of: [{ articles: ["sauce", "pesto"] }] };
const burger = { of: [{ articles: ["burger"] }] };
const side = { of: [{ articles: ["chips", "salad"] }] };
const drink = { of: [{ articles: ["cola", "beer"] }] };
const dessert = { of: [{ articles: ["cake"] }] };

export const mixAndMatchExamples: readonly Example<MixAndMatchTerms>[] = [
  {
    name: "two packs of pasta and a sauce for three euro",
    terms: { slots: [{ select: pasta, min: 2 }, { select: sauce }], reward: { priceCents: 300 } },
    basket: "pasta/2/119 sauce/1/199",
    saving: 137,
  },
  {
    name: "a set that would be dearer than its parts is not formed",
    terms: { slots: [{ select: pasta, min: 2 }, { select: sauce }], reward: { priceCents: 300 } },
    basket: "pasta/2/49 sauce/1/99",
    saving: 0,
    reasons: [{ kind: "saves-nothing" }],
  },
  {
    name: "sets repeat: with two sauces at 1.99 and 3.49 both sets are formed",
    terms: { slots: [{ select: pasta, min: 2 }, { select: sauce }], reward: { priceCents: 300 } },
    basket: "pasta/5/119 sauce/1/199 pesto/1/349",
    saving: 424,
  },
  {
    name: "the menu at a fifth off, rounded once: of 11.97 come off 2.39",
    terms: {
      slots: [{ select: burger }, { select: side }, { select: drink }],
      reward: { percent: "20" },
    },
    basket: "burger/1/699 chips/1/249 cola/1/249",
    saving: 239,
  },
  {
    name: "the drink is missing: no menu yet",
    terms: {
      slots: [{ select: burger }, { select: side }, { select: drink }],
      reward: { percent: "20" },
    },
    basket: "burger/1/699 chips/1/249",
    saving: 0,
    shelf: "cola/1/249",
    reasons: [{ kind: "units-short", pieces: 1, slot: 3 }],
    missing: { pieces: 1 },
  },
  {
    name: "a drink free with burger and side: the dearer one, since that saves more",
    terms: {
      slots: [{ select: burger }, { select: side }, { select: drink, rewarded: true }],
      reward: { free: true },
      shares: "rewarded",
    },
    basket: "burger/1/699 chips/1/249 cola/1/249 beer/1/320",
    saving: 320,
    shares: [0, 0, 0, 320],
  },
  {
    name: "or the cheaper drink, where the leaflet says so: sets formed from the cheapest up",
    terms: {
      slots: [{ select: burger }, { select: side }, { select: drink, rewarded: true }],
      reward: { free: true },
      group: "cheapest-first",
    },
    basket: "burger/1/699 chips/1/249 cola/1/249 beer/1/320",
    saving: 249,
  },
  {
    name: "up to two desserts at half price with a burger",
    terms: {
      slots: [{ select: burger }, { select: dessert, min: 1, max: 2, rewarded: true }],
      reward: { percent: "50" },
    },
    basket: "burger/1/699 cake/3/300",
    saving: 300,
  },
  {
    name: "one euro off burger and drink together",
    terms: { slots: [{ select: burger }, { select: drink }], reward: { amountCents: 100 } },
    basket: "burger/1/699 beer/2/320",
    saving: 100,
  },
  {
    name: "two euro off any three of one kind: a set of one slot",
    terms: { slots: [{ select: sauce, min: 3 }], reward: { amountCents: 200 } },
    basket: "sauce/4/199 pesto/2/349",
    saving: 400,
  },
  {
    name: "shared over the whole set in proportion: each line carries its part of the 1.37",
    terms: { slots: [{ select: pasta, min: 2 }, { select: sauce }], reward: { priceCents: 300 } },
    basket: "pasta/2/119 sauce/1/199",
    saving: 137,
    shares: [74, 63],
  },
  {
    name: "spread evenly: of the 1.37 each of the three carries 0.46 or 0.45",
    terms: {
      slots: [{ select: pasta, min: 2 }, { select: sauce }],
      reward: { priceCents: 300 },
      spread: "even",
    },
    basket: "pasta/2/119 sauce/1/199",
    saving: 137,
    shares: [92, 45],
  },
  {
    name: "one menu a receipt: the promotion's limit",
    terms: { slots: [{ select: burger }, { select: drink }], reward: { priceCents: 800 } },
    promotion: { limits: { applications: 1 } },
    basket: "burger/2/699 cola/2/249",
    saving: 148,
  },
];
