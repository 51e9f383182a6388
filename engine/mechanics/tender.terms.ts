import { z } from "zod";
import type { Example } from "../example.ts";
import { exceptTerms, name, percent, positiveCents, spread } from "./shared.terms.ts";

export const tenderTerms = z
  .strictObject({
    tenders: z
      .array(name)
      .min(1)
      .describe(
        'Means of payment, by the chain\'s own names: "store-card". What they cover counts together.',
      ),
    percent: percent.optional().describe("Off the part that they cover, rounded once."),
    amountCents: positiveCents.optional().describe("Off the part that they cover; never more than it is."),
    minCents: positiveCents.optional().describe("The part that they cover must be at least so much."),
    maxCents: positiveCents.optional().describe("The most that the percentage takes off."),
    except: exceptTerms.optional().describe("Goods that are not counted and stay as they are."),
    spread: spread.optional(),
  })
  .refine(
    (terms) => (terms.percent === undefined) !== (terms.amountCents === undefined),
    "write either percent or amountCents",
  )
  .refine(
    ({ amountCents, maxCents }) => amountCents === undefined || maxCents === undefined,
    "an amount needs no maxCents: leave it out",
  )
  .meta({
    title: "Tender",
    description:
      "A percentage or an amount off what certain means of payment cover: all of the receipt or a part c; charged is c less the discount. Belongs into a layer of stage `tender`. For points on a means of payment write a `points` mechanic whose promotion requires the tender.",
  });
export type TenderTerms = z.infer<typeof tenderTerms>;

const layer = { stage: "tender", mode: "stack" } as const;
const tenders = ["store-card"];

export const tenderExamples: readonly Example<TenderTerms>[] = [
  {
    name: "five per cent off when the store card pays for everything",
    terms: { tenders, percent: "5" },
    tenders: [{ tender: "store-card" }],
    basket: "wine/4/800 bread/1/200",
    saving: 170,
    layer,
  },
  {
    name: "the card covers 20.00 of 34.00: five per cent of these, and 19.00 are charged to it",
    terms: { tenders, percent: "5" },
    tenders: [{ tender: "store-card", amountCents: 2000 }, { tender: "cash" }],
    basket: "wine/4/800 bread/1/200",
    saving: 100,
    layer,
  },
  {
    name: "paid in cash nothing comes off",
    terms: { tenders, percent: "5" },
    tenders: [{ tender: "cash" }],
    basket: "wine/4/800",
    saving: 0,
    layer,
    reasons: [{ kind: "tender-missing", tenders }],
  },
  {
    name: "five euro off when the card covers fifty; it covers forty",
    terms: { tenders, amountCents: 500, minCents: 5000 },
    tenders: [{ tender: "store-card", amountCents: 4000 }, { tender: "cash" }],
    basket: "wine/8/800",
    saving: 0,
    layer,
    reasons: [{ kind: "tender-short", tenders, amountCents: 1000 }],
  },
  {
    name: "five euro off when the card covers fifty; it covers all of 64.00",
    terms: { tenders, amountCents: 500, minCents: 5000 },
    tenders: [{ tender: "store-card" }],
    basket: "wine/8/800",
    saving: 500,
    layer,
  },
  {
    name: "ten per cent, three euro at most, the gift of the house not counted",
    terms: { tenders, percent: "10", maxCents: 300, except: [{ department: "70" }] },
    tenders: [{ tender: "store-card" }],
    basket: "wine/5/800/10 toner/1/9000/70",
    saving: 300,
    shares: [300, 0],
    layer,
  },
  {
    name: "five euro off when the card covers fifty; there are only forty-eight to pay",
    terms: { tenders, amountCents: 500, minCents: 5000 },
    tenders: [{ tender: "store-card" }],
    basket: "wine/6/800",
    saving: 0,
    reasons: [{ kind: "amount-short", amountCents: 200 }],
    missing: { amountCents: 200 },
    layer,
  },
];
