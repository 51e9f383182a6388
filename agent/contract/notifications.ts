/** What the agent tells the POS without being asked. */

import { z } from "zod";
import { suggestion } from "./effects.ts";

const id = z.string();

export const notifications = {
  /** Read by our scanner; to the POS with the sale touched last. */
  scan: z.looseObject({}),
  /** To the POS whose sale asked for it at `transaction.begin`, while the sale rests: all of them, none any more. */
  suggestion: z.strictObject({
    transactionId: id,
    suggestions: z.array(suggestion),
    /** For the cashier, in his language. */
    texts: z.array(z.string()),
  }),
  /** For the customer's display, at a subtotal. */
  display: z.strictObject({
    transactionId: id,
    totalCents: z.int(),
    texts: z.array(z.string()),
    training: z.literal(true).optional(),
  }),
  /** What has changed: a device, HQ, the journal, the release. */
  status: z.looseObject({}),
} as const;

export type NotificationName = keyof typeof notifications;
