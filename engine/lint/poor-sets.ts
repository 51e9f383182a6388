/** Sets that take goods away from a later promotion that would give more. */

import type { LineItem } from "../basket.ts";
import type { SetDeal, UnitDeal } from "../deal.ts";
import { byRank, type Promotion } from "../rule-set.ts";
import type { Draft } from "./draft.ts";
import { mostOff } from "./prices.ts";
import { mayMeet } from "./reach.ts";

/** Its sets come first and take goods that would save more elsewhere at the prices of the catalogue. */
export function takesFromOthers(promotion: Promotion, { goods, catalogue, layerOf }: Draft): boolean {
  if (catalogue === undefined) return false;
  const isFirst = layerOf(promotion.data)?.mode === "first";
  return promotion.deals.some((deal) => {
    if (deal.shape !== "set") return false;
    return goods.touching(deal.select).some(({ promotion: other, deal: rival, select }) => {
      if (other === promotion || rival.shape !== "unit") return false;
      const isLater = isFirst
        ? other.layer === promotion.layer && byRank(promotion, other) < 0
        : other.layer > promotion.layer && select.selector.notYetCut === true;
      if (!isLater || !mayMeet(promotion.data, other.data)) return false;
      const shared = catalogue.select(deal.select).filter((line) => select.matches(line));
      return shared.length > 0 && savesLess(deal, rival, shared);
    });
  });
}

/** The poorest set of these goods saves something, but less than they save one by one. */
function savesLess({ size, reward }: SetDeal, rival: UnitDeal, lines: readonly LineItem[]): boolean {
  const sorted = [...lines].sort((a, b) => a.unitPriceCents - b.unitPriceCents);
  const [cheapest, dearest] = [sorted[0]!, sorted.at(-1)!];
  const price = cheapest.unitPriceCents;
  if (reward.kind === "price") {
    const set = price * size - reward.priceCents;
    return set > 0 && set < size * mostOff(rival, cheapest);
  }
  const company = size - reward.count;
  const set = reward.count * reward.saving(price);
  const others = company * mostOff(rival, reward.pick === "cheapest" ? dearest : cheapest);
  return set > 0 && set < others + reward.count * mostOff(rival, cheapest);
}
