/** What an evaluation is made of on the wire: the engine's `Evaluation`, as a schema. */

import { z } from "zod";
import { couponRefusals } from "../../engine/context.ts";
import { selectorTerm } from "../../engine/mechanics/shared.terms.ts";

const cents = z.int();
const id = z.string();
const texts = z.record(z.string(), z.string()).describe("By language: it, en, ….");
/** Goods of one rate stand apart where their amounts are without the tax. */
export const tax = {
  vatRate: z.string(),
  taxExcluded: z.literal(true).optional().describe("The amounts are without the tax, as on their lines."),
};
const ofPromotion = { promotionId: id, text: texts, couponIds: z.array(id) };

const priceModifier = z.strictObject({
  kind: z.literal("price-modifier"),
  modifierId: id.describe("Stable within the evaluation."),
  mechanic: z.string(),
  layer: z.string(),
  level: z
    .enum(["line", "transaction"])
    .describe("`transaction`: off the whole receipt, spread over its lines for VAT and returns."),
  times: z.int(),
  amountCents: cents.describe("What the customer saves, above 0."),
  shares: z
    .array(z.strictObject({ lineId: id, amountCents: cents, unitsCents: z.array(cents) }))
    .describe("What of it falls on which line; `unitsCents` the same by piece."),
  funding: z.strictObject({
    by: z.enum(["retailer", "supplier", "third-party"]),
    party: z.string().optional(),
  }),
  ...ofPromotion,
});

const others = [
  z.strictObject({
    kind: z.literal("points"),
    account: id,
    points: z.int(),
    baseCents: cents,
    ...ofPromotion,
  }),
  z.strictObject({ kind: z.literal("stamps"), account: id, stamps: z.int(), ...ofPromotion }),
  z.strictObject({
    kind: z.literal("voucher"),
    series: id,
    pieces: z.int(),
    amountCents: cents.optional(),
    percent: z.string().optional(),
    validFrom: z.iso.date(),
    validTo: z.iso.date(),
    personal: z.boolean(),
    ...ofPromotion,
  }),
  z.strictObject({
    kind: z.literal("gift"),
    how: z
      .enum(["scanned", "asked", "chosen"])
      .describe(
        "`asked`: the POS adds the first of `articles`, marked `giftOf`; else the cashier's text says it.",
      ),
    articles: z.array(id),
    pieces: z.int(),
    insteadOfCents: cents.optional().describe("What comes off now and would go once it is scanned."),
    ...ofPromotion,
  }),
  z.strictObject({
    kind: z.literal("gift-withdrawn"),
    lineIds: z.array(id).describe("To be voided: the condition has fallen."),
    reason: z.literal("not-discountable").optional(),
    ...ofPromotion,
  }),
  z.strictObject({
    kind: z.literal("reward"),
    account: id,
    points: z.int(),
    times: z.int(),
    ...ofPromotion,
  }),
  z.strictObject({
    kind: z.literal("message"),
    audience: z.enum(["receipt", "cashier", "customer"]),
    ...ofPromotion,
  }),
] as const;

export const effect = z
  .discriminatedUnion("kind", [priceModifier, ...others])
  .meta({ id: "effect", description: "What a promotion does." });
/** For a POS that takes one amount off the whole receipt. */
export const effectByAmount = z
  .discriminatedUnion("kind", [priceModifier.omit({ shares: true }), ...others])
  .meta({ id: "effect-by-amount", description: "What a promotion does, without shares by line." });
/** What each VAT rate loses, for the same POS. */
export const modifiersByAmount = z
  .array(z.strictObject({ ...tax, amountCents: cents }))
  .describe("What each VAT rate loses; together they are `discountCents`.");

const ofCoupon = { couponId: id, series: z.string() };
const promotionIds = z.array(id);
export const goodCoupon = [
  z.strictObject({ ...ofCoupon, outcome: z.literal("accepted"), promotionIds }),
  z.strictObject({
    ...ofCoupon,
    outcome: z.literal("parked"),
    promotionIds: promotionIds.describe("Good, but their condition is not met yet; it will apply by itself."),
  }),
  z.strictObject({
    ...ofCoupon,
    outcome: z.literal("outbid"),
    promotionIds: promotionIds.describe("Good, but these give more today: keep it for another day."),
  }),
] as const;
export const couponOutcome = z
  .discriminatedUnion("outcome", [
    ...goodCoupon,
    z.strictObject({ ...ofCoupon, outcome: z.literal("refused"), reason: z.enum(couponRefusals) }),
  ])
  .meta({ id: "coupon-outcome", description: "What became of a coupon. Never silence." });

const sums = { grossCents: cents, discountCents: cents, netCents: cents };
const lineTotal = z.strictObject({ lineId: id, ...sums }).meta({ id: "line-total" });
const vatTotal = z.strictObject({ ...tax, ...sums }).meta({ id: "vat-total" });
const layer = z
  .strictObject({ layer: z.string(), steps: z.int(), gapCents: cents, tied: z.literal(true).optional() })
  .meta({
    id: "layer",
    description:
      "How one layer of promotions was solved; `gapCents` 0 is the true optimum; of several that save as much the same one is always taken, unless `tied`.",
  });

export const totals = {
  grossCents: cents,
  discountCents: cents,
  totalCents: cents.describe("As the lines: with the tax of those of which it is in their amounts."),
};

export const evaluation = {
  semantics: z.int(),
  ...totals,
  effects: z.array(effect),
  coupons: z.array(couponOutcome),
  lines: z.array(lineTotal),
  vat: z.array(vatTotal),
  layers: z.array(layer),
};

const changed = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ gone: z.array(z.int()), put: z.array(z.tuple([z.int(), item])) }).optional();

export const difference = z
  .strictObject({
    from: z.string(),
    ...totals,
    effects: changed(effect),
    coupons: changed(couponOutcome),
    lines: changed(lineTotal),
    vat: changed(vatTotal),
    layers: changed(layer),
  })
  .meta({
    id: "difference",
    description:
      "Of each list, first the places of `gone` leave it as it was in the evaluation `from`; then each of `put` is laid down at its place, in their order. A list that is not named is as it was.",
  });

const probe = z.strictObject({
  article: id.optional().describe("Absent: any goods of `of`."),
  of: selectorTerm.optional(),
  pieces: z.int(),
  measureThousandths: z.int().optional().describe("Of goods sold by weight, volume or length."),
  unitPriceCents: cents,
});

export const suggestion = z
  .strictObject({
    promotionId: id,
    text: texts,
    gainCents: cents,
    gainPoints: z.int(),
    gainVouchers: z.int().optional(),
    gainStamps: z.int().optional(),
    gainGifts: z.int().optional(),
    probes: z.array(probe).describe("What to add, all of them together, each a line of its own."),
    spendCents: cents.describe("What the customer then pays more; below 0: less."),
    missing: z.strictObject({
      pieces: z.number().optional(),
      amountCents: cents.optional(),
      measureThousandths: z.int().optional(),
    }),
  })
  .meta({ id: "suggestion", description: "What could be gained still, and all of it is proven." });
