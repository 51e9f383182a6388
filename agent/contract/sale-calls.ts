/** Parameters of the calls that begin a sale and end it. */

import { z } from "zod";
import { COUPONS_MAX, LINES_MAX } from "../session/session.ts";
import {
  at,
  cents,
  chainsWord,
  channel,
  code,
  couponCode,
  currency,
  line,
  operatorAtFirst,
  override,
  sale,
  text,
} from "./fields.ts";
import { rewards, tenders } from "./tender-calls.ts";

export const applied = z
  .strictObject({
    promotionId: chainsWord,
    amountCents: cents.min(0).describe("The sum of its shares."),
    shares: z.array(z.strictObject({ lineId: text, amountCents: cents.min(0) })).max(LINES_MAX),
  })
  .meta({ id: "applied", description: "A price modifier as the POS took it off." });

const paid = z.strictObject({
  kind: text.describe("The POS's own word for it."),
  amountCents: cents,
});

const basket = z
  .strictObject({
    lines: z.array(line).max(LINES_MAX),
    at: at.describe("When it began."),
    operator: operatorAtFirst.optional(),
    channel: channel.optional(),
    currency: currency.optional(),
    card: code.optional(),
    coupons: z.array(couponCode).max(COUPONS_MAX).default([]),
    tenders: tenders.optional(),
    rewards: rewards.optional(),
    training: z.boolean().optional(),
  })
  .meta({
    id: "basket",
    description:
      "The whole sale, for an agent that was not there. It takes the place of whatever is known of it.",
  });

export const saleCalls = {
  "transaction.begin": z.strictObject({
    transactionId: text,
    at: at.optional().describe("When it began; now, if absent. It holds for the whole sale."),
    operator: operatorAtFirst.default(""),
    channel: channel.default("till"),
    currency: currency.optional(),
    training: z.boolean().default(false).describe("Practice: nothing is recorded, reserved or sent."),
    suggestions: z
      .boolean()
      .default(false)
      .describe("Notifications `suggestion` while the sale rests between two scans."),
  }),
  "transaction.suspend": z.strictObject(sale),
  /** By its id, or by the code that its suspension was given, here or at another till of the store. */
  "transaction.resume": z.union([
    z.strictObject({ transactionId: text }),
    z.strictObject({
      suspension: z
        .strictObject({
          code: text,
          till: text.optional().describe("Where it was suspended, if the slip says."),
          store: text.optional(),
        })
        .describe("Of a sale that waits here or at another till of the store, as printed on its slip."),
      transactionId: text
        .optional()
        .describe(
          "What a sale of another till is called here from now on; absent: as it was there. One of this till keeps its id.",
        ),
    }),
  ]),
  "transaction.subtotal": z.strictObject(sale),
  "transaction.complete": z.strictObject({
    ...sale,
    receipt: text,
    evaluationId: z.string().max(100).optional().describe("Of the evaluation that the POS applied."),
    applied: z.array(applied).max(LINES_MAX).describe("What the POS really took off."),
    tenders: z.array(paid).max(50).default([]).describe("How it was really paid."),
    totalCents: cents.describe("As printed, after our modifiers and before cash rounding."),
    basket: basket.optional(),
    override: override.optional(),
  }),
  "transaction.cancel": z.strictObject({ ...sale, override: override.optional() }),
} as const;
