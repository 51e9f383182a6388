/** What the peers do, done with our own parts: which promotions match, and which lines. Nothing is worked out. */

import type { Basket, LineItem } from "../../../engine/basket.ts";
import type { Context } from "../../../engine/context.ts";
import { isEligible } from "../../../engine/finding/eligibility.ts";
import { alwaysAsked, promotionsFor, waitingFor } from "../../../engine/finding/finder.ts";
import { watched } from "../../../engine/finding/watched.ts";
import type { Promotion, RuleSet } from "../../../engine/rule-set.ts";

function isWanted({ deals }: Promotion, line: LineItem): boolean {
  return deals.flatMap(watched).some((matcher) => matcher.matches(line));
}

/** From promotion to its lines. */
export function matching(ruleSet: RuleSet, basket: Basket, context: Context): Map<Promotion, string[]> {
  const { finder } = ruleSet;
  const found = new Map<Promotion, string[]>();
  const closed = new Set<Promotion>();
  const note = (promotion: Promotion, lineId: string) => {
    const lines = found.get(promotion);
    if (lines !== undefined) lines.push(lineId);
    else if (closed.has(promotion)) return;
    else if (isEligible(promotion.data, context)) found.set(promotion, [lineId]);
    else closed.add(promotion);
  };
  const asked = [
    ...alwaysAsked(finder),
    ...new Set(context.coupons.flatMap(({ series }) => waitingFor(finder, series))),
  ];
  for (const line of basket.lines) {
    for (const promotion of asked) {
      if (isWanted(promotion, line)) note(promotion, line.lineId);
    }
    for (const promotion of promotionsFor(finder, line)) {
      if (promotion.isSimple || isWanted(promotion, line)) {
        note(promotion, line.lineId);
      }
    }
  }
  return found;
}
