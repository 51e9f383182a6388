/** A rule set on the desk before it is published: what every check of the linter looks at. */

import { compile, compilePromotions } from "../compile.ts";
import type { Groups } from "../finding/selector.ts";
import type { LayerData, PromotionData, RuleSetData } from "../promotion.ts";
import type { Promotion } from "../rule-set.ts";
import { type Article, type Catalogue, catalogueOf } from "./catalogue.ts";
import type { CouponSeries } from "./coupon-series.ts";
import { type Goods, goodsOf } from "./goods.ts";

export interface LintOptions {
  /** "YYYY-MM-DD"; without it nothing is said about validity that has ended. */
  readonly today?: string;
  /** The article master; without it nothing is said about prices, floors and goods that nobody sells. */
  readonly articles?: readonly Article[];
  /** The series of coupons that HQ keeps; without them nothing is said about coupons that nobody can have. */
  readonly coupons?: readonly CouponSeries[];
  /** Above so many per cent off a second approver signs. */
  readonly ceilingPercent?: number;
}

export interface Draft {
  readonly data: RuleSetData;
  readonly options: LintOptions;
  /** In the order of `data`, deals compiled. */
  readonly promotions: readonly Promotion[];
  readonly groups: Groups;
  readonly catalogue: Catalogue | undefined;
  readonly goods: Goods;
  layerOf(promotion: PromotionData): LayerData | undefined;
}

export function draftOf(data: RuleSetData, options: LintOptions): Draft {
  // Nobody looks for promotions by basket here, so they are not filed away.
  const frame = compile({ ...data, promotions: [] });
  const promotions = compilePromotions(data.promotions, frame);
  const { groups } = frame;
  const catalogue = options.articles === undefined ? undefined : catalogueOf(options.articles, data, groups);
  const layers = new Map(data.layers.map((layer) => [layer.id, layer]));
  return {
    data,
    options,
    promotions,
    groups,
    catalogue,
    goods: goodsOf(promotions, groups, catalogue),
    layerOf: ({ layer }) => layers.get(layer),
  };
}
