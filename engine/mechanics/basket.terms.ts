import { z } from "zod";
import type { Example } from "../example.ts";
import { percent, positiveCents, selectorTerm } from "./shared.terms.ts";

export const basketTerms = z
  .strictObject({
    percent: percent.optional(),
    amountCents: positiveCents.optional(),
    /** Outside the base and untouched. */
    except: z.array(selectorTerm).optional(),
    /** How the cut is laid over the units. Default: in proportion to what is left of their price. */
    spread: z.enum(["proportional", "even"]).optional(),
  })
  .refine(
    (terms) => (terms.percent === undefined) !== (terms.amountCents === undefined),
    "write either percent or amountCents",
  );
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
];
