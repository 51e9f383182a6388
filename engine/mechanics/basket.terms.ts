import { z } from "zod";
import type { Example } from "../example.ts";
import { exceptTerms, percent, positiveCents, spread } from "./shared.terms.ts";

export const basketTerms = z
  .strictObject({
    percent: percent.optional().describe("Off the receipt, rounded once."),
    amountCents: positiveCents.optional().describe("Off the receipt; never more than it is."),
    except: exceptTerms.optional().describe("Goods outside the base, which stay as they are."),
    maxCents: positiveCents.optional().describe("The most that the percentage takes off."),
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
    title: "Basket",
    description:
      "A percentage or an amount off the whole receipt, once, spread over the lines for VAT and returns. Claims no units.",
  });
export type BasketTerms = z.infer<typeof basketTerms>;

const layer = { stage: "basket", mode: "stack" } as const;

export const basketExamples: readonly Example<BasketTerms>[] = [
  {
    name: "ten per cent off the whole receipt, rounded once",
    terms: { percent: "10" },
    basket: "bread/1/199 milk/3/149 ham/0.454kg/1990",
    saving: 155,
    layer,
  },
  {
    name: "what is excepted stays as it is",
    terms: { percent: "10", except: [{ department: "70" }] },
    basket: "bread/1/200/10 toner/1/9000/70.10",
    saving: 20,
    layer,
  },
  {
    name: "five euro off, never more than the receipt",
    terms: { amountCents: 500 },
    basket: "bread/1/199",
    saving: 199,
    layer,
  },
  {
    name: "ten per cent, ten euro at most",
    terms: { percent: "10", maxCents: 1000 },
    basket: "wine/2/4000 glass/10/590",
    saving: 1000,
    layer,
  },
  {
    name: "spread evenly: each unit carries the same, and none more than its price",
    terms: { amountCents: 300, spread: "even" },
    basket: "wine/1/1000 bread/2/50",
    saving: 300,
    shares: [200, 100],
    layer,
  },
];
