import type { SlotDeal } from "../deal.ts";
import { mechanic, type Workshop } from "../mechanic.ts";
import type { MixAndMatchTerms } from "./mix-and-match.terms.ts";

/** Goods of several kinds together: pasta and sauce for 3.00, the menu at 20 % off, the drink free. */
export const mixAndMatch = mechanic<MixAndMatchTerms>({
  kind: "mix-and-match",

  deal({ slots, reward, shares = "set", spread = "proportional", group = "best" }, workshop) {
    const isPart = slots.some(({ rewarded }) => rewarded);
    return {
      shape: "slots",
      slots: slots.map(({ select, min = 1, max = Math.max(1, min), rewarded }) => ({
        select: workshop.select(select, "discount"),
        min,
        max,
        rewarded: isPart ? rewarded === true : true,
      })),
      reward: rewardOf(reward, workshop),
      shares,
      spread,
      group,
    };
  },
});

function rewardOf(reward: MixAndMatchTerms["reward"], { percent }: Workshop): SlotDeal["reward"] {
  if ("free" in reward) return { kind: "percent", percent: 100_000 };
  if ("percent" in reward) return { kind: "percent", percent: percent(reward.percent) };
  if ("amountCents" in reward) return { kind: "amount", amountCents: reward.amountCents };
  return { kind: "price", priceCents: reward.priceCents };
}
