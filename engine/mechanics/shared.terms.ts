/** The words that the terms of several mechanics share, as zod schemas. Loaded at the door, never on the hot path. */

import { z } from "zod";
import { DECIMAL } from "../money.ts";

export const cents = z.int().min(0).max(1_000_000_000);
export const positiveCents = cents.min(1);
export const count = z.int().min(1).max(100_000);
export const points = z.int().min(1).max(1_000_000_000);

export const decimal = z.string().regex(DECIMAL, 'write it as a decimal string such as "12.5"');
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
