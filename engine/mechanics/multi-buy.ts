import type { SetDeal } from "../deal.ts";
import { mechanic, type Workshop } from "../mechanic.ts";
import { percentOf } from "../rounding.ts";
import type { MultiBuyTerms } from "./multi-buy.terms.ts";

/** Buy so many, and some of them or all together cost less: three for two, second at half price, four for 5.00. */
export const multiBuy = mechanic<MultiBuyTerms>({
  kind: "multi-buy",

  deal(terms, workshop) {
    return {
      shape: "set",
      select: workshop.select(terms.select, "discount"),
      size: terms.buy,
      ...(terms.same === undefined ? {} : { same: terms.same }),
      reward: rewardOf(terms, workshop),
      shares: terms.shares ?? "set",
      spread: terms.spread ?? "proportional",
      group: terms.group ?? "best",
    };
  },
});

function rewardOf(terms: MultiBuyTerms, { percent, rounding }: Workshop): SetDeal["reward"] {
  const { reward, pick = "cheapest" } = terms;
  if ("priceCents" in reward) return { kind: "price", priceCents: reward.priceCents };
  const common = { kind: "units", pick, together: false } as const;
  if ("free" in reward) {
    return { ...common, count: reward.free, likeness: "share", strength: 100_000, saving: (cents) => cents };
  }
  if ("percent" in reward) {
    const rate = percent(reward.percent);
    return {
      ...common,
      count: reward.units,
      together: reward.units > 1 && terms.round !== "unit",
      likeness: "share",
      strength: rate,
      saving: (cents) => percentOf(cents, rate, rounding),
    };
  }
  const price = reward.unitPriceCents;
  return {
    ...common,
    count: reward.units,
    likeness: "price",
    strength: -price,
    saving: (cents) => Math.max(0, cents - price),
  };
}
