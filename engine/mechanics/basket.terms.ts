import { z } from "zod";
import type { Example } from "../example.ts";
import { exceptTerms, name, percent, positiveCents, spread } from "./shared.terms.ts";

export const basketTerms = z
  .strictObject({
    percent: percent.optional().describe("Off the receipt, rounded once."),
    amountCents: positiveCents.optional().describe("Off the receipt; never more than it is."),
    worthOf: name
      .optional()
      .describe(
        "Instead of both: the amount or percentage that the voucher of this coupon series is worth. Ask for it in `requires` too.",
      ),
    except: exceptTerms.optional().describe("Goods outside the base, which stay as they are."),
    maxCents: positiveCents.optional().describe("The most that the percentage takes off."),
    spread: spread.optional(),
  })
  .refine(
    ({ percent, amountCents, worthOf }) =>
      [percent, amountCents, worthOf].filter((one) => one !== undefined).length === 1,
    "write one of percent, amountCents and worthOf",
  )
  .refine(
    ({ amountCents, maxCents }) => amountCents === undefined || maxCents === undefined,
    "an amount needs no maxCents: leave it out",
  )
  .meta({
    title: "Basket",
    description:
      "A percentage or an amount off the whole receipt, once, spread over the lines for VAT and returns. Claims no units.",
  });
export type BasketTerms = z.infer<typeof basketTerms>;

const layer = { stage: "basket", mode: "stack" } as const;

export const basketExamples: readonly Example<BasketTerms>[] = [
  {
    name: "ten per cent off the whole receipt, rounded once",
    terms: { percent: "10" },
    basket: "bread/1/199 milk/3/149 ham/0.454kg/1990",
    saving: 155,
    layer,
  },
  {
    name: "what is excepted stays as it is",
    terms: { percent: "10", except: [{ department: "70" }] },
    basket: "bread/1/200/10 toner/1/9000/70.10",
    saving: 20,
    layer,
  },
  {
    name: "five euro off, never more than the receipt",
    terms: { amountCents: 500 },
    basket: "bread/1/199",
    saving: 199,
    layer,
  },
  {
    name: "ten per cent, ten euro at most",
    terms: { percent: "10", maxCents: 1000 },
    basket: "wine/2/4000 glass/10/590",
    saving: 1000,
    layer,
  },
  {
    name: "what the voucher of the last visit says",
    terms: { worthOf: "CLUB" },
    promotion: { requires: { kind: "coupon", series: "CLUB" } },
    coupons: [{ series: "CLUB", amountCents: 320 }],
    basket: "wine/4/799",
    saving: 320,
    layer,
  },
  {
    name: "of two vouchers the one that is worth more; the other is good another day",
    terms: { worthOf: "CLUB" },
    promotion: { requires: { kind: "coupon", series: "CLUB" } },
    coupons: [
      { series: "CLUB", amountCents: 320 },
      { series: "CLUB", amountCents: 410 },
    ],
    basket: "wine/4/799",
    saving: 410,
    layer,
  },
  {
    name: "a voucher of fifteen per cent, and toner does not count",
    terms: { worthOf: "FIFTEEN", except: [{ department: "70" }] },
    promotion: { requires: { kind: "coupon", series: "FIFTEEN" } },
    coupons: [{ series: "FIFTEEN", percent: "15" }],
    basket: "wine/1/1000/10 toner/1/9000/70.10",
    saving: 150,
    layer,
  },
  {
    name: "a coupon that says no worth takes nothing off",
    terms: { worthOf: "CLUB" },
    promotion: { requires: { kind: "coupon", series: "CLUB" } },
    coupons: ["CLUB"],
    basket: "wine/4/799",
    saving: 0,
    reasons: [{ kind: "saves-nothing" }],
    layer,
  },
  {
    name: "spread evenly: each unit carries the same, and none more than its price",
    terms: { amountCents: 300, spread: "even" },
    basket: "wine/1/1000 bread/2/50",
    saving: 300,
    shares: [200, 100],
    layer,
  },
];
