/** From what HQ wrote to what a till asks. Runs once a release, away from the till's path. */

import { compileCondition, seriesIn } from "./condition.ts";
import type { Deal } from "./deal.ts";
import { fileAway } from "./finder.ts";
import type { PriceList, Workshop } from "./mechanic.ts";
import { mechanics } from "./mechanics/index.ts";
import { milliPercent } from "./money.ts";
import type { LayerData, MechanicData, PromotionData, RuleSetData } from "./promotion.ts";
import type { Promotion, RuleSet } from "./rule-set.ts";
import { compileSelector, EVERYTHING, type Groups } from "./selector.ts";
import { compareText } from "./sheet.ts";

/**
 * Trusts its argument: data from outside goes through `readRuleSet` first. A promotion of an unknown layer is kept
 * and never applies (the linter reports it); so does one with an unknown mechanic.
 */
export function compile(data: RuleSetData): RuleSet {
  const groups: Groups = new Map(
    Object.entries(data.groups ?? {}).map(([name, articles]) => [name, new Set(articles)]),
  );
  const rounding = data.rounding ?? "half-up";
  const workshop: Workshop = {
    rounding,
    select: (selector, purpose) => compileSelector(selector ?? EVERYTHING, groups, purpose),
    priceList: priceListsOf(data),
    percent: milliPercent,
  };
  const promotions = inOrder(data).map(([promotion, layer], order) =>
    compilePromotion(promotion, layer, order, workshop, groups),
  );
  const bySeries = new Map<string, Promotion[]>();
  for (const promotion of promotions) {
    for (const series of promotion.series) {
      const found = bySeries.get(series);
      if (found === undefined) bySeries.set(series, [promotion]);
      else found.push(promotion);
    }
  }
  return {
    semantics: data.semantics,
    currency: data.currency,
    rounding,
    layers: data.layers,
    groups,
    promotions,
    byId: new Map(promotions.map((one) => [one.data.id, one])),
    bySeries,
    finder: fileAway(promotions, groups),
    unread: [...(data.unread ?? [])].sort((a, b) => compareText(a.id, b.id)),
  };
}

/** Each list is made ready once, when the first promotion asks for it. */
function priceListsOf({ priceLists = {} }: RuleSetData): Workshop["priceList"] {
  const ready = new Map<string, PriceList>();
  return (name) => {
    const known = ready.get(name);
    if (known !== undefined) return known;
    const prices = new Map(Object.entries(Object.hasOwn(priceLists, name) ? priceLists[name]! : {}));
    const list = { prices, articles: [...prices.keys()] };
    ready.set(name, list);
    return list;
  };
}

function inOrder(data: RuleSetData): [PromotionData, number][] {
  const layerOf = new Map(data.layers.map((layer: LayerData, index) => [layer.id, index]));
  const placed = data.promotions.map((one): [PromotionData, number] => [one, layerOf.get(one.layer) ?? -1]);
  return placed.sort(
    ([a, layerA], [b, layerB]) =>
      layerA - layerB || (a.priority ?? 0) - (b.priority ?? 0) || compareText(a.id, b.id),
  );
}

function compilePromotion(
  data: PromotionData,
  layer: number,
  order: number,
  workshop: Workshop,
  groups: Groups,
): Promotion {
  return {
    data,
    order,
    layer,
    deals: data.mechanics.map((one) => compileMechanic(one, workshop)),
    requires: data.requires === undefined ? undefined : compileCondition(data.requires, groups),
    series: seriesIn(data.requires),
  };
}

function compileMechanic(data: MechanicData, workshop: Workshop): Deal {
  const found = mechanics.get(data.kind);
  return found === undefined ? { shape: "unknown" } : found.deal(data as never, workshop);
}
