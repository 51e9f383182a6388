/**
 * The workload's promotions read in the plainest way: which keys a promotion asks for, which keys a line has, who may have
 * it. The reference for what the peers find, and the index of the simple greedy; nothing of the engine's code.
 */

import type { Basket, LineItem } from "../../engine/basket.ts";
import type { Context } from "../../engine/context.ts";
import type { PromotionData, Selector } from "../../engine/promotion.ts";

export interface PlainTerms {
  readonly kind: string;
  readonly select?: Selector;
  readonly slots?: readonly { readonly select: Selector }[];
  readonly percent?: string;
  readonly amountCents?: number;
  readonly priceCents?: number;
  readonly spendCents?: number;
  readonly buy?: number;
  readonly reward?: {
    readonly percent?: string;
    readonly amountCents?: number;
    readonly priceCents?: number;
    readonly unitPriceCents?: number;
  };
}

export const terms = (promotion: PromotionData) => promotion.mechanics[0] as unknown as PlainTerms;

const EVERY_LINE = "*";

/** "a8000000000010", "b brand-7", "d 07/071": one of them is enough. */
export function selectionKeys(promotion: PromotionData): string[] {
  const { select, slots } = terms(promotion);
  const selectors = slots?.map((slot) => slot.select) ?? (select === undefined ? [] : [select]);
  if (selectors.length === 0) return [EVERY_LINE];
  const keys = selectors.flatMap(({ of }) =>
    of.flatMap(({ articles = [], brand, department }) => [
      ...articles.map((article) => `a${article}`),
      ...(brand === undefined ? [] : [`b${brand}`]),
      ...(department === undefined ? [] : [`d${department}`]),
    ]),
  );
  return [...new Set(keys)];
}

export function lineKeys({ article, brand, department }: LineItem): string[] {
  const parts = department.split("/");
  return [
    EVERY_LINE,
    `a${article}`,
    `b${brand}`,
    ...parts.map((_, at) => `d${parts.slice(0, at + 1).join("/")}`),
  ];
}

/** The coupon series that the promotion needs, if it needs one. */
export function seriesOf({ requires }: PromotionData): string | undefined {
  return requires?.kind === "coupon" ? requires.series : undefined;
}

export function isOpen(promotion: PromotionData, { date, customer, coupons }: Context): boolean {
  const { valid, who } = promotion;
  const series = seriesOf(promotion);
  return (
    (valid?.from === undefined || valid.from <= date) &&
    (valid?.to === undefined || valid.to >= date) &&
    (who?.card !== true || customer !== undefined) &&
    (who?.tiers === undefined || (customer !== undefined && who.tiers.includes(customer.tier))) &&
    (series === undefined || coupons.some((coupon) => coupon.series === series))
  );
}

/** Every (promotion, line) pair, "P000001 17", sorted: promotions one after the other, lines one after the other. */
export function pairs(promotions: readonly PromotionData[], basket: Basket, context: Context): string[] {
  const found: string[] = [];
  for (const promotion of promotions) {
    if (!isOpen(promotion, context)) continue;
    const keys = selectionKeys(promotion);
    for (const line of basket.lines) {
      if (lineKeys(line).some((key) => keys.includes(key))) found.push(`${promotion.id} ${line.lineId}`);
    }
  }
  return found.sort();
}
