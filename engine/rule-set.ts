/** A rule set ready to be asked: promotions with their deals, ordered by layer, found by what is in the basket. */

import type { CompiledCondition } from "./condition.ts";
import type { Deal } from "./deal.ts";
import type { CompiledExclusion } from "./exclusions.ts";
import type { Finder } from "./finder.ts";
import type { Workshop } from "./mechanic.ts";
import type { LayerData, PromotionData, UnreadPromotion, Values } from "./promotion.ts";
import type { Rounding } from "./rounding.ts";
import type { Groups, Matcher } from "./selector.ts";

/** A promotion whose terms have become integers and look-ups. */
export interface Promotion {
  readonly data: PromotionData;
  readonly id: string;
  /** Lower is earlier. */
  readonly priority: number;
  /** Index of its layer; -1 where the rule set has no such layer. */
  readonly layer: number;
  readonly deals: readonly Deal[];
  readonly requires: CompiledCondition | undefined;
  /** Its condition counts goods or money. */
  readonly asksBasket: boolean;
  /** How often some of its deals may apply hangs on a balance, a choice or the basket. */
  readonly hasQuota: boolean;
  /** Coupon series that it names, if any. */
  readonly series: readonly string[];
  /** Everything that its deals watch. */
  readonly matchers: readonly Matcher[];
  /** It has a layer, and this version knows all of its mechanics. */
  readonly isReadable: boolean;
  /** The finder leads to it from some of its goods only: the others are tested once it is there. */
  readonly isCurious: boolean;
  /** Some of its deals take money off. */
  readonly givesMoney: boolean;
  /** Something is asked for before it is in the basket. */
  readonly asks: boolean;
  /** Some of them do not, or ask for something at the end. */
  readonly earns: boolean;
  /** It has no limits, exclusion tags or coupons. */
  readonly isFree: boolean;
  /** It takes each unit, or each line, for itself: what it does on one line does not depend on any other. */
  readonly isSeparable: boolean;
  /** Separable, and each unit for itself. */
  readonly isPlain: boolean;
  /** One deal, whose selector does not look at prices: the finder's word for an article holds every time. */
  readonly isSimple: boolean;
  /** By deal, the least supply (pieces; cents for thresholds) without which it can't take anything off. */
  readonly needs: readonly number[];
}

/** The rule set's own order: layer, priority, id. */
export function byRank(a: Promotion, b: Promotion): number {
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
