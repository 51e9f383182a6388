/**
 * The calls with what they answer, for whoever reads answers or writes about them. The agent, which makes them, loads none
 * of this: making these schemas takes a tenth of its main thread's start.
 */

import { z } from "zod";
import * as answers from "./answers.ts";
import { completeByAmount } from "./by-amount.ts";
import { CALLS, type CallEntry, type CallName, calls } from "./calls.ts";
import { effectByAmount, modifiersByAmount } from "./effects.ts";

const results = {
  "transaction.begin": answers.begun,
  "transaction.suspend": answers.suspended,
  "transaction.resume": answers.resumed,
  "transaction.subtotal": answers.subtotal,
  "transaction.complete": answers.completed,
  "transaction.cancel": answers.cancelled,
  "line.add": answers.evaluationOrDifference,
  "line.change": answers.evaluationOrDifference,
  "line.void": answers.evaluationOrDifference,
  "customer.identify": answers.customerReply,
  "customer.forget": answers.evaluationOrDifference,
  "coupon.present": answers.couponReply,
  "coupon.withdraw": answers.evaluationOrDifference,
  scan: answers.scanned,
  "tender.preview": answers.tenderReply,
  "tender.add": answers.tenderReply,
  "tender.void": answers.tenderReply,
  "reward.choose": answers.chosen,
  "transaction.return": answers.returned,
  "transaction.evaluate": answers.evaluated,
  explain: answers.explained,
  "agent.status": answers.status,
} as const satisfies Readonly<Record<CallName, z.ZodType>>;

export type Answer<Name extends CallName> = z.output<(typeof results)[Name]>;

export interface AnsweredCall extends CallEntry {
  readonly result: z.ZodType;
}

type Registry = { readonly [Name in CallName]: AnsweredCall };

export const answeredCalls = Object.fromEntries(
  CALLS.map((name): [CallName, AnsweredCall] => [name, { ...calls[name], result: results[name] }]),
) as Registry;

/** For a POS that takes one amount off the whole receipt: the same calls in the same order. */
export const answeredByAmount = Object.fromEntries(
  Object.entries<AnsweredCall>(answeredCalls).map(([name, entry]) => {
    const params = name === "transaction.complete" ? completeByAmount : entry.params;
    return [name, { ...entry, params, result: byAmount(entry.result) }];
  }),
) as Registry;

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
