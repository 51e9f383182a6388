import { z } from "zod";

/** HQ's configuration `allowance/<promotion>`: what one till may give of its budget while nobody else is asked. */
export const partSchema = z
  .strictObject({ applications: z.int().min(0).optional(), amountCents: z.int().min(0).optional() })
  .refine((part) => part.applications !== undefined || part.amountCents !== undefined, {
    error: "a till's part of a budget needs applications or amountCents",
  });
