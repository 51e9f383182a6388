import { z } from "zod";
import type { Example } from "../example.ts";
import { count, day, name, oneOf, percent, positiveCents, selector } from "./shared.terms.ts";

const days = z.int().max(3660);

export const voucherTerms = z
  .strictObject({
    series: name.describe(
      "The coupon series that it belongs to: what a later promotion asks for in `requires`.",
    ),
    pieces: count
      .max(100)
      .optional()
      .describe("How many; with `spend.every`, how many for each step.")
      .meta({ default: 1 }),
    spend: z
      .strictObject({
        select: selector.optional().describe("What counts. Without it: everything."),
        amountCents: positiveCents.describe("To be paid at least, discounts taken off."),
        every: z.literal(true).optional().describe("For every full step, instead of once."),
      })
      .optional()
      .describe("What it takes to get one, beside the promotion's conditions."),
    worth: oneOf([
      z.strictObject({ amountCents: positiveCents.describe("Each is worth so much.") }),
      z.strictObject({ percent: percent.describe("Each takes so much off the later purchase.") }),
      z.strictObject({
        share: percent.describe("Each is worth that much of what is paid today, rounded once."),
        select: selector.optional().describe("Of these goods only."),
      }),
    ])
      .optional()
      .describe("What it is good for. Without it: what the promotion that takes it says."),
    fromDays: days.min(0).optional().describe("Good from so many days on: 0 is today.").meta({ default: 1 }),
    from: day.optional().describe("Good from this day on, and not before `fromDays`."),
    days: days
      .min(1)
      .optional()
      .describe("How many days it is good, the first and the last one included. Left out only beside `to`."),
    to: day
      .optional()
      .describe(
        "Good up to this day at most, included. None is issued that would be over before it is good.",
      ),
    personal: z
      .boolean()
      .optional()
      .describe("Only for the customer who earned it: needs a card.")
      .meta({ default: false }),
  })
  .refine(({ days, to }) => days !== undefined || to !== undefined, {
    path: ["days"],
    error: "say how long it is good: days, or to with its last day, or both",
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ["to"],
    error: "it would never be good: to lies before from",
  })
  .meta({
    title: "Voucher",
    description:
      "A coupon for a later visit, issued at the till and offline too: an amount, a percentage, or a part of what is paid today. Printed with the receipt, taken back with a return.",
  });
export type VoucherTerms = z.infer<typeof voucherTerms>;

const layer = { stage: "earn", mode: "stack" } as const;

export const voucherExamples: readonly Example<VoucherTerms>[] = [
  {
    name: "five euro for the next visit when fifty are spent, good for a fortnight from tomorrow",
    terms: { series: "BACK5", spend: { amountCents: 5000 }, worth: { amountCents: 500 }, days: 14 },
    basket: "wine/7/800",
    saving: 0,
    vouchers: [
      { series: "BACK5", pieces: 1, amountCents: 500, validFrom: "2026-11-22", validTo: "2026-12-05" },
    ],
    layer,
  },
  {
    name: "forty-eight are not fifty",
    terms: { series: "BACK5", spend: { amountCents: 5000 }, worth: { amountCents: 500 }, days: 14 },
    basket: "wine/6/800",
    saving: 0,
    layer,
    reasons: [{ kind: "amount-short", amountCents: 200 }],
    missing: { amountCents: 200 },
  },
  {
    name: "one for every full ten euro of wine, good from today",
    terms: {
      series: "TASTE",
      spend: { select: { of: [{ articles: ["wine"] }] }, amountCents: 1000, every: true },
      worth: { percent: "10" },
      fromDays: 0,
      days: 1,
    },
    basket: "wine/4/800 bread/9/199",
    saving: 0,
    vouchers: [{ series: "TASTE", pieces: 3, percent: "10", validFrom: "2026-11-21", validTo: "2026-11-21" }],
    layer,
  },
  {
    name: "good from the 1st to the 15th of December, whenever in November it is earned",
    terms: { series: "XMAS", worth: { amountCents: 500 }, from: "2026-12-01", to: "2026-12-15" },
    basket: "bread/1/199",
    saving: 0,
    vouchers: [
      { series: "XMAS", pieces: 1, amountCents: 500, validFrom: "2026-12-01", validTo: "2026-12-15" },
    ],
    layer,
  },
  {
    name: "good for thirty days from tomorrow, but not beyond the end of the campaign",
    terms: { series: "XMAS", worth: { amountCents: 500 }, days: 30, to: "2026-12-15" },
    basket: "bread/1/199",
    saving: 0,
    vouchers: [
      { series: "XMAS", pieces: 1, amountCents: 500, validFrom: "2026-11-22", validTo: "2026-12-15" },
    ],
    layer,
  },
  {
    name: "on the campaign's last day a voucher for tomorrow would be over already: none is issued",
    terms: { series: "XMAS", worth: { amountCents: 500 }, to: "2026-11-21" },
    basket: "bread/1/199",
    saving: 0,
    reasons: [{ kind: "voucher-over", to: "2026-11-21" }],
    layer,
  },
  {
    name: "a tenth of what is paid today comes back, only to the customer who paid",
    terms: { series: "CLUB", worth: { share: "10" }, days: 30, personal: true },
    customer: {},
    basket: "wine/4/799",
    saving: 0,
    vouchers: [
      {
        series: "CLUB",
        pieces: 1,
        amountCents: 320,
        personal: true,
        validFrom: "2026-11-22",
        validTo: "2026-12-21",
      },
    ],
    layer,
  },
  {
    name: "nobody's voucher can't be personal: without a card none is issued",
    terms: { series: "CLUB", worth: { share: "10" }, days: 30, personal: true },
    basket: "wine/4/799",
    saving: 0,
    layer,
    reasons: [{ kind: "card-missing" }],
  },
  {
    name: "two tickets for the fair: what they are good for, another promotion says",
    terms: { series: "FAIR", pieces: 2, fromDays: 0, days: 10 },
    basket: "bread/1/199",
    saving: 0,
    vouchers: [{ series: "FAIR", pieces: 2, validFrom: "2026-11-21", validTo: "2026-11-30" }],
    layer,
  },
  {
    name: "for fifty euro a tenth of the wine comes back, and no wine is there: one bottle is short",
    terms: {
      series: "TASTE",
      spend: { amountCents: 5000 },
      worth: { share: "10", select: { of: [{ articles: ["wine"] }] } },
      days: 14,
    },
    basket: "ham/1/6000",
    shelf: "wine/1/800",
    saving: 0,
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
    layer,
  },
];
