/** What a label means, as the POS is told: the reading of `drivers/codes`, as a schema. */

import { z } from "zod";

const measured = { kind: z.literal("measure"), article: z.string() };

export const label = z
  .union([
    z.strictObject({ kind: z.literal("gtin"), gtin: z.string() }),
    z.strictObject({ ...measured, extendedCents: z.int() }),
    z.strictObject({ ...measured, weightGrams: z.int() }),
    z.strictObject({ kind: z.literal("card"), number: z.string() }),
    z.strictObject({ kind: z.literal("coupon"), code: z.string() }),
    z.strictObject({ kind: z.literal("unknown"), text: z.string() }),
    z.strictObject({
      kind: z.literal("refused"),
      reason: z.enum(["empty", "too-long", "not-text", "check-digit", "payment-card"]),
    }),
  ])
  .meta({
    id: "label",
    description:
      "An article (GTIN), goods that were weighed or priced in the shop, a card, a coupon, or text that means nothing here. What was refused carries nothing of the label: a payment card is never repeated.",
  });
