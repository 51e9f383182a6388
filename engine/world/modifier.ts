/** What a promotion cut, as the price modifiers that a POS books: one for each of its mechanics that took something off. */

import type { PriceModifier } from "../effect.ts";
import type { Head } from "../rule-set.ts";
import type { Member, PartCut } from "./member.ts";

const NOTHING: readonly PriceModifier[] = [];

export function modifiersOf(member: Member): readonly PriceModifier[] {
  const { parts, promotion } = member;
  const { heads } = promotion;
  if (heads.length === 1 && parts.length === 1) {
    const { cuts } = parts[0]!;
    return cuts.length === 0 ? NOTHING : [modifier(member, heads[0]!, cuts)];
  }
  const cuts = parts.flatMap((part) => part.cuts);
  if (cuts.length === 0) return NOTHING;
  return heads.flatMap((head, dealIndex) => {
    const mine = cuts.filter((cut) => cut.dealIndex === dealIndex);
    return mine.length === 0 ? [] : modifier(member, head, mine);
  });
}

function modifier({ couponIds }: Member, head: Head, cuts: readonly PartCut[]): PriceModifier {
  const { modifierId, promotionId, mechanic, layer, level, text, funding } = head;
  const shares = sharesOf(cuts);
  let times = 0;
  for (const cut of cuts) times += cut.times;
  let amountCents = 0;
  for (const share of shares) amountCents += share.amountCents;
  return {
    kind: "price-modifier",
    modifierId,
    promotionId,
    mechanic,
    layer,
    level,
    text,
    times,
    amountCents,
    shares,
    funding,
    couponIds,
  };
}

/** In the order of the basket. A line is in one island, so no share has to be added to another. */
function sharesOf(cuts: readonly PartCut[]): PriceModifier["shares"] {
  if (cuts.length === 1) return cuts[0]!.shares;
  const lines = cuts.flatMap((cut) => cut.lines);
  const shares = cuts.flatMap((cut) => cut.shares);
  if (lines.every((line, i) => i === 0 || line > lines[i - 1]!)) return shares;
  const order = lines.map((_, i) => i).sort((a, b) => lines[a]! - lines[b]!);
  return order.map((i) => shares[i]!);
}
