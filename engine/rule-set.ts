/** A rule set ready to be asked: promotions with their deals, ordered by layer, found by what is in the basket. */

import type { CompiledCondition } from "./condition.ts";
import type { Deal } from "./deal.ts";
import type { Finder } from "./finder.ts";
import type { LayerData, PromotionData, UnreadPromotion } from "./promotion.ts";
import type { Rounding } from "./rounding.ts";
import type { Groups } from "./selector.ts";

/** A promotion whose terms have become integers and look-ups. */
export interface Promotion {
  readonly data: PromotionData;
  /** Place in the rule set's own order: layer, priority, id. Smaller is earlier. */
  readonly order: number;
  /** Index of its layer. */
  readonly layer: number;
  readonly deals: readonly Deal[];
  readonly requires: CompiledCondition | undefined;
  /** Coupon series that it names, if any. */
  readonly series: readonly string[];
}

export interface RuleSet {
  readonly semantics: number;
  readonly currency: string;
  readonly rounding: Rounding;
  readonly layers: readonly LayerData[];
  readonly groups: Groups;
  /** By `order`. */
  readonly promotions: readonly Promotion[];
  readonly byId: ReadonlyMap<string, Promotion>;
  readonly bySeries: ReadonlyMap<string, readonly Promotion[]>;
  readonly finder: Finder;
  /** By id. */
  readonly unread: readonly UnreadPromotion[];
}
