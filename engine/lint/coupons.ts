/** Coupons in conditions that do not mean what they seem to. */

import type { Deal } from "../deal.ts";
import type { Condition } from "../promotion.ts";
import { check, naming } from "./finding.ts";
import { conditionsOf, needsCoupon } from "./walk.ts";

export const coupons = check(
  { "coupon-under-not": "warning", "same-coupon-twice": "warning", "worth-without-coupon": "error" },
  ({ data, promotions }, report) => {
    for (const { data: promotion, deals } of promotions) {
      for (const series of worthsOf(deals)) {
        if (needsCoupon(promotion, series)) continue;
        const { it, en } = naming(promotion);
        report("worth-without-coupon", [promotion], {
          it: `${it} toglie quanto vale il buono "${series}" senza chiederlo: non toglierebbe nulla, o il buono non si consumerebbe. Chiederlo in \`requires\`.`,
          en: `${en} takes off what the voucher "${series}" is worth and does not ask for it: nothing would come off, or the voucher would not be used up. Ask for it in \`requires\`.`,
        });
      }
    }
    for (const promotion of data.promotions) {
      const { it, en } = naming(promotion);
      const asked = conditionsOf(promotion.requires);
      for (const { condition, denied } of asked) {
        if (condition.kind === "coupon" && denied % 2 === 1) {
          report("coupon-under-not", [promotion], {
            it: `${it} vale solo per chi NON presenta un coupon ${condition.series}: basta non mostrarlo per averla. Se il coupon deve dare di più, fare due promozioni nello stesso livello "best".`,
            en: `${en} is only for people who do NOT show a coupon ${condition.series}: who keeps it in the pocket gets it. If the coupon is to give more, make two promotions in one "best" layer.`,
          });
        }
        if (condition.kind !== "all") continue;
        const series = condition.of.flatMap(seriesOfAll);
        const twice = series.find((one, place) => series.indexOf(one) < place);
        if (twice !== undefined) {
          report("same-coupon-twice", [promotion], {
            it: `${it} chiede due volte un coupon ${twice}: ne basta comunque uno. Toglierne uno, o usare due serie.`,
            en: `${en} asks twice for a coupon ${twice}: one is enough all the same. Take one out, or use two series.`,
          });
        }
      }
    }
  },
);

/** Series whose coupons say themselves what comes off. */
function worthsOf(deals: readonly Deal[]): string[] {
  return deals.flatMap((deal) =>
    deal.shape === "receipt"
      ? deal.tiers.flatMap(({ reward }) => (reward.kind === "coupon" ? [reward.series] : []))
      : [],
  );
}

/** Inner `all`s are looked at on their own. */
function seriesOfAll(condition: Condition): readonly string[] {
  return condition.kind === "coupon" ? [condition.series] : [];
}
