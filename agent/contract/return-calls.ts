/** Parameters of the call about goods that come back. */

import { z } from "zod";
import { LINES_MAX } from "../session/session.ts";
import { at, cents, override, text } from "./fields.ts";

/** Without a quantity: all that is still out of this line. */
const goods = z
  .array(z.strictObject({ lineId: text, quantity: z.string().min(1).max(20).optional() }))
  .min(1)
  .max(LINES_MAX);

/** What was paid for each unit that comes back, after all discounts: one entry a piece, or one for a measured line. */
const paidGoods = z
  .array(
    z.strictObject({
      lineId: text,
      vatRate: z.string().max(10),
      unitsPaidCents: z.array(cents.min(0)).min(1).max(1000),
    }),
  )
  .min(1)
  .max(LINES_MAX);

export const returnCalls = {
  "transaction.return": z
    .strictObject({
      /** The POS's own name for this return, never used again at this till. */
      returnId: text,
      /** Receipt number, sale id or transaction id. */
      receipt: z.string().min(1).max(100),
      /** Where it was sold; this store, if absent. */
      store: text.optional(),
      /** Where tills of a store number their receipts alike; any till, this one first, if absent. */
      till: text.optional(),
      /** Lines of the sale; absent: all that is still out. */
      goods: goods.optional(),
      /** False: what would come back. True: it was paid out. */
      commit: z.boolean(),
      /** What the POS really gave back, before cash rounding; with `commit` only. */
      paidOutCents: cents.min(0).optional(),
      /** For a receipt that nobody finds, together with `override`. */
      unknown: paidGoods.optional(),
      override: override.optional(),
      operator: z.string().max(64).default(""),
      at: at.optional(),
    })
    .refine(({ commit, paidOutCents }) => commit === (paidOutCents !== undefined), {
      path: ["paidOutCents"],
      error: "goes with commit: true, and only with it",
    }),
} as const;
