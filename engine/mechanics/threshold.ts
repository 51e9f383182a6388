import type { ReceiptReward } from "../deal.ts";
import { mechanic, type Workshop } from "../mechanic.ts";
import type { ThresholdTerms } from "./threshold.terms.ts";

type Tier = { readonly spendCents: number; readonly reward: NonNullable<ThresholdTerms["reward"]> };

/** Spend so much, get something: an amount, a percentage or points, once, for every step, or by tiers. */
export const threshold = mechanic<ThresholdTerms>({
  kind: "threshold",

  deal(terms, workshop) {
    const tiers = terms.tiers ?? [{ spendCents: terms.spendCents!, reward: terms.reward! }];
    const onlyPoints = tiers.every(({ reward }) => "points" in reward);
    return {
      shape: "receipt",
      select: workshop.select(terms.select, onlyPoints ? "points" : "discount"),
      base: terms.base,
      every: terms.every ?? false,
      tiers: tiers
        .map(({ spendCents, reward }) => ({ spendCents, reward: rewardOf(reward, terms, workshop) }))
        .sort((a, b) => a.spendCents - b.spendCents),
      spread: terms.spread ?? "proportional",
      level: terms.select === undefined ? "transaction" : "line",
      ...(terms.maxCents === undefined ? {} : { maxCents: terms.maxCents }),
    };
  },
});

function rewardOf(reward: Tier["reward"], terms: ThresholdTerms, workshop: Workshop): ReceiptReward {
  if ("amountCents" in reward) return { kind: "amount", amountCents: reward.amountCents };
  if ("points" in reward) return { kind: "points", points: reward.points, account: reward.account };
  const select = workshop.select(reward.select ?? terms.select, "discount");
  return { kind: "percent", percent: workshop.percent(reward.percent), select };
}
