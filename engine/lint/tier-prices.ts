/** Steps of money that the goods are too cheap for. */

import type { ScaledDeal, UnitDeal } from "../deal.ts";
import type { Promotion } from "../rule-set.ts";
import { isWeighed } from "./catalogue.ts";
import type { Draft } from "./draft.ts";
import { check, money, naming } from "./finding.ts";
import { mostOff } from "./prices.ts";
import { isOpenAsOften, isUncontested, plainCut } from "./reach.ts";

/** A step of money that so few pieces as the limit lets in cannot cost, less what always comes off before. */
export const tierPrices = check({ "tier-above-goods": "warning" }, (draft, report) => {
  const {
    promotions,
    catalogue,
    data: { currency },
  } = draft;
  if (catalogue === undefined) return;
  for (const promotion of promotions) {
    const { data, deals } = promotion;
    const units = data.limits?.units;
    for (const deal of deals) {
      if (units === undefined || deal.shape !== "scaled" || deal.by !== "amount") continue;
      const lines = catalogue.select(deal.select);
      if (lines.length === 0 || lines.some(isWeighed)) continue;
      const before = alwaysBefore(promotion, deal, draft);
      const most =
        units *
        Math.max(
          ...lines.map((line) => line.unitPriceCents - (before === undefined ? 0 : mostOff(before, line))),
        );
      const step = deal.tiers.find(({ from }) => from > most);
      if (step === undefined) continue;
      const { it, en } = naming(data);
      const [height, price] = [money(step.from, currency), money(most, currency)];
      report("tier-above-goods", [data], {
        it: `${it} ha un gradino a ${height.it}, ma i ${units} pezzi che ammette costano oggi al massimo ${price.it}, tolti gli sconti precedenti: nessuno lo raggiunge. Abbassare il gradino, o alzare il limite.`,
        en: `${en} has a step at ${height.en}, but the ${units} pieces that it lets in cost ${price.en} at most today, earlier discounts taken off: nobody reaches it. Lower the step, or raise the limit.`,
      });
    }
  }
});

/** A plain cut of an earlier layer that takes something off all of its goods, whenever it is open. */
function alwaysBefore(promotion: Promotion, { select }: ScaledDeal, draft: Draft): UnitDeal | undefined {
  for (const { promotion: other, deal } of draft.goods.around(select)) {
    const cut = plainCut(deal, other);
    if (
      cut === undefined ||
      other.layer < 0 ||
      other.layer >= promotion.layer ||
      other.data.excludes !== undefined
    )
      continue;
    if (!isOpenAsOften(other.data, promotion.data) || !draft.goods.covers(cut.select, select)) continue;
    if (isUncontested(other, cut, draft)) return cut;
  }
  return undefined;
}
