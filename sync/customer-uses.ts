/**
 * What a customer has used up of limits "so often for each customer", as tills count it: the words of HQ and till. Each
 * till counts its own sales and what came back of them; of a return of another till's sale only HQ knows where it belongs.
 */

import { z } from "zod";

/** Periods that one question may name: day, week, month, year, campaign. */
export const PERIODS_MAX = 10;

export const usesQuestionSchema = z.object({
  customerId: z.string().min(1).max(200),
  periods: z.array(z.string().min(1).max(40)).min(1).max(PERIODS_MAX),
});
export type UsesQuestion = z.output<typeof usesQuestionSchema>;

const useSchema = z.object({
  store: z.string(),
  till: z.string(),
  /** That till's own journal has it too: its sales, less what came back of them there. */
  own: z.boolean(),
  promotionId: z.string(),
  period: z.string(),
  applications: z.int(),
  amountCents: z.int(),
});
/** So much of one limit, at one till. What came back there of other tills' sales is negative. */
export type UseAt = z.output<typeof useSchema>;
export const usesSchema = z.object({ uses: z.array(useSchema).max(10_000) });
