/** From what HQ wrote to what a till asks. Runs once a release, away from the till's path. */

import { compileCondition, seriesIn } from "./condition.ts";
import { type Deal, givesMoney } from "./deal.ts";
import { compileExclusions } from "./exclusions.ts";
import { fileAway, filedMatchers, watched } from "./finder.ts";
import { asks, isGift, ownGoods } from "./gift.ts";
import type { PriceList, Workshop } from "./mechanic.ts";
import { mechanics } from "./mechanics/index.ts";
import type { Condition, MechanicData, PromotionData, RuleSetData } from "./promotion.ts";
import { burnOf } from "./quota.ts";
import type { Promotion, RuleSet } from "./rule-set.ts";
import { compileSelector, EVERYTHING, type Groups } from "./selector.ts";
import { compareText } from "./sheet.ts";
import { milliPercent } from "./thousandths.ts";

/**
 * Trusts its argument: data from outside goes through `readRuleSet` first. A promotion of an unknown layer is kept
 * and never applies (the linter reports it); so does one with an unknown mechanic.
 */
export function compile(data: RuleSetData): RuleSet {
  const groups: Groups = new Map(
    Object.entries(data.groups ?? {}).map(([name, articles]) => [name, new Set(articles)]),
  );
  const frame = {
    semantics: data.semantics,
    currency: data.currency,
    rounding: data.rounding ?? "half-up",
    layers: data.layers,
    groups,
    priceList: priceListsOf(data),
    exclusions: compileExclusions(data.exclusions, groups),
    values: data.values ?? {},
    unread: [...(data.unread ?? [])].sort((a, b) => compareText(a.id, b.id)),
  };
  return { ...frame, finder: fileAway(compilePromotions(data.promotions, frame), groups) };
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

/** What promotions are compiled against. */
type Frame = Pick<RuleSet, "groups" | "layers" | "priceList" | "rounding">;

/** Order does not matter. */
export function compilePromotions(promotions: readonly PromotionData[], frame: Frame): Promotion[] {
  const layerOf = new Map(frame.layers.map(({ id }, index) => [id, index]));
  const workshop: Workshop = {
    rounding: frame.rounding,
    select: (selector, purpose) => compileSelector(selector ?? EVERYTHING, frame.groups, purpose),
    priceList: frame.priceList,
    percent: milliPercent,
  };
  return promotions.map((data) => compilePromotion(data, layerOf.get(data.layer) ?? -1, workshop, frame));
}

function compilePromotion(
  data: PromotionData,
  layer: number,
  workshop: Workshop,
  { groups }: Frame,
): Promotion {
  const deals = data.mechanics.map((one) => compileMechanic(one, workshop));
  const series = seriesIn(data.requires);
  const cuts = deals.filter(givesMoney);
  const isFree = data.limits === undefined && (data.excludes ?? []).length === 0 && series.length === 0;
  const isSeparable =
    isFree &&
    cuts.every((deal) => deal.shape === "unit" && deal.on === undefined && deal.quota === undefined);
  return {
    data,
    id: data.id,
    priority: data.priority ?? 0,
    layer,
    deals,
    requires:
      data.requires === undefined
        ? undefined
        : compileCondition(data.requires, groups, ownGoods(data.id, deals)),
    asksBasket:
      asksBasket(data.requires) || deals.some((deal) => isGift(deal) && deal.quota.every !== undefined),
    hasQuota: deals.some(hasQuota),
    series,
    matchers: deals.flatMap(watched),
    isReadable: layer >= 0 && deals.every(({ shape }) => shape !== "unknown"),
    isCurious: filedMatchers(deals).length < deals.flatMap(watched).length,
    givesMoney: cuts.length > 0,
    asks: deals.some(asks),
    earns: deals.some((deal) => !givesMoney(deal) || asksLater(deal)),
    isFree,
    isSeparable,
    isPlain: isSeparable && cuts.every((deal) => deal.shape === "unit" && deal.by === "unit"),
    isSimple:
      deals.length === 1 &&
      !deals.some(asks) &&
      (deals[0]!.shape === "unit" || deals[0]!.shape === "set") &&
      !looksAtPrices(deals[0]!),
    needs: deals.map(needOf),
  };
}

function looksAtPrices(deal: Deal): boolean {
  return watched(deal).some(({ selector }) =>
    [...selector.of, ...(selector.except ?? [])].some(
      (term) => term.priceFromCents !== undefined || term.priceToCents !== undefined,
    ),
  );
}

function hasQuota(deal: Deal): boolean {
  return (deal.shape === "unit" && deal.quota !== undefined) || burnOf(deal) !== undefined;
}

function asksBasket(condition: Condition | undefined): boolean {
  switch (condition?.kind) {
    case "all":
    case "any":
      return condition.of.some(asksBasket);
    case "not":
      return asksBasket(condition.of);
    default:
      return condition?.kind === "items" || condition?.kind === "basket";
  }
}

/** Gifts are asked for, and points burnt, once it is known what was taken; steps of a threshold may give points. */
function asksLater(deal: Deal): boolean {
  if (deal.shape === "receipt")
    return deal.burn !== undefined || deal.tiers.some(({ reward }) => reward.kind === "points");
  return deal.shape === "unit" && (deal.ask !== undefined || deal.burn !== undefined);
}

/** See `Promotion.needs`. */
function needOf(deal: Deal): number {
  switch (deal.shape) {
    case "set":
      return deal.size;
    case "slots":
      return deal.slots.reduce((sum, { min }) => sum + min, 0);
    case "scaled":
      return deal.by === "pieces" ? deal.tiers[0]!.from : 1;
    case "receipt":
      return Math.max(1, deal.tiers[0]!.spendCents);
    case "unit":
      // Who asks for a gift is in play before it is there.
      return deal.ask === undefined ? 1 : 0;
    default:
      return 1;
  }
}

function compileMechanic(data: MechanicData, workshop: Workshop): Deal {
  const found = mechanics.get(data.kind);
  return found === undefined ? { shape: "unknown" } : found.deal(data as never, workshop);
}
