import type { ReceiptDeal, ReceiptReward } from "../deal.ts";
import { mechanic, type Workshop } from "../mechanic.ts";
import type { BasketTerms } from "./basket.terms.ts";

/** A percentage or an amount off the whole receipt, rounded once, exceptions left alone. */
export const basket = mechanic<BasketTerms>({
  kind: "basket",
  missing: [],
  blockedBy: [],
  deal: (terms, workshop) => basketCut(terms, workshop),
});

/** Once `leastCents` are there to rest on. */
export function basketCut(terms: BasketTerms, workshop: Workshop, leastCents = 0): ReceiptDeal {
  const select = workshop.select({ of: [{ everything: true }], except: terms.except }, "discount");
  const reward: ReceiptReward =
    terms.percent === undefined
      ? { kind: "amount", amountCents: terms.amountCents! }
      : { kind: "percent", percent: workshop.percent(terms.percent), select };
  return {
    shape: "receipt",
    select,
    base: "net",
    every: false,
    tiers: [{ spendCents: leastCents, reward }],
    spread: terms.spread ?? "proportional",
    level: "transaction",
    ...(terms.maxCents === undefined ? {} : { maxCents: terms.maxCents }),
  };
}
