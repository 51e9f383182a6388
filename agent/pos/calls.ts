/** The calls of the contract and what each takes. Parameters pass here once and are trusted after. */

import { z } from "zod";
import { readBasket } from "../../engine/wire.ts";
import {
  COUPONS_MAX,
  type FillField,
  LINES_MAX,
  REWARDS_MAX,
  type SessionLine,
  TENDERS_MAX,
} from "../session/session.ts";
import { PosError } from "./protocol.ts";
import { readParams } from "./read-params.ts";

const text = z.string().min(1).max(64);
const transaction = { transactionId: text };
/** Scanned or typed: a card number, a coupon code, or a whole label. */
const code = z.string().min(1).max(200);
const cents = z.int();
const at = z.iso.datetime({ offset: true });
const channel = z.enum(["till", "self-checkout", "web", "app"]);
const currency = z.string().regex(/^[A-Z]{3}$/);
/** Read by the engine's own schema, so that the socket and files take the same lines. */
const line = z.looseObject({});

const applied = z.strictObject({
  promotionId: text,
  amountCents: cents.min(0),
  shares: z.array(z.strictObject({ lineId: text, amountCents: cents.min(0) })).max(LINES_MAX),
});

/** Named as the chain's promotions name them; without an amount: all that is left. */
const tenders = z
  .array(z.strictObject({ tender: text, amountCents: cents.min(0).optional() }))
  .max(TENDERS_MAX);
const rewards = z
  .array(z.strictObject({ promotionId: text, times: z.int().min(1).max(1000).default(1) }))
  .max(REWARDS_MAX);

const schemas = {
  "transaction.begin": z.strictObject({
    ...transaction,
    at: at.optional(),
    operator: z.string().max(64).default(""),
    channel: channel.default("till"),
    currency: currency.optional(),
  }),
  "line.add": z.strictObject({ ...transaction, line }),
  "line.change": z.strictObject({ ...transaction, line }),
  "line.void": z.strictObject({ ...transaction, lineId: text }),
  "customer.identify": z.strictObject({ ...transaction, card: code }),
  "customer.forget": z.strictObject(transaction),
  "coupon.present": z.strictObject({ ...transaction, code }),
  "coupon.withdraw": z.strictObject({ ...transaction, couponId: z.string().min(1).max(300) }),
  /** How the customer means to pay; all of it, an empty list takes it back. */
  "tender.preview": z.strictObject({ ...transaction, tenders }),
  /** What the customer wants for points or stamps; all of it, an empty list takes it back. */
  "reward.choose": z.strictObject({ ...transaction, rewards }),
  "transaction.subtotal": z.strictObject(transaction),
  "transaction.complete": z.strictObject({
    ...transaction,
    receipt: text,
    evaluationId: z.string().max(100).optional(),
    /** What the POS really took off. */
    applied: z.array(applied).max(LINES_MAX),
    tenders: z
      .array(z.strictObject({ kind: text, amountCents: cents }))
      .max(50)
      .default([]),
    /** As printed, after our modifiers and before cash rounding. */
    totalCents: cents,
  }),
  "transaction.cancel": z.strictObject(transaction),
  "transaction.evaluate": z.strictObject({
    lines: z.array(line).max(LINES_MAX),
    at: at.optional(),
    channel: channel.default("till"),
    currency: currency.optional(),
    card: code.optional(),
    coupons: z.array(code).max(COUPONS_MAX).default([]),
    tenders: tenders.optional(),
    rewards: rewards.optional(),
    suggestions: z.boolean().default(false),
  }),
  explain: z.union([
    z.strictObject(transaction),
    /** Sale id, transaction id or receipt number of a recorded sale. */
    z.strictObject({ sale: z.string().min(1).max(100) }),
  ]),
  "agent.status": z.strictObject({}),
} as const;

export type CallName = keyof typeof schemas;
export type Params<Name extends CallName> = z.output<(typeof schemas)[Name]>;

/** What a connection that only watches may ask. */
export const MONITOR_CALLS: readonly CallName[] = ["agent.status", "explain", "transaction.evaluate"];

export function isCall(method: string): method is CallName {
  return Object.hasOwn(schemas, method);
}

/** Throws PosError `bad-parameters` naming the field. */
export function readCall<Name extends CallName>(name: Name, params: unknown): Params<Name> {
  return readParams(schemas[name], params) as Params<Name>;
}

/** Named alike on the wire and in the line. */
const FILLED: readonly FillField[] = [
  "text",
  "department",
  "brand",
  "supplier",
  "attributes",
  "regularPriceCents",
  "vatRate",
  "flags",
];

/** One array for all lines that lack the same: it crosses to the worker once a message, not once a line. */
const fills = new Map<number, readonly FillField[]>();

function fillOf(sent: Readonly<Record<string, unknown>>): readonly FillField[] {
  let missing = 0;
  for (const [bit, field] of FILLED.entries()) if (sent[field] === undefined) missing |= 1 << bit;
  let fill = fills.get(missing);
  if (fill === undefined) {
    fill = FILLED.filter((_, bit) => missing & (1 << bit));
    fills.set(missing, fill);
  }
  return fill;
}

/**
 * The lines that a POS sent. Throws PosError naming the field.
 * @param path where they stand in the parameters, for errors: "lines" or "line"
 */
export function readLines(
  lines: readonly object[],
  currencyCode: string,
  path: "lines" | "line",
): SessionLine[] {
  try {
    const basket = readBasket({ currency: currencyCode, lines });
    return basket.lines.map((item, index) => ({
      item,
      fill: fillOf(lines[index] as Record<string, unknown>),
    }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "EngineInputError") throw error;
    const where = String((error as { path?: unknown }).path ?? "lines").replace(/\[(\d+)\]/g, ".$1");
    const field = path === "line" ? where.replace(/^lines\.0/, "line") : where;
    throw new PosError("bad-parameters", { field, detail: error.message, cause: error });
  }
}
