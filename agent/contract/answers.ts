/** What each call answers, as schemas: what a POS may rely on, and what the tests hold the agent to. */

import { z } from "zod";
import { couponRefusals } from "../../engine/context.ts";
import { difference, evaluation, goodCoupon, suggestion, tax, totals } from "./effects.ts";
import { explanation } from "./explanation.ts";
import { label } from "./label.ts";
import { degradedReasons, pointsRefusals } from "./reasons.ts";
import { applied } from "./sale-calls.ts";
import { status as statusFields } from "./status.ts";

const id = z.string();
const cents = z.int();

/** In every answer. */
const always = {
  release: z.int().describe("Of the promotions that the answer rests on."),
  evaluationMs: z.number().describe("What the evaluation took; 0 where nothing was evaluated."),
  degraded: z.literal(true).optional().describe("The answer is empty, or lacks something; the sale goes on."),
  degradedReason: z.enum(degradedReasons).optional(),
  training: z.literal(true).optional(),
  kept: z
    .literal(false)
    .optional()
    .describe("Answered, but not on the disk yet: after a crash of the agent it may have to be said again."),
  unconfirmed: z
    .literal(true)
    .optional()
    .describe("Done, but nobody could be asked whether another till has the sale too."),
  alsoAt: z
    .string()
    .optional()
    .describe("The till at which the sale goes on too: claimed there, and resumed here while HQ was away."),
  releaseChanged: z
    .strictObject({ from: z.int(), to: z.int() })
    .optional()
    .describe("The sale has outlived the release it began with."),
};

const state = z.enum(["open", "subtotal", "tendering", "suspended", "finalised", "voided"]);
const ofSale = { transactionId: id, state, ...always };
const whole = { ...ofSale, ...evaluation, evaluationId: id };
const less = { ...ofSale, difference, evaluationId: id };

/** Whole, or the difference with `more` in either. */
const eitherWith = <Shape extends z.ZodRawShape>(more: Shape) =>
  z.union([z.strictObject({ ...whole, ...more }), z.strictObject({ ...less, ...more })]);

export const customer = z
  .strictObject({
    id: id.describe("The card's keyed hash, never its number."),
    tier: z.string().optional(),
    segments: z.array(z.string()),
    staff: z.boolean(),
    attributes: z.record(z.string(), z.union([z.string(), z.number()])),
    balances: z
      .record(z.string(), z.int())
      .describe("Points and stamps by account, this till's own movements included."),
    birthday: z.string().optional().describe('"MM-DD".'),
    joined: z.string().optional(),
    purchases: z.int().optional(),
    lastVisit: z.string().optional(),
    events: z.array(z.string()).optional(),
  })
  .meta({ id: "customer" });

export const begun = z.strictObject({ ...whole, at: z.iso.datetime({ offset: true }) });
export const evaluationOrDifference = eitherWith({}).meta({
  id: "evaluation-or-difference",
  description: "The whole evaluation, or the difference where one was asked for and is possible.",
});
const identified = {
  customer: customer
    .extend({ balanceAt: z.string().describe("When HQ knew the balances last.") })
    .optional()
    .describe("Absent where nobody could be asked in time: then the card is not in the sale."),
};
export const customerReply = eitherWith(identified).meta({ id: "customer-reply" });
const refusedCoupon = z.strictObject({
  couponId: id.optional(),
  series: z.string(),
  outcome: z.literal("refused"),
  reason: z.enum([...couponRefusals, "not-reserved", "held-at-home", "hq-away"]),
  text: z.string().describe("For the cashier."),
});
const presented = { coupon: z.union([...goodCoupon, refusedCoupon]) };
export const couponReply = eitherWith(presented).meta({ id: "coupon-reply" });
/** As the call that the label meant; or what it says, for the POS to sell. */
export const scanned = z.union([couponReply, customerReply, z.strictObject({ ...ofSale, code: label })]);
const shown = z.strictObject({ customer: z.array(z.string()), cashier: z.array(z.string()) });
export const subtotal = z.strictObject({
  ...whole,
  suggestions: z.array(suggestion),
  texts: shown,
});

const rewardsRefused = z
  .array(
    z.strictObject({
      account: z.string(),
      reason: z.enum(pointsRefusals),
      left: z.int().describe("Points of the account that this sale may use."),
      text: z.string().describe("For the cashier."),
    }),
  )
  .optional()
  .describe("The points of these accounts are not all granted: fewer rewards are chosen than was asked for.");
export const chosen = eitherWith({ rewardsRefused }).meta({ id: "chosen-rewards" });

const confirmed = z
  .union([
    z.strictObject({ tenderId: id, tender: z.string(), amountCents: cents }),
    z.strictObject({ tenderId: id, reward: id, times: z.int() }),
  ])
  .meta({ id: "confirmed-tender", description: "Money, or points for a reward of the catalogue." });
export const tenderReply = eitherWith({
  tenders: z.array(confirmed),
  restCents: cents.describe("What no confirmed tender covers, before what tenders save on it."),
});

const issuedVoucher = z
  .strictObject({
    number: z
      .string()
      .describe("38 digits, for a Code 128 (as pairs, set C) and to be typed: `coupon.present` takes them."),
    qr: z
      .string()
      .optional()
      .describe(
        "About 500 digits for its QR code: the number, and this till's signature. Above a worth that HQ sets only this is taken. Absent: the number is the QR code too.",
      ),
    couponId: id.describe("The number's keyed hash, by which journal and HQ know it."),
    promotionId: id,
    series: id,
    amountCents: cents
      .optional()
      .describe("What it is worth. Neither this nor `percent`: its promotion says."),
    percent: z.string().optional(),
    validFrom: z.iso.date(),
    validTo: z.iso.date(),
    personal: z.boolean(),
  })
  .meta({ id: "issued-voucher" });

const movement = { account: id, used: z.int().optional(), balance: z.int() };
export const completed = z.strictObject({
  ...ofSale,
  receipt: id,
  recorded: z.boolean().describe("It is durable; false only in training."),
  saleId: id.optional(),
  ...totals,
  posDifferenceCents: cents.optional().describe("The POS's own total less ours, where they differ."),
  points: z.array(z.strictObject({ ...movement, points: z.int() })),
  stamps: z.array(z.strictObject({ ...movement, stamps: z.int() })).optional(),
  coupons: z.strictObject({ redeemed: z.array(id), freed: z.array(id) }),
  vouchers: z
    .array(issuedVoucher)
    .optional()
    .describe(
      "For the customer to take home: print each with its number, or they are printed with our slip.",
    ),
  receiptLines: z
    .array(z.string())
    .optional()
    .describe("Our slip, for a POS that prints it: rows of its receipt."),
  late: z.literal(true).optional().describe("It was told whole, after it was over."),
  cardRefused: z
    .enum(["unknown-card", "card-blocked", "not-looked-up"])
    .optional()
    .describe("The card of a sale that was told late is not good: nobody was credited."),
});

const said = z
  .strictObject({
    at: z.iso.datetime({ offset: true }),
    channel: z.string(),
    operator: z.string(),
    currency: z.string(),
    lines: z
      .array(
        z.looseObject({
          lineId: id,
          article: id,
          quantity: z.string(),
          measured: z.literal(true).optional(),
        }),
      )
      .describe(
        "As they came, less what the article master fills; `measured` where the quantity is of a measure.",
      ),
    customer: customer.optional(),
    coupons: z.array(z.strictObject({ couponId: id, series: z.string() })),
    tenders: z.array(confirmed),
    rewards: z.array(z.strictObject({ promotionId: id, times: z.int() })),
    completing: z
      .literal(true)
      .optional()
      .describe("A completion is on its way: only sending it again tells what became of it."),
  })
  .meta({ id: "said", description: "All that was said of the sale, for a POS that has lost its memory." });
export const suspended = z.strictObject({
  ...ofSale,
  suspension: z
    .strictObject({ code: z.string(), till: z.string() })
    .describe("Eleven digits to be printed, the last a check digit (Luhn); and the till that has the sale."),
});
export const resumed = z.union([
  z.strictObject({
    ...whole,
    revision: z.int().describe("Steps of the sale that were taken."),
    sale: said,
    from: z.string().optional().describe("The till where it was suspended, if it came from another."),
    couponsRefused: z
      .array(refusedCoupon)
      .optional()
      .describe("Coupons that this till can't take: they are out of the sale."),
  }),
  /** Paid: what was answered then, and what the POS had said. */
  completed.extend({
    state: z.literal("finalised"),
    applied: z.array(applied).describe("What was taken off, as it is recorded."),
  }),
]);

export const cancelled = z.strictObject({
  ...ofSale,
  tenders: z.array(confirmed).describe("To be given back to the customer."),
});

const back = z.strictObject({ lineId: id, ...tax, amountCents: cents });
const refund = {
  returnId: id,
  receipt: id,
  release: z.int(),
  evaluationMs: z.number(),
  recorded: z.boolean().describe("It is durable; false: only what it would be."),
  training: z.literal(true).optional(),
  refundCents: cents,
  lines: z.array(back).describe("Only those of which something came back."),
  vat: z.array(z.strictObject({ ...tax, amountCents: cents })),
  paidOutCents: cents.optional(),
  posDifferenceCents: cents
    .optional()
    .describe("What was paid out less what was reckoned, where they differ."),
  unconfirmed: z.literal(true).optional().describe("HQ could not be asked what came back elsewhere."),
};
export const returned = z.union([
  z.strictObject({
    ...refund,
    saleId: id,
    returned: z.enum(["part", "whole"]).describe("Whether anything of the sale is out still."),
    withheldCents: cents.describe(
      "Of what was paid for these goods, what does not come back because the kept ones have become dearer.",
    ),
    withheld: z.array(z.strictObject({ promotionId: id, amountCents: cents })),
    balances: z.array(
      z.strictObject({
        unit: z.enum(["points", "stamps"]),
        account: id,
        taken: z.int().min(0),
        givenBack: z.int().min(0),
      }),
    ),
    vouchersToVoid: z
      .array(z.strictObject({ couponId: id, replacedByCents: cents.optional() }))
      .describe("To be taken back from the customer: they are good no more."),
    vouchers: z
      .array(issuedVoucher.extend({ insteadOf: id }))
      .optional()
      .describe("Smaller ones in the place of some of these: print them, or they are printed with our slip."),
    setOffCents: cents,
    stillOwedCents: cents,
    couponsRestored: z.array(id).describe("Good again."),
  }),
  z.strictObject({ ...refund, withoutSale: z.literal(true) }),
]);

const { transactionId: _, state: _s, ...stateless } = whole;
export const evaluated = z.strictObject({ ...stateless, suggestions: z.array(suggestion).optional() });

export const explained = z.strictObject({ ...always, explanations: z.array(explanation) });

export const status = z.strictObject({ ...always, ...statusFields });
