/** Parameters of the call about goods that come back. */

import { z } from "zod";
import { LINES_MAX } from "../session/session.ts";
import { at, cents, operatorAtFirst, override, recorded, text } from "./fields.ts";

const goods = z
  .array(
    z.strictObject({
      lineId: text.describe("As it was in the sale."),
      quantity: z
        .string()
        .min(1)
        .max(20)
        .optional()
        .describe(
          'Pieces, "1", or kilos, litres or metres of what was measured, "0.454"; absent: all that is still out of the line.',
        ),
    }),
  )
  .min(1)
  .max(LINES_MAX);

const paidGoods = z
  .array(
    z.strictObject({
      lineId: text,
      vatRate: z.string().max(10),
      taxExcluded: z.literal(true).optional().describe("What was paid is told without the tax."),
      unitsPaidCents: z
        .array(cents.min(0))
        .min(1)
        .max(1000)
        .describe(
          "What was paid for each unit that comes back, after all discounts: one entry a piece, or one for a measured line.",
        ),
    }),
  )
  .min(1)
  .max(LINES_MAX);

export const returnCalls = {
  "transaction.return": z
    .strictObject({
      returnId: text.describe("The POS's own name for this return, never used again at this till."),
      receipt: recorded.describe("Receipt number, sale id or transaction id."),
      store: text.optional().describe("Where it was sold; this store, if absent."),
      till: text
        .optional()
        .describe("Where tills of a store number their receipts alike; any till, this one first, if absent."),
      goods: goods.optional().describe("Absent: all that is still out."),
      commit: z.boolean().describe("False: what would come back. True: it was paid out."),
      paidOutCents: cents
        .min(0)
        .optional()
        .describe(
          "What the POS really gave back of `refundCents`, before cash rounding; with `commit`, and only with it.",
        ),
      unknown: paidGoods.optional().describe("For a receipt that nobody finds, together with `override`."),
      override: override.optional(),
      operator: operatorAtFirst.default(""),
      training: z
        .boolean()
        .optional()
        .describe("Practice, on any sale there is: answered as ever, and nothing is recorded."),
      at: at.optional(),
    })
    .refine(({ commit, paidOutCents }) => commit === (paidOutCents !== undefined), {
      path: ["paidOutCents"],
      error: "goes with commit: true, and only with it",
    }),
} as const;
