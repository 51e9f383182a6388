/** The words that the terms of several mechanics share, as zod schemas. Loaded at the door, never on the hot path. */

import { z } from "zod";
import { DECIMAL } from "../money.ts";

/** Of either sign: what a POS says a line costs may be negative for a return. */
export const wholeCents = z
  .int({ error: ({ input }) => notWhole(input) })
  .min(-1_000_000_000)
  .max(1_000_000_000, "more than ten million: is it in cents?");
export const cents = wholeCents.min(0, "an amount is not negative");

function notWhole(input: unknown): string | undefined {
  if (input === undefined) return undefined;
  return `whole cents are expected as a number (119 is 1.19), not ${JSON.stringify(input)}`;
}

export const positiveCents = cents.min(1);
export const count = z.int().min(1).max(100_000);
export const points = z.int().min(1).max(1_000_000_000);

/** `example` is what a right one looks like. */
export function decimalLike(example: string) {
  return z
    .string({
      error: ({ input }) =>
        input === undefined
          ? undefined
          : `write it as a decimal string such as "${typeof input === "number" ? input : example}", not ${JSON.stringify(input)}`,
    })
    .regex(DECIMAL, `write it as a decimal string such as "${example}": digits, a point, up to six decimals`);
}

export const decimal = decimalLike("12.5");
/** Above 0, at most 100, up to three decimals. */
export const percent = decimal.refine(
  (text) => Number(text) > 0 && Number(text) <= 100 && /^\d+(\.\d{1,3})?$/.test(text),
  "a percentage is above 0, at most 100, with up to three decimals",
);

export const texts = z
  .record(z.string().regex(/^[a-z]{2}$/, "a language is written with two letters: it, en"), z.string().min(1))
  .refine((value) => Object.keys(value).length > 0, "a text needs at least one language");

export const selectorTerm = z
  .strictObject({
    articles: z.array(z.string().min(1)).optional(),
    group: z.string().min(1).optional(),
    department: z.string().min(1).optional(),
    brand: z.string().min(1).optional(),
    supplier: z.string().min(1).optional(),
    attribute: z.strictObject({ name: z.string().min(1), value: z.string() }).optional(),
    priceFromCents: cents.optional(),
    priceToCents: cents.optional(),
    everything: z.literal(true).optional(),
  })
  .refine((term) => Object.keys(term).length > 0, "a selector's term needs at least one field");

export const selector = z.strictObject({
  of: z.array(selectorTerm),
  except: z.array(selectorTerm).optional(),
  notYetCut: z.boolean().optional(),
});

export const pickOn = z.strictObject({ pick: z.enum(["cheapest", "dearest"]), units: count });
export const perGoods = z.enum(["unit", "measure", "line"]);
export const roundOnce = z.enum(["unit", "line"]);
