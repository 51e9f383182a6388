/** How much of a price a promotion takes off at most: what a discount ceiling is held against. */

import type { Cents } from "../basket.ts";
import { type Deal, givesMoney, isClaiming, type ReceiptDeal, type SlotDeal } from "../deal.ts";
import type { Matcher } from "../finding/selector.ts";
import type { MechanicData, PromotionData, RuleSetData } from "../promotion.ts";
import { divide, type MilliPercent } from "../rounding.ts";
import type { Promotion } from "../rule-set.ts";
import { type Article, type Catalogue, isWeighed } from "./catalogue.ts";
import { draftOf } from "./draft.ts";
import { mostOff } from "./prices.ts";
import { ignoresWeight } from "./reach.ts";

const ALL: MilliPercent = 100_000;

/** What a promotion's selectors and price lists refer to. */
type Around = Pick<RuleSetData, "groups" | "priceLists" | "exclusions" | "rounding">;

/**
 * The highest percentage, in thousandths of a per cent, that the promotion takes off the goods that it rewards or that
 * make up its sets. 0 if it takes no money off. Amounts and prices need the articles: undefined where they are missing
 * or none of them is selected. On a receipt the most is taken off where a step is just reached.
 */
export function largestCut(
  promotion: PromotionData,
  articles?: readonly Article[],
  around: Around = {},
): MilliPercent | undefined {
  const data = { ...around, semantics: 1, currency: "", layers: [], promotions: [promotion] };
  const { promotions, catalogue } = draftOf(data, articles === undefined ? {} : { articles });
  return largestCutOf(promotions[0]!, catalogue);
}

/** The same of a promotion that is compiled already. */
export function largestCutOf(promotion: Promotion, catalogue?: Catalogue): MilliPercent | undefined {
  let claimed: MilliPercent = 0;
  let receipt: MilliPercent = 0;
  for (const [index, deal] of promotion.deals.entries()) {
    if (!givesMoney(deal)) continue;
    const most = cutOf(deal, promotion.data.mechanics[index]!, catalogue);
    if (most === undefined) return undefined;
    // A unit is claimed once; what comes off the receipt comes on top.
    if (isClaiming(deal)) claimed = Math.max(claimed, most);
    else receipt += most;
  }
  return Math.min(ALL, claimed + receipt);
}

function cutOf(deal: Deal, terms: MechanicData, catalogue: Catalogue | undefined): MilliPercent | undefined {
  switch (deal.shape) {
    case "unit": {
      if (terms.kind === "percent") return ofPercent(terms.percent);
      if (deal.quota !== undefined && deal.saving(100, { pieces: 1 }, "") === 100) return ALL;
      // A slice may cost less than the amount, and a whole ham any times the price.
      if (ignoresWeight(terms) && catalogue?.select(deal.select).some(isWeighed)) return ALL;
      return highest(deal.select, catalogue, (price, line) => [mostOff(deal, line), price]);
    }
    case "set": {
      const { reward, size, select } = deal;
      if (reward.kind === "price") {
        return highest(select, catalogue, (price) => [
          Math.max(0, price * size - reward.priceCents),
          price * size,
        ]);
      }
      if (reward.likeness === "share") {
        // Where the dearest are rewarded the others may cost next to nothing.
        return reward.pick === "dearest" ? reward.strength : part(reward.strength * reward.count, ALL * size);
      }
      return highest(select, catalogue, (price) => [reward.saving(price) * reward.count, price * size]);
    }
    case "slots":
      return ofSlots(deal, catalogue);
    case "scaled":
      return worst(
        deal.tiers.map(({ reward }) => {
          if (reward.kind === "percent") return reward.percent;
          return highest(deal.select, catalogue, (price) => [
            reward.kind === "amount"
              ? Math.min(price, reward.amountCents)
              : Math.max(0, price - reward.priceCents),
            price,
          ]);
        }),
      );
    case "receipt":
      return ofReceipt(deal);
    default:
      return 0;
  }
}

function ofPercent(percent: unknown): MilliPercent {
  return Math.round(Number(percent) * 1000);
}

function ofSlots({ slots, reward }: SlotDeal, catalogue: Catalogue | undefined): MilliPercent | undefined {
  if (reward.kind === "percent") {
    if (slots.every(({ rewarded }) => rewarded)) return reward.percent;
    if (catalogue === undefined) return reward.percent;
  }
  let rewarded = 0;
  let company = 0;
  for (const slot of slots) {
    const lines = catalogue?.select(slot.select) ?? [];
    if (lines.length === 0) return reward.kind === "percent" ? reward.percent : undefined;
    const all = lines.map(({ unitPriceCents }) => unitPriceCents);
    // The dearest are rewarded most; an amount weighs most on the cheapest.
    const price = all.reduce((a, b) =>
      slot.rewarded && reward.kind !== "amount" ? Math.max(a, b) : Math.min(a, b),
    );
    if (slot.rewarded) rewarded += price * (reward.kind === "amount" ? slot.min : slot.max);
    else company += price * slot.min;
  }
  const off =
    reward.kind === "percent"
      ? divide(rewarded * reward.percent, ALL, "half-up")
      : reward.kind === "amount"
        ? Math.min(rewarded, reward.amountCents)
        : Math.max(0, rewarded - reward.priceCents);
  return rewarded + company === 0 ? ALL : part(off, rewarded + company);
}

function ofReceipt({ tiers, tenders }: ReceiptDeal): MilliPercent {
  return tiers.reduce((most, { spendCents, reward }) => {
    if (reward.kind === "points") return most;
    if (reward.kind === "percent") return Math.max(most, reward.percent);
    // A voucher may be worth the whole receipt.
    if (reward.kind === "coupon") return ALL;
    // Without a step, or on a part that may be small, an amount can be everything.
    if (spendCents === 0 || tenders !== undefined) return ALL;
    return Math.max(most, part(Math.min(reward.amountCents, spendCents), spendCents));
  }, 0);
}

/** `saving` gives what comes off, and of what. */
function highest(
  select: Matcher,
  catalogue: Catalogue | undefined,
  saving: (price: Cents, line: Catalogue["lines"][number]) => readonly [Cents, Cents],
): MilliPercent | undefined {
  const lines = catalogue?.select(select).filter(({ unitPriceCents }) => unitPriceCents > 0) ?? [];
  if (lines.length === 0) return undefined;
  return lines.reduce((most, line) => {
    const [off, of] = saving(line.unitPriceCents, line);
    return Math.max(most, part(off, of));
  }, 0);
}

function worst(all: readonly (MilliPercent | undefined)[]): MilliPercent | undefined {
  return all.reduce(
    (most, one) => (most === undefined || one === undefined ? undefined : Math.max(most, one)),
    0,
  );
}

function part(off: Cents, of: Cents): MilliPercent {
  return divide(off * ALL, of, "half-up");
}
