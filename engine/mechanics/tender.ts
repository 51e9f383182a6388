import type { ReceiptReward } from "../deal.ts";
import { mechanic } from "../mechanic.ts";
import type { TenderTerms } from "./tender.terms.ts";

/** A percentage or an amount off the part that a means of payment covers. */
export const tender = mechanic<TenderTerms>({
  kind: "tender",

  deal(terms, workshop) {
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
      tiers: [{ spendCents: terms.minCents ?? 0, reward }],
      spread: terms.spread ?? "proportional",
      level: "transaction",
      tenders: terms.tenders,
      ...(terms.maxCents === undefined ? {} : { maxCents: terms.maxCents }),
    };
  },
});
