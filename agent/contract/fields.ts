/** What the parameters of several calls are made of. */

import { z } from "zod";
import { notWhole } from "../../engine/mechanics/shared.terms.ts";
import type { lineSchema } from "../../engine/wire.ts";

/** PostgreSQL takes neither NUL nor half a pair in any text, and what is written of the latter is not read as it was. */
export const isKeepable = (id: string) => id.isWellFormed() && !id.includes("\0");
export const UNKEEPABLE = "expected a text without NUL, in whole characters";
/** By which something is found again. */
const name = z.string().refine(isKeepable, UNKEEPABLE);
export const text = name.min(1).max(64);
/** Of what was recorded: its id, or the number of its receipt. */
export const recorded = name.min(1).max(100);
/** Nobody, where it is empty. */
export const operatorAtFirst = name.max(64);
/** A word of the chain's own, as its rules write it: a promotion's id, a means of payment. */
export const chainsWord = z.string().min(1).max(200);
/** Scanned or typed: a card number, a coupon code, or a whole label. */
export const code = z.string().min(1).max(200);
/** The same of a coupon: a voucher's QR code has 500 digits and more. */
export const couponCode = z.string().min(1).max(1000);
export const cents = z.int({
  error: ({ code, input }) => (code === "invalid_type" ? notWhole(input) : undefined),
});
export const at = z.iso
  .datetime({
    offset: true,
    error: ({ input }) =>
      input === undefined ? undefined : 'write it with its offset, as "2026-11-21T10:31:00+01:00"',
  })
  // In another zone these may be of a year that is not written with four digits.
  .refine((moment) => !/^(0000|9999)/.test(moment), "no sale is of that year")
  .describe("With its offset; now, if absent.");
export const channel = z.enum(["till", "self-checkout", "web", "app"]);
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'a currency is written as "EUR"')
  .describe('As in "EUR"; the configuration\'s, if absent.');

export type LineSent = z.input<typeof lineSchema>;

/** Any object at this door: `read-lines.ts` reads it by the engine's own schema of a line, which names what is wrong. */
export const line = z.looseObject({}) as unknown as z.ZodType<LineSent, LineSent>;

export const operator = text.optional().describe("Who is at the till from now on, if that has changed.");

/** Of a call to one sale: which sale, and who is at the till now, if that has changed. */
export const sale = {
  transactionId: text.describe("The POS's own name for the sale, once at this till."),
  operator,
};

/** A supervisor stands behind it. Kept with the sale; it permits nothing that would be refused otherwise. */
export const override = z.strictObject({ supervisor: text, reason: z.string().min(1).max(200) }).meta({
  id: "override",
  description: "A supervisor stands behind it, and why. It is kept with the sale.",
});

/**
 * With `difference`, the answer says only what is different from the evaluation of that id, where that was the last one;
 * otherwise it is whole, as always.
 */
export const answer = z.strictObject({ difference: z.string().min(1).max(100) }).meta({
  id: "answer-wanted",
  description:
    "The answer may say only what is different from the evaluation of this id, where that was the sale's last one.",
});
