/** Parameters of the calls that begin a sale and end it. */

import { z } from "zod";
import { LINES_MAX } from "../session/session.ts";
import { at, cents, channel, currency, override, sale, text } from "./fields.ts";

const applied = z.strictObject({
  promotionId: text,
  amountCents: cents.min(0),
  shares: z.array(z.strictObject({ lineId: text, amountCents: cents.min(0) })).max(LINES_MAX),
});

export const saleCalls = {
  "transaction.begin": z.strictObject({
    transactionId: text,
    at: at.optional(),
    operator: z.string().max(64).default(""),
    channel: channel.default("till"),
    currency: currency.optional(),
  }),
  "transaction.subtotal": z.strictObject(sale),
  "transaction.complete": z.strictObject({
    ...sale,
    receipt: text,
    evaluationId: z.string().max(100).optional(),
    /** What the POS really took off. */
    applied: z.array(applied).max(LINES_MAX),
    tenders: z
      .array(z.strictObject({ kind: text, amountCents: cents }))
      .max(50)
      .default([]),
    /** As printed, after our modifiers and before cash rounding. */
    totalCents: cents,
    override: override.optional(),
  }),
  "transaction.cancel": z.strictObject({ ...sale, override: override.optional() }),
} as const;
