import type { Burn, Deal, ReceiptReward, UnitDeal } from "../deal.ts";
import { mechanic, type Workshop } from "../mechanic.ts";
import type { RewardTerms } from "./reward.terms.ts";

type Discount = NonNullable<RewardTerms["discount"]>;
type Prize = NonNullable<RewardTerms["prize"]>;

/** Points burnt for a discount, or for a prize of the catalogue with or without a contribution. */
export const reward = mechanic<RewardTerms>({
  kind: "reward",

  deal({ account, points, discount, prize }, workshop) {
    const burn: Burn = { kind: "points", account, each: points };
    return discount === undefined
      ? prizeDeal(prize!, burn, workshop)
      : discountDeal(discount, burn, workshop);
  },
});

function discountDeal(
  { percent, amountCents, maxCents, except, spread = "proportional" }: Discount,
  burn: Burn,
  workshop: Workshop,
): Deal {
  const select = workshop.select({ of: [{ everything: true }], except }, "discount");
  const reward: ReceiptReward =
    percent === undefined
      ? { kind: "amount", amountCents: amountCents! }
      : { kind: "percent", percent: workshop.percent(percent), select };
  return {
    shape: "receipt",
    select,
    base: "net",
    every: false,
    tiers: [{ spendCents: 0, reward }],
    spread,
    level: "transaction",
    ...(maxCents === undefined ? {} : { maxCents }),
    burn,
  };
}

function prizeDeal(
  { articles, select, payCents = 0, how = "scanned" }: Prize,
  burn: Burn,
  workshop: Workshop,
): Deal {
  const saving: UnitDeal["saving"] = (cents, { pieces }) => Math.max(0, cents - payCents * pieces);
  return {
    shape: "unit",
    select: workshop.select(select ?? { of: [{ articles }] }, "discount"),
    by: "unit",
    saving,
    atMost: saving,
    quota: { kind: "chosen" },
    burn,
    ask: { how, articles: articles ?? [] },
  };
}
