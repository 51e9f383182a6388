/** A rule set ready to be asked: promotions with their deals, ordered by layer, found by what is in the basket. */

import type { Deal } from "./deal.ts";
import type { PriceModifier } from "./effect.ts";
import type { CompiledCondition } from "./finding/condition.ts";
import type { CompiledExclusion } from "./finding/exclusions.ts";
import type { Finder } from "./finding/finder.ts";
import type { Groups } from "./finding/selector.ts";
import type { Traits } from "./finding/traits.ts";
import type { Workshop } from "./mechanic.ts";
import type { LayerData, PromotionData, UnreadPromotion, Values } from "./promotion.ts";
import type { Rounding } from "./rounding.ts";

/** A promotion whose terms have become integers and look-ups. */
export interface Promotion extends Traits {
  readonly data: PromotionData;
  readonly id: string;
  /** Lower is earlier. */
  readonly priority: number;
  /** Index of its layer; -1 where the rule set has no such layer. */
  readonly layer: number;
  readonly deals: readonly Deal[];
  /** By deal; none where it takes no money off. */
  readonly heads: readonly Head[];
  readonly requires: CompiledCondition | undefined;
}

/** What a price modifier of one of its mechanics says whatever the basket is. */
export type Head = Omit<PriceModifier, "kind" | "times" | "amountCents" | "shares" | "couponIds">;

type Ranked = Pick<Promotion, "layer" | "priority" | "id">;

/** The rule set's own order: layer, priority, id. */
export function byRank(a: Ranked, b: Ranked): number {
  return a.layer - b.layer || a.priority - b.priority || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export interface RuleSet {
  readonly semantics: number;
  readonly currency: string;
  readonly rounding: Rounding;
  readonly layers: readonly LayerData[];
  readonly groups: Groups;
  readonly priceList: Workshop["priceList"];
  /** Holds the promotions. */
  readonly finder: Finder;
  readonly exclusions: readonly CompiledExclusion[];
  readonly values: Values;
  /** By id. */
  readonly unread: readonly UnreadPromotion[];
}
