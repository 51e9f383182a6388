/** From what HQ wrote to what a till asks. Runs once a release, away from the till's path. */

import type { Deal } from "./deal.ts";
import { type CompiledCondition, compileCondition } from "./finding/condition.ts";
import { compileExclusions } from "./finding/exclusions.ts";
import { fileAway } from "./finding/finder.ts";
import { ownGoods } from "./finding/gift.ts";
import { compileSelector, EVERYTHING, type Groups } from "./finding/selector.ts";
import { type Compiler, Filed } from "./finding/shelf.ts";
import { hasDeclaredValue, Traits } from "./finding/traits.ts";
import type { PriceList, Workshop } from "./mechanic.ts";
import { mechanics } from "./mechanics/index.ts";
import type { MechanicData, PromotionData, RuleSetData } from "./promotion.ts";
import type { Head, Promotion, RuleSet } from "./rule-set.ts";
import { milliPercent } from "./thousandths.ts";
import { compareText } from "./world/sheet.ts";

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
  return { ...frame, finder: fileAway(filed(data.promotions, frame), groups) };
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
type Frame = Pick<RuleSet, "groups" | "layers" | "priceList" | "rounding" | "values">;

/** Ready to be filed away; each is compiled when a basket first leads to it. */
export function filed(promotions: readonly PromotionData[], frame: Frame): Filed[] {
  const compiler = compilerFor(frame);
  return promotions.map((data) => new Filed(data, compiler));
}

/** All of them at once, in the given order. */
export function compilePromotions(promotions: readonly PromotionData[], frame: Frame): Promotion[] {
  return promotions.map(compilerFor(frame).promotion);
}

function compilerFor({ layers, groups, rounding, priceList, values }: Frame): Compiler {
  const layerOf = new Map(layers.map(({ id }, index) => [id, index]));
  const workshop: Workshop = {
    rounding,
    select: (selector, purpose) => compileSelector(selector ?? EVERYTHING, groups, purpose),
    priceList,
    percent: milliPercent,
  };
  const deals = ({ mechanics }: PromotionData) => mechanics.map((one) => compileMechanic(one, workshop));
  return {
    deals,
    promotion(data) {
      const layer = layerOf.get(data.layer) ?? -1;
      const own = deals(data);
      const isBest = layers[layer]?.mode === "best";
      return new Compiled(data, layer, own, groups, hasDeclaredValue(own, values), isBest);
    },
  };
}

class Compiled extends Traits implements Promotion {
  readonly id: string;
  readonly priority: number;
  readonly data: PromotionData;
  readonly layer: number;
  readonly deals: readonly Deal[];
  readonly heads: readonly Head[];
  readonly requires: CompiledCondition | undefined;

  constructor(
    data: PromotionData,
    layer: number,
    deals: readonly Deal[],
    groups: Groups,
    isValued: boolean,
    isBest: boolean,
  ) {
    super(data, layer, deals, isValued, isBest);
    const { id, priority = 0, requires } = data;
    this.id = id;
    this.priority = priority;
    this.data = data;
    this.layer = layer;
    this.deals = deals;
    this.heads = this.givesMoney ? headsOf(data, deals) : NO_HEADS;
    this.requires =
      requires === undefined ? undefined : compileCondition(requires, groups, ownGoods(id, deals));
  }
}

const NO_HEADS: readonly Head[] = [];

function headsOf(data: PromotionData, deals: readonly Deal[]): readonly Head[] {
  const { id, mechanics, layer, text = data.name, funding = { by: "retailer" } } = data;
  return deals.map((deal, index) => ({
    modifierId: deals.length === 1 ? id : `${id}/${index + 1}`,
    promotionId: id,
    mechanic: mechanics[index]!.kind,
    layer,
    level: deal.shape === "receipt" ? deal.level : "line",
    text,
    funding,
  }));
}

function compileMechanic(data: MechanicData, workshop: Workshop): Deal {
  const found = mechanics.get(data.kind);
  return found === undefined ? { shape: "unknown" } : found.deal(data as never, workshop);
}
