/** What the parameters of several calls are made of. */

import { z } from "zod";

export const text = z.string().min(1).max(64);
/** Scanned or typed: a card number, a coupon code, or a whole label. */
export const code = z.string().min(1).max(200);
export const cents = z.int();
export const at = z.iso.datetime({ offset: true });
export const channel = z.enum(["till", "self-checkout", "web", "app"]);
export const currency = z.string().regex(/^[A-Z]{3}$/);
/** Its fields are the engine's wire schema of a line. */
export const line = z.looseObject({});

/** Of a call to one sale: which sale, and who is at the till now, if that has changed. */
export const sale = { transactionId: text, operator: z.string().min(1).max(64).optional() };

/** A supervisor stands behind it. Kept with the sale; it permits nothing that would be refused otherwise. */
export const override = z.strictObject({ supervisor: text, reason: z.string().min(1).max(200) });

/**
 * With `difference`, the answer says only what is different from the evaluation of that id, where that was the last one;
 * otherwise it is whole, as always.
 */
export const answer = z.strictObject({ difference: z.string().min(1).max(100) });
