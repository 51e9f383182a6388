/** How often, on how much and for how much at most. */

import { z } from "zod";
import { count, positiveCents } from "../mechanics/shared.terms.ts";

const someLimit = {
  applications: count.optional().describe("Applications: sets, units, steps."),
  amountCents: positiveCents.optional().describe("What it takes off altogether."),
};
const namesALimit = (limit: { applications?: number; amountCents?: number }) =>
  limit.applications !== undefined || limit.amountCents !== undefined;

export const limits = z
  .strictObject({
    applications: count.optional().describe("In a transaction: sets, units, steps."),
    units: count.optional().describe("Units claimed in a transaction, qualifying and rewarded ones."),
    unitsPerLine: count.optional().describe("Units claimed of one line."),
    amountCents: positiveCents.optional().describe("What it takes off in a transaction."),
    exceeding: z
      .enum(["cap", "refuse", "overshoot"])
      .optional()
      .describe(
        "What happens to an application that asks for more money than is left: it saves what is left (`cap`), it is refused whole, or the one that reaches the end still saves all (`overshoot`).",
      )
      .meta({ default: "cap" }),
    perCustomer: z
      .strictObject({
        ...someLimit,
        period: z
          .enum(["day", "week", "month", "year", "campaign"])
          .describe("Counted anew each; `campaign` is as long as the promotion runs."),
      })
      .refine(namesALimit, "a limit per customer needs applications or amountCents")
      .optional()
      .describe("Of one customer: needs a card."),
    budget: z
      .strictObject(someLimit)
      .refine(namesALimit, "a budget needs applications or amountCents")
      .optional()
      .describe("Of the promotion, all tills together. Offline a till has its allowance of it."),
  })
  .refine(
    ({ exceeding, amountCents, perCustomer, budget }) =>
      exceeding === undefined ||
      [amountCents, perCustomer?.amountCents, budget?.amountCents].some((one) => one !== undefined),
    "exceeding speaks of money: give amountCents here, in perCustomer or in budget, or leave it out",
  )
  .meta({ id: "limits", title: "Limits", description: "How often, on how much and for how much at most." });
