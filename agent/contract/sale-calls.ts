/** Parameters of the calls that begin a sale and end it. */

import { z } from "zod";
import { COUPONS_MAX, LINES_MAX } from "../session/session.ts";
import { at, cents, channel, code, currency, line, override, sale, text } from "./fields.ts";
import { rewards, tenders } from "./tender-calls.ts";

const applied = z.strictObject({
  promotionId: text,
  amountCents: cents.min(0),
  shares: z.array(z.strictObject({ lineId: text, amountCents: cents.min(0) })).max(LINES_MAX),
});

/** The whole sale, for an agent that was not there: it is rung up and paid. Takes the place of whatever is known. */
const basket = z.strictObject({
  lines: z.array(line).max(LINES_MAX),
  /** When it began. */
  at,
  operator: z.string().max(64).optional(),
  channel: channel.optional(),
  currency: currency.optional(),
  card: code.optional(),
  coupons: z.array(code).max(COUPONS_MAX).default([]),
  tenders: tenders.optional(),
  rewards: rewards.optional(),
  training: z.boolean().optional(),
});

export const saleCalls = {
  "transaction.begin": z.strictObject({
    transactionId: text,
    at: at.optional(),
    operator: z.string().max(64).default(""),
    channel: channel.default("till"),
    currency: currency.optional(),
    /** Practice: nothing is kept, reserved or sent. */
    training: z.boolean().default(false),
    /** Notifications `suggestion` while the sale rests between two scans. */
    suggestions: z.boolean().default(false),
  }),
  "transaction.suspend": z.strictObject(sale),
  /** By its id, or by the code that its suspension was given. */
  "transaction.resume": z.union([
    z.strictObject({ transactionId: text }),
    z.strictObject({ suspension: z.strictObject({ code: text }) }),
  ]),
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
    basket: basket.optional(),
    override: override.optional(),
  }),
  "transaction.cancel": z.strictObject({ ...sale, override: override.optional() }),
} as const;
