/** Parameters of the calls that belong to no open sale. */

import { z } from "zod";
import { COUPONS_MAX, LINES_MAX } from "../session/session.ts";
import { at, channel, code, couponCode, currency, line, recorded, text } from "./fields.ts";
import { rewards, tenders } from "./tender-calls.ts";

export const otherCalls = {
  "transaction.evaluate": z.strictObject({
    lines: z.array(line).max(LINES_MAX),
    at: at.optional(),
    channel: channel.default("till"),
    currency: currency.optional(),
    card: code.optional(),
    coupons: z.array(couponCode).max(COUPONS_MAX).default([]),
    tenders: tenders.optional(),
    rewards: rewards.optional(),
    suggestions: z.boolean().default(false),
  }),
  explain: z.union([
    z.strictObject({ transactionId: text }),
    z.strictObject({
      sale: recorded.describe(
        "Of a recorded sale: its id, transaction id or receipt number; of another till its id or receipt number.",
      ),
      store: text.optional().describe("Where it was sold; this store, if absent."),
      till: text
        .optional()
        .describe("Where tills of a store number their receipts alike; any till, this one first, if absent."),
    }),
  ]),
  "agent.status": z.strictObject({}),
} as const;
