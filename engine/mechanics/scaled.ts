import type { ScaledDeal, ScaledReward } from "../deal.ts";
import type { Matcher } from "../finding/selector.ts";
import { mechanic, type Workshop } from "../mechanic.ts";
import type { ScaledTerms } from "./scaled.terms.ts";

type Tier = ScaledTerms["tiers"][number];

/** The more, the cheaper: by pieces, by measure or by money, on the whole selection or on the slice above a step. */
export const scaled = mechanic<ScaledTerms>({
  kind: "scaled",

  deal({ select, tiers, on = "whole", spread = "proportional" }, workshop) {
    const by = measureOf(tiers[0]!);
    const wanted = workshop.select(select, "discount");
    return {
      shape: "scaled",
      select: on === "slice" && by === "measure" ? weighed(wanted) : wanted,
      by,
      on,
      tiers: tiers.map((tier) => ({ from: startOf(tier), reward: rewardOf(tier.reward, workshop) })),
      spread,
    };
  },
});

/** Of goods sold by the piece nothing lies above a weight. */
function weighed(select: Matcher): Matcher {
  const matches: Matcher["matches"] = (line) => line.measureThousandths !== undefined && select.matches(line);
  return { ...select, matches };
}

function measureOf(tier: Tier): ScaledDeal["by"] {
  if ("pieces" in tier) return "pieces";
  return "spendCents" in tier ? "amount" : "measure";
}

function startOf(tier: Tier): number {
  if ("pieces" in tier) return tier.pieces;
  return "spendCents" in tier ? tier.spendCents : tier.measureThousandths;
}

function rewardOf(reward: Tier["reward"], { percent }: Workshop): ScaledReward {
  if ("percent" in reward) return { kind: "percent", percent: percent(reward.percent) };
  if ("amountCents" in reward) return { kind: "amount", amountCents: reward.amountCents };
  return { kind: "unit-price", priceCents: reward.unitPriceCents };
}
