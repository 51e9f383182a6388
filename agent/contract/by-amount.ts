/**
 * The contract for a POS that takes one amount off the whole receipt and nothing off a line (`modifiers: transaction`):
 * its evaluations have `modifiers` by VAT rate and no shares, are always whole, and it says how much it took off.
 */

import { z } from "zod";
import { type CallEntry, type CallName, calls } from "./calls.ts";
import { effectByAmount, modifiersByAmount } from "./effects.ts";
import { cents } from "./fields.ts";
import { saleCalls } from "./sale-calls.ts";

export const completeByAmount = saleCalls["transaction.complete"].omit({ applied: true }).extend({
  discountCents: cents
    .min(0)
    .describe(
      "What was taken off the receipt: what was offered last, or less. The last promotion gives way first.",
    ),
});

/** The same calls in the same order. */
export const callsByAmount: { readonly [Name in CallName]: CallEntry } = Object.fromEntries(
  Object.entries<CallEntry>(calls).map(([name, entry]) => {
    const params = name === "transaction.complete" ? completeByAmount : entry.params;
    return [name, { ...entry, params, result: byAmount(entry.result) }];
  }),
) as { readonly [Name in CallName]: CallEntry };

function byAmount(result: z.ZodType): z.ZodType {
  if (result instanceof z.ZodUnion) {
    const kept = (result.options as z.ZodType[])
      .filter((option) => !hasField(option, "difference"))
      .map(byAmount);
    return kept.length === 1 ? kept[0]! : z.union(kept);
  }
  if (!(result instanceof z.ZodObject)) return result;
  if (hasField(result, "applied")) return result.omit({ applied: true });
  if (!hasField(result, "effects")) return result;
  return result.extend({ effects: z.array(effectByAmount), modifiers: modifiersByAmount });
}

function hasField(schema: z.ZodType, field: string): boolean {
  return schema instanceof z.ZodObject && field in schema.shape;
}
