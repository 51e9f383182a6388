/** What an evaluation is made of on the wire: the engine's `Evaluation`, as a schema. */

import { z } from "zod";

const cents = z.int();
const id = z.string();
/** By language: "it", "en", …. */
const texts = z.record(z.string(), z.string());
const ofPromotion = { promotionId: id, text: texts, couponIds: z.array(id) };

const priceModifier = z.strictObject({
  kind: z.literal("price-modifier"),
  modifierId: id,
  mechanic: z.string(),
  layer: z.string(),
  level: z.enum(["line", "transaction"]),
  times: z.int(),
  amountCents: cents,
  shares: z.array(z.strictObject({ lineId: id, amountCents: cents, unitsCents: z.array(cents) })),
  funding: z.strictObject({
    by: z.enum(["retailer", "supplier", "third-party"]),
    party: z.string().optional(),
  }),
  ...ofPromotion,
});

export const effect = z.discriminatedUnion("kind", [
  priceModifier,
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
    how: z.enum(["scanned", "asked", "chosen"]),
    articles: z.array(id),
    pieces: z.int(),
    insteadOfCents: cents.optional(),
    ...ofPromotion,
  }),
  z.strictObject({
    kind: z.literal("gift-withdrawn"),
    lineIds: z.array(id),
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
]);

const ofCoupon = { couponId: id, series: z.string() };
const promotionIds = z.array(id);
export const couponOutcome = z.discriminatedUnion("outcome", [
  z.strictObject({ ...ofCoupon, outcome: z.literal("accepted"), promotionIds }),
  z.strictObject({ ...ofCoupon, outcome: z.literal("parked"), promotionIds }),
  z.strictObject({ ...ofCoupon, outcome: z.literal("outbid"), promotionIds }),
  z.strictObject({ ...ofCoupon, outcome: z.literal("refused"), reason: z.string() }),
]);

const sums = { grossCents: cents, discountCents: cents, netCents: cents };
const lineTotal = z.strictObject({ lineId: id, ...sums });
const vatTotal = z.strictObject({ vatRate: z.string(), ...sums });
const layer = z.strictObject({ layer: z.string(), steps: z.int(), gapCents: cents });

export const totals = { grossCents: cents, discountCents: cents, totalCents: cents };

export const evaluation = {
  semantics: z.int(),
  ...totals,
  effects: z.array(effect),
  coupons: z.array(couponOutcome),
  lines: z.array(lineTotal),
  vat: z.array(vatTotal),
  layers: z.array(layer),
};

/** First the places of `gone` leave the list as it was; then each of `put` is laid down at its place, in their order. */
const changed = (item: z.ZodType) =>
  z.strictObject({ gone: z.array(z.int()), put: z.array(z.tuple([z.int(), item])) }).optional();

export const difference = z.strictObject({
  from: z.string(),
  ...totals,
  effects: changed(effect),
  coupons: changed(couponOutcome),
  lines: changed(lineTotal),
  vat: changed(vatTotal),
  layers: changed(layer),
});

const probe = z.strictObject({
  article: id.optional(),
  of: z.unknown().optional(),
  pieces: z.int(),
  measureThousandths: z.int().optional(),
  unitPriceCents: cents,
});

export const suggestion = z.strictObject({
  promotionId: id,
  text: texts,
  gainCents: cents,
  gainPoints: z.int(),
  gainVouchers: z.int().optional(),
  gainStamps: z.int().optional(),
  gainGifts: z.int().optional(),
  probes: z.array(probe),
  spendCents: cents,
  missing: z.strictObject({
    pieces: z.number().optional(),
    amountCents: cents.optional(),
    measureThousandths: z.int().optional(),
  }),
});
