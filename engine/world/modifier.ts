/** What a promotion cut, as the price modifiers that a POS books: one for each of its mechanics that took something off. */

import type { PriceModifier } from "../effect.ts";
import type { RuleSet } from "../rule-set.ts";
import type { Member, PartCut } from "./member.ts";

const NOTHING: readonly PriceModifier[] = [];

export function modifiersOf(ruleSet: RuleSet, member: Member): readonly PriceModifier[] {
  const cuts = member.parts.flatMap((part) => part.cuts);
  if (cuts.length === 0) return NOTHING;
  const { data, deals, layer } = member.promotion;
  const modifiers: PriceModifier[] = [];
  for (let dealIndex = 0; dealIndex < deals.length; dealIndex++) {
    const mine = cuts.filter((cut) => cut.dealIndex === dealIndex);
    if (mine.length === 0) continue;
    const deal = deals[dealIndex]!;
    const shares = sharesOf(mine);
    modifiers.push({
      kind: "price-modifier",
      modifierId: data.mechanics.length === 1 ? data.id : `${data.id}/${dealIndex + 1}`,
      promotionId: data.id,
      mechanic: data.mechanics[dealIndex]!.kind,
      layer: ruleSet.layers[layer]!.id,
      level: deal.shape === "receipt" ? deal.level : "line",
      text: data.text ?? data.name,
      times: mine.reduce((sum, { times }) => sum + times, 0),
      amountCents: shares.reduce((sum, share) => sum + share.amountCents, 0),
      shares,
      funding: data.funding ?? { by: "retailer" },
      couponIds: member.couponIds,
    });
  }
  return modifiers;
}

/** In the order of the basket. A line is in one island, so no share has to be added to another. */
function sharesOf(cuts: readonly PartCut[]): PriceModifier["shares"] {
  const [only] = cuts;
  const shares = cuts.length === 1 ? only!.shares : cuts.flatMap((cut) => cut.shares);
  return [...shares].sort((a, b) => a.line - b.line).map(({ share }) => share);
}
