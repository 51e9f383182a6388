/**
 * The completion of a POS that takes one amount off the whole receipt and nothing off a line (`modifiers: transaction`):
 * it says how much it took off. Its evaluations have `modifiers` by VAT rate and no shares, and are always whole.
 */

import { cents } from "./fields.ts";
import { saleCalls } from "./sale-calls.ts";

export const completeByAmount = saleCalls["transaction.complete"].omit({ applied: true }).extend({
  discountCents: cents
    .min(0)
    .describe(
      "What was taken off the receipt: what was offered last, or less. The last promotion gives way first.",
    ),
});
