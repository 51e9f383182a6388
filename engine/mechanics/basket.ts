import type { ReceiptDeal, ReceiptReward } from "../deal.ts";
import type { Matcher } from "../finding/selector.ts";
import { mechanic, type Workshop } from "../mechanic.ts";
import type { BasketTerms } from "./basket.terms.ts";

/** A percentage, an amount or a voucher's worth off the whole receipt, rounded once, exceptions left alone. */
export const basket = mechanic<BasketTerms>({
  kind: "basket",
  deal: (terms, workshop) => basketCut(terms, workshop),
});

/** Once `leastCents` are there to rest on. */
export function basketCut(terms: BasketTerms, workshop: Workshop, leastCents = 0): ReceiptDeal {
  const select = workshop.select({ of: [{ everything: true }], except: terms.except }, "discount");
  return {
    shape: "receipt",
    select,
    base: "net",
    every: false,
    tiers: [{ spendCents: leastCents, reward: rewardOf(terms, select, workshop) }],
    spread: terms.spread ?? "proportional",
    level: "transaction",
    ...(terms.maxCents === undefined ? {} : { maxCents: terms.maxCents }),
  };
}

function rewardOf(
  { percent, amountCents, worthOf }: BasketTerms,
  select: Matcher,
  workshop: Workshop,
): ReceiptReward {
  if (percent !== undefined) return { kind: "percent", percent: workshop.percent(percent), select };
  if (worthOf !== undefined) return { kind: "coupon", series: worthOf };
  return { kind: "amount", amountCents: amountCents! };
}
