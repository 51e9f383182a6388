/** Discounts that a second approver signs. */

import { check, naming, percentText } from "./finding.ts";
import { largestCutOf } from "./largest-cut.ts";

export const ceiling = check(
  { "above-ceiling": "warning", "ceiling-unknown": "warning" },
  ({ promotions, catalogue, options: { ceilingPercent } }, report) => {
    if (ceilingPercent === undefined) return;
    for (const promotion of promotions) {
      const most = largestCutOf(promotion, catalogue);
      const { it, en } = naming(promotion.data);
      if (most === undefined) {
        report("ceiling-unknown", [promotion.data], {
          it: `${it}: senza i prezzi degli articoli non si sa quanto toglie. La firmi anche un secondo responsabile.`,
          en: `${en}: without the prices of its goods nobody knows how much it takes off. Let a second approver sign it.`,
        });
      } else if (most > ceilingPercent * 1000) {
        report("above-ceiling", [promotion.data], {
          it: `${it} toglie fino al ${percentText(most).it}, più del tetto del ${ceilingPercent} %: deve firmarla anche un secondo responsabile.`,
          en: `${en} takes up to ${percentText(most).en} off, more than the ceiling of ${ceilingPercent} %: a second approver must sign it.`,
        });
      }
    }
  },
);
