/** The article master as HQ writes it. */

import { z } from "zod";
import type { LineFlag } from "../../engine/basket.ts";
import { uniqueBy } from "./chain-file.ts";

const cents = z.int().min(0);
export const digits = z.string().regex(/^\d{1,32}$/, "must be digits");
const lineFlags = [
  "not-discountable",
  "no-points",
  "return",
  "deposit",
  "gift-card",
  "no-discount-by-law",
] as const satisfies readonly LineFlag[];

export const articleSchema = z.strictObject({
  article: digits,
  text: z.string(),
  department: z.string(),
  brand: z.string(),
  supplier: z.string(),
  vatRate: z.string().regex(/^(\d{1,2}(\.\d{1,2})?)?$/, "must be per cent, like 22 or 4"),
  priceCents: cents,
  regularPriceCents: cents.optional(),
  /** The least that a piece, or a whole measure, may cost after all promotions. Only the linter reads it. */
  floorCents: cents.optional(),
  /** Sold by it: `priceCents` is that of a whole one. Only the linter reads it. */
  measure: z.enum(["kg", "l", "m"]).optional(),
  flags: z.array(z.enum(lineFlags)).default([]),
  attributes: z.record(z.string(), z.string()).default({}),
});

export const articlesSchema = uniqueBy(articleSchema, "article");
export type Articles = z.infer<typeof articlesSchema>;
