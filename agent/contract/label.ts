/** What a label means, as the POS is told: the reading of `drivers/codes`, as a schema. */

import { z } from "zod";

/** ISO 8601. */
const day = z.string();

/** What a GS1 label says besides its number: GS1-128, DataBar, DataMatrix, QR, Digital Link. */
const details = {
  expiresOn: day.optional().describe("The last day of sale or use."),
  elements: z
    .array(z.strictObject({ ai: z.string(), value: z.string() }))
    .optional()
    .describe("All that the label says, by GS1's application identifiers: lot, serial, …"),
  unknownAis: z.array(z.string()).optional().describe("What it says beside them, and nobody here can read."),
};

const measured = { kind: z.literal("measure"), article: z.string() };

export const label = z
  .union([
    z.strictObject({
      kind: z.literal("gtin"),
      gtin: z.string().describe("13 digits, 8 of an EAN-8, 14 of a trade unit that has no fewer."),
      addOn: z.string().optional().describe("A periodical's issue."),
      ...details,
    }),
    z.strictObject({
      ...measured,
      extendedCents: z.int(),
      weightGrams: z.int().optional(),
      ...details,
    }),
    z.strictObject({ ...measured, weightGrams: z.int(), ...details }),
    z.strictObject({ kind: z.literal("card"), number: z.string(), instance: z.string().optional() }),
    z.strictObject({
      kind: z.literal("coupon"),
      code: z.string(),
      amountCents: z.int().optional(),
      percent: z.number().optional(),
      points: z.int().optional(),
      freeGoods: z.literal(true).optional(),
      validFrom: day.optional(),
      ...details,
    }),
    z.strictObject({ kind: z.literal("refund"), number: z.string(), amountCents: z.int().optional() }),
    z.strictObject({ kind: z.literal("unknown"), text: z.string(), ...details }),
    z.strictObject({
      kind: z.literal("refused"),
      reason: z.enum([
        "empty",
        "too-long",
        "not-text",
        "check-digit",
        "payment-card",
        "gs1-syntax",
        "gs1-value",
        "gs1-pairing",
        "digital-link",
      ]),
      ai: z.string().optional().describe("The application identifier that GS1 data were refused for."),
      text: z.string().describe("For the cashier."),
    }),
  ])
  .meta({
    id: "label",
    description:
      "An article (GTIN), goods that were weighed or priced in the shop, a card, a coupon, a receipt that pays out, or text that means nothing here. What a coupon says of its worth is for display: its promotion decides. What was refused carries nothing of the label: a payment card is never repeated.",
  });
