/** What the agent tells the POS without being asked. */

import { z } from "zod";
import { suggestion } from "./effects.ts";
import { label } from "./label.ts";
import { statusNews } from "./status.ts";

const id = z.string();

export const notifications = {
  scan: {
    params: label,
    says: "Our scanner read a label; told to the POS with the sale that was touched last.",
  },
  suggestion: {
    params: z.strictObject({
      transactionId: id,
      suggestions: z.array(suggestion).describe("All of them; empty: nothing any more."),
      texts: z.array(z.string()).describe("For the cashier, in his language."),
    }),
    says: "What could be gained still, while a sale rests that asked for it at `transaction.begin`.",
  },
  display: {
    params: z.strictObject({
      transactionId: id,
      totalCents: z.int(),
      texts: z.array(z.string()),
      training: z.literal(true).optional(),
    }),
    says: "For the customer's display, at a subtotal.",
  },
  status: { params: statusNews, says: "Something has changed: a device, HQ, the journal, the release." },
} as const;

export type NotificationName = keyof typeof notifications;
export type Told<Name extends NotificationName> = z.output<(typeof notifications)[Name]["params"]>;
