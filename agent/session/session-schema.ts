/**
 * A session as another till wrote it: looked at once, where it comes in. What is in it was read at that till's own door,
 * so it stands as the engine has it and not as a POS sends it.
 */

import { z } from "zod";
import { contextSchema } from "../../engine/wire/context-schema.ts";
import { MOVES_MAX } from "../../sync/suspended.ts";
import { voucherUseSchema } from "../../sync/vouchers-schema.ts";
import {
  COUPONS_MAX,
  fillFields,
  LINES_MAX,
  OVERRIDES_MAX,
  REWARDS_MAX,
  type Session,
  TENDERS_MAX,
} from "./session.ts";

const cents = z.int();
const text = z.string();
const name = z.string().min(1);
const count = z.int().min(0);

const item = z.strictObject({
  lineId: name,
  article: name,
  text: text.optional(),
  department: text,
  brand: text,
  supplier: text,
  attributes: z.record(text, text),
  unitPriceCents: cents,
  regularPriceCents: cents,
  pieces: z.int().min(1),
  measureThousandths: z.int().min(1).optional(),
  extendedCents: cents,
  vatRate: text,
  taxExcluded: z.literal(true).optional(),
  flags: z.array(
    z.enum(["not-discountable", "no-points", "return", "deposit", "gift-card", "no-discount-by-law"]),
  ),
  floorCents: cents.optional(),
  giftOf: name.optional(),
});

const { customer, coupons, tenders, rewards, remaining, channel } = contextSchema.shape;

const confirmed = z.union([
  z.strictObject({ tenderId: name, tender: name, amountCents: cents }),
  z.strictObject({ tenderId: name, reward: name, times: count }),
]);

const suspended = z.strictObject({
  transactionId: name,
  state: z.literal("suspended"),
  release: count,
  releaseChanged: z.strictObject({ from: count, to: count }).optional(),
  begun: z.strictObject({
    at: name,
    date: name,
    time: name,
    weekday: z.literal([1, 2, 3, 4, 5, 6, 7]),
    store: name,
    storeGroups: z.array(text),
    till: name,
    channel: channel.unwrap(),
  }),
  operator: text,
  currency: z.string().regex(/^[A-Z]{3}$/),
  training: z.literal(false),
  suggestions: z.boolean(),
  lines: z.array(z.strictObject({ item, fill: z.array(z.enum(fillFields)) })).max(LINES_MAX),
  customer: customer.unwrap().unwrap().optional(),
  coupons: z
    .array(
      z.strictObject({
        presented: coupons.unwrap().element,
        reservation: name.optional(),
        owner: name.optional(),
        voucher: voucherUseSchema.optional(),
        unreserved: z.literal(true).optional(),
      }),
    )
    .max(COUPONS_MAX),
  giftsTakenOut: z
    .array(
      z.strictObject({
        promotionId: name,
        article: text,
        why: z.enum(["withdrawn", "not-discountable", "refused"]),
      }),
    )
    .optional(),
  allowances: z.strictObject({ till: remaining.unwrap(), customer: remaining.unwrap() }).optional(),
  switchedOff: z.record(text, text).optional(),
  reservation: name.optional(),
  tenders: tenders.unwrap().max(TENDERS_MAX).optional(),
  rewards: rewards.unwrap().max(REWARDS_MAX).optional(),
  confirmed: z.array(confirmed).max(TENDERS_MAX),
  overrides: z
    .array(
      z.strictObject({
        of: name,
        lineId: text.optional(),
        supervisor: text,
        reason: text,
        operator: text,
      }),
    )
    .max(OVERRIDES_MAX),
  suspension: z.strictObject({
    code: name,
    from: z.enum(["open", "subtotal"]),
    sinceMs: count.optional(),
    untilMs: count.optional(),
  }),
  shared: z.strictObject({
    key: name,
    round: z.int().min(1),
    till: text.optional(),
    claimed: z.strictObject({ code: text, till: text }).optional(),
    unconfirmed: z.literal(true).optional(),
    alsoAt: text.optional(),
    promised: text.optional(),
    movedFrom: z.array(text).max(MOVES_MAX).optional(),
  }),
  completing: z.boolean(),
});

/** The suspended sale that was handed over; a text that names the field where it is none that this version can go on with. */
export function readSuspended(value: unknown): Session | string {
  const read = suspended.safeParse(value);
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0]!;
  return `"${path.join(".")}": ${message}`;
}
