/** What each call answers, as schemas: what a POS may rely on, and what the tests hold the agent to. */

import { z } from "zod";
import { couponOutcome, difference, evaluation, suggestion, totals } from "./effects.ts";
import { degradedReasons } from "./reasons.ts";

const id = z.string();
const cents = z.int();

/** In every answer. */
const always = {
  release: z.int(),
  evaluationMs: z.number(),
  /** The answer is empty, or lacks something, and says why. */
  degraded: z.literal(true).optional(),
  degradedReason: z.enum(degradedReasons).optional(),
  training: z.literal(true).optional(),
  /** Answered, but not on the disk yet: after a crash of the agent it may have to be said again. */
  kept: z.literal(false).optional(),
  /** The sale has outlived the release it began with. */
  releaseChanged: z.strictObject({ from: z.int(), to: z.int() }).optional(),
};

const state = z.enum(["open", "subtotal", "tendering", "suspended", "finalised", "voided"]);
const ofSale = { transactionId: id, state, ...always };
const whole = { ...ofSale, ...evaluation, evaluationId: id };
const less = { ...ofSale, difference, evaluationId: id };

/** Whole, or the difference with `more` in either. */
const eitherWith = <Shape extends z.ZodRawShape>(more: Shape) =>
  z.union([z.strictObject({ ...whole, ...more }), z.strictObject({ ...less, ...more })]);

export const begun = z.strictObject({ ...whole, at: z.iso.datetime({ offset: true }) });
export const evaluationOrDifference = eitherWith({});
export const customerReply = eitherWith({
  customer: z
    .strictObject({
      id,
      tier: z.string().optional(),
      segments: z.array(z.string()),
      staff: z.boolean(),
      attributes: z.record(z.string(), z.unknown()),
      balances: z.record(z.string(), z.int()),
      /** What HQ knew last; movements of this till since then are in the balances. */
      balanceAt: z.string(),
    })
    // Nobody could be asked in time: the card is not in the sale.
    .optional(),
});
const refusedCoupon = z.strictObject({
  couponId: id.optional(),
  series: z.string(),
  outcome: z.literal("refused"),
  reason: z.string(),
  /** For the cashier. */
  text: z.string(),
});
export const couponReply = eitherWith({
  coupon: z.union([refusedCoupon, ...couponOutcome.options.slice(0, 3)] as [z.ZodType, ...z.ZodType[]]),
});
const shown = z.strictObject({ customer: z.array(z.string()), cashier: z.array(z.string()) });
export const subtotal = z.strictObject({
  ...whole,
  suggestions: z.array(suggestion),
  texts: shown,
});

const confirmed = z.union([
  z.strictObject({ tenderId: id, tender: z.string(), amountCents: cents }),
  z.strictObject({ tenderId: id, reward: id, times: z.int() }),
]);
export const tenderReply = eitherWith({
  tenders: z.array(confirmed),
  /** What no confirmed tender covers, before what tenders save on it. */
  restCents: cents,
});

const movement = { account: id, used: z.int().optional(), balance: z.int() };
export const completed = z.strictObject({
  ...ofSale,
  receipt: id,
  /** False only in training. */
  recorded: z.boolean(),
  saleId: id.optional(),
  ...totals,
  /** The POS's own total less ours, where they differ. */
  posDifferenceCents: cents.optional(),
  points: z.array(z.strictObject({ ...movement, points: z.int() })),
  stamps: z.array(z.strictObject({ ...movement, stamps: z.int() })).optional(),
  coupons: z.strictObject({ redeemed: z.array(id), freed: z.array(id) }),
  /** Our slip, for a POS that prints it: rows of its receipt. */
  receiptLines: z.array(z.string()).optional(),
  /** Told whole, after it was over. */
  late: z.literal(true).optional(),
  /** The card of a sale that was told late is not good: nobody was credited. */
  cardRefused: z.enum(["unknown-card", "card-blocked", "not-looked-up"]).optional(),
});

const said = z.strictObject({
  at: z.iso.datetime({ offset: true }),
  channel: z.string(),
  operator: z.string(),
  currency: z.string(),
  /** As they came; `measured` where the quantity is of a measure. */
  lines: z.array(z.looseObject({ lineId: id, article: id, quantity: z.string() })),
  customer: z.looseObject({ id }).optional(),
  coupons: z.array(z.strictObject({ couponId: id, series: z.string() })),
  tenders: z.array(confirmed),
  rewards: z.array(z.looseObject({ promotionId: id })),
  /** A completion is on its way: only sending it again tells what became of it. */
  completing: z.literal(true).optional(),
});
export const suspended = z.strictObject({
  ...ofSale,
  /** Eleven digits to be printed, the last a check digit (Luhn); and the till that has it. */
  suspension: z.strictObject({ code: z.string(), till: z.string() }),
});
export const resumed = z.union([
  z.strictObject({ ...whole, revision: z.int(), sale: said }),
  /** Paid: what was answered then. */
  z.looseObject({ ...ofSale, state: z.literal("finalised"), receipt: id }),
]);

export const cancelled = z.strictObject({
  ...ofSale,
  /** To be given back to the customer. */
  tenders: z.array(confirmed),
});

const back = z.strictObject({ lineId: id, vatRate: z.string(), amountCents: cents });
const refund = {
  returnId: id,
  receipt: id,
  release: z.int(),
  evaluationMs: z.number(),
  /** False: only what it would be. */
  recorded: z.boolean(),
  refundCents: cents,
  /** Only lines of which something came back. */
  lines: z.array(back),
  vat: z.array(z.strictObject({ vatRate: z.string(), amountCents: cents })),
  paidOutCents: cents.optional(),
  /** What was paid out less what was reckoned, where they differ. */
  posDifferenceCents: cents.optional(),
  /** HQ could not be asked what came back elsewhere. */
  unconfirmed: z.literal(true).optional(),
};
export const returned = z.union([
  z.strictObject({
    ...refund,
    saleId: id,
    /** Whether anything of the sale is out still. */
    returned: z.enum(["part", "whole"]),
    /** Of what was paid for these goods, what does not come back because the kept ones have become dearer. */
    withheldCents: cents,
    withheld: z.array(z.strictObject({ promotionId: id, amountCents: cents })),
    balances: z.array(
      z.strictObject({
        unit: z.enum(["points", "stamps"]),
        account: id,
        taken: z.int().min(0),
        givenBack: z.int().min(0),
      }),
    ),
    vouchersToVoid: z.array(z.strictObject({ couponId: id, replacedByCents: cents.optional() })),
    setOffCents: cents,
    stillOwedCents: cents,
    /** Good again. */
    couponsRestored: z.array(id),
  }),
  z.strictObject({ ...refund, withoutSale: z.literal(true) }),
]);

const { transactionId: _, state: _s, ...stateless } = whole;
export const evaluated = z.strictObject({ ...stateless, suggestions: z.array(suggestion).optional() });

export const explained = z.strictObject({
  ...always,
  explanations: z.array(z.looseObject({ promotionId: id, applied: z.boolean(), amountCents: cents })),
});

export const status = z.looseObject({ ...always, version: z.string(), problems: z.array(z.unknown()) });
