/**
 * A sale written down: what happened at the till, step by step, and what should come of it. The demonstration plays
 * such files, `tillside play` compares an agent with them, and real receipts of other tills are converted into them.
 */

import { z } from "zod";

const cents = z.int();
/** Digits after the point at most 3: pieces ("2") or a measure ("0.454"). */
const quantity = z
  .string()
  .regex(/^\d{1,7}(\.\d{1,3})?$/, 'a quantity is a decimal string like "2" or "0.454"');

/** What can be checked after any step. Only what is written is compared. */
const stepExpectation = z.strictObject({
  totalCents: cents.optional(),
  discountCents: cents.optional(),
  /** The call is refused with this reason, and the sale goes on. */
  refused: z.string().optional(),
  /** What the agent says of the coupon just presented: "accepted", "parked", "refused: already-used". */
  coupon: z.string().optional(),
});

const step = <const Name extends string, Fields extends z.ZodRawShape>(name: Name, fields: Fields) =>
  z.strictObject({ step: z.literal(name), ...fields, expect: stepExpectation.optional() });

const addFields = {
  /** Default: the number of the line in the sale, from 1. */
  lineId: z.string().optional(),
  article: z.string(),
  quantity: quantity.default("1"),
  /** Default: the price in the POS's own price file. */
  unitPriceCents: cents.optional(),
  /** Its unit, for goods sold by weight, volume or length: "kg". */
  measure: z.string().min(1).max(8).optional(),
  /** What the POS charges for the line where that is not unit price × quantity ("2 for 6.00"). */
  extendedCents: cents.optional(),
  regularPriceCents: cents.optional(),
  text: z.string().optional(),
  department: z.string().optional(),
  brand: z.string().optional(),
  supplier: z.string().optional(),
  vatRate: z.string().optional(),
  taxExcluded: z.literal(true).optional(),
  attributes: z.record(z.string(), z.string()).optional(),
  flags: z.array(z.string()).optional(),
};

const stepSchema = z.discriminatedUnion("step", [
  step("begin", {}),
  step("add", addFields),
  /** A label under the scanner: article, weighed label, card or coupon, digits as printed. */
  step("scan", { data: z.string().min(1) }),
  step("void", { lineId: z.string() }),
  /** A card number typed in. */
  step("identify", { card: z.string() }),
  /** A coupon code typed in. */
  step("coupon", { code: z.string() }),
  step("withdraw", { code: z.string() }),
  step("subtotal", {}),
  /** The customer takes the best suggestion of the last subtotal, or the one of this promotion. */
  step("follow-suggestion", { promotionId: z.string().optional() }),
  step("cancel", {}),
  step("complete", { tender: z.enum(["cash", "card"]).default("cash") }),
]);

const expectation = z.strictObject({
  grossCents: cents.optional(),
  discountCents: cents.optional(),
  totalCents: cents.optional(),
  pointsByAccount: z.record(z.string(), z.int()).optional(),
  /** Earned; below 0: used. */
  stampsByAccount: z.record(z.string(), z.int()).optional(),
  /** Cents by promotion: all price modifiers, no more and no fewer. */
  modifiers: z.record(z.string(), cents).optional(),
  /** Cents by line of these promotions: exactly these lines. */
  shares: z.record(z.string(), z.record(z.string(), cents)).optional(),
  /** By series: the outcome, and for a refusal its reason: "accepted", "parked", "refused: expired". */
  coupons: z.record(z.string(), z.string()).optional(),
  /** Promotions that show a message, in the order of their ids. */
  messages: z.array(z.string()).optional(),
});

export const recordedSaleSchema = z.strictObject({
  name: z.string().min(1),
  /** What the demonstration calls it, by language; default the name. */
  title: z.record(z.string(), z.string()).optional(),
  about: z.string().optional(),
  /** `down`: meant to be played while HQ can't be reached. The player leaves the network alone. */
  hq: z.enum(["up", "down"]).default("up"),
  /** ISO 8601 with offset; default the agent's clock. */
  at: z.string().optional(),
  /** For a library evaluation; at a till the agent knows its store. */
  store: z.string().optional(),
  operator: z.string().optional(),
  /** ISO 4217; default EUR. */
  currency: z.string().optional(),
  /** Values of "${NAME}" in `data` and `code`, where the caller gives none: coupons that are issued anew at each start. */
  codes: z.record(z.string(), z.string()).default({}),
  steps: z.array(stepSchema).min(1),
  expect: expectation.optional(),
});

export type RecordedSale = z.output<typeof recordedSaleSchema>;
export type RecordedStep = RecordedSale["steps"][number];
export type AddStep = Extract<RecordedStep, { step: "add" }>;
export type Expectation = NonNullable<RecordedSale["expect"]>;

/** A recorded sale can't be read or played as it stands: says where and why. */
export class RecordedSaleError extends Error {
  override readonly name = "RecordedSaleError";
  readonly code = "recorded-sale";
}

/** @param where for the message: file and line. Throws RecordedSaleError that names the first wrong field. */
export function readRecordedSale(value: unknown, where = "recorded sale"): RecordedSale {
  const read = recordedSaleSchema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  throw new RecordedSaleError(`${where}: ${issue.path.join(".") || "the sale"}: ${issue.message}`);
}
