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
      reward: rewardOf(terms, workshop),
      group: terms.group ?? "best",
    };
  },
});

function rewardOf(terms: MultiBuyTerms, { percent, rounding }: Workshop): SetDeal["reward"] {
  const { reward, pick = "cheapest" } = terms;
  if ("priceCents" in reward) return { kind: "price", priceCents: reward.priceCents };
  if ("free" in reward) {
    return { kind: "units", count: reward.free, pick, together: false, saving: (cents) => cents };
  }
  if ("percent" in reward) {
    const rate = percent(reward.percent);
    return {
      kind: "units",
      count: reward.units,
      pick,
      together: reward.units > 1 && terms.round !== "unit",
      saving: (cents) => percentOf(cents, rate, rounding),
    };
  }
  const price = reward.unitPriceCents;
  return {
    kind: "units",
    count: reward.units,
    pick,
    together: false,
    saving: (cents) => Math.max(0, cents - price),
  };
}
