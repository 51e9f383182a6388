/** The coupons on the counter: which may be used, who used them up, and what becomes of each. Never silence. */

import type { Context, CouponRefusal, PresentedCoupon } from "../context.ts";
import type { RuleSet } from "../rule-set.ts";
import { ineligibility } from "./eligibility.ts";
import { naming } from "./finder.ts";

export interface Purse {
  readonly refused: ReadonlyMap<PresentedCoupon, CouponRefusal>;
  /**
   * Usable coupons by series, in the order in which they were presented; those that say themselves what they are worth
   * come first, the most worth before the others.
   */
  readonly usable: ReadonlyMap<string, readonly PresentedCoupon[]>;
  /** From coupon to the promotion that used it up. Grows while layers are evaluated. */
  readonly usedBy: Map<PresentedCoupon, string>;
}

export function openPurse(ruleSet: RuleSet, context: Context): Purse {
  const refused = new Map<PresentedCoupon, CouponRefusal>();
  const usable = new Map<string, PresentedCoupon[]>();
  const seen = new Set<string>();
  for (const coupon of context.coupons) {
    const refusal = seen.has(coupon.couponId) ? "presented-twice" : refusalOf(ruleSet, context, coupon);
    seen.add(coupon.couponId);
    if (refusal !== undefined) {
      refused.set(coupon, refusal);
      continue;
    }
    const known = usable.get(coupon.series);
    if (known === undefined) usable.set(coupon.series, [coupon]);
    else known.push(coupon);
  }
  for (const coupons of usable.values()) if (coupons.length > 1) coupons.sort(byWorth);
  return { refused, usable, usedBy: new Map() };
}

/** Amounts before percentages, which nobody can compare with them before the goods are known. */
function byWorth(a: PresentedCoupon, b: PresentedCoupon): number {
  return (b.amountCents ?? 0) - (a.amountCents ?? 0) || Number(b.percent ?? 0) - Number(a.percent ?? 0);
}

export function freeCoupons(purse: Purse, series: string): PresentedCoupon[] {
  return (purse.usable.get(series) ?? []).filter((coupon) => !purse.usedBy.has(coupon));
}

/** Uses up one coupon of each series for the promotion. They must be free. */
export function useUp(purse: Purse, series: readonly string[], promotionId: string): string[] {
  return series.map((name) => {
    const coupon = freeCoupons(purse, name)[0]!;
    purse.usedBy.set(coupon, promotionId);
    return coupon.couponId;
  });
}

function refusalOf(ruleSet: RuleSet, context: Context, coupon: PresentedCoupon): CouponRefusal | undefined {
  if (coupon.refusal !== undefined) return coupon.refusal;
  if (coupon.customerId !== undefined && coupon.customerId !== context.customer?.id) {
    return context.customer === undefined ? "card-needed" : "not-this-card";
  }
  const promotions = naming(ruleSet.finder, coupon.series).filter(({ isReadable }) => isReadable);
  if (promotions.length === 0) return "no-promotion";
  // Of several promotions the one that is nearest to being open says what to tell the customer, whatever their order.
  let nearest: CouponRefusal = "not-here";
  for (const promotion of promotions) {
    const reasons = ineligibility(promotion.data, context).map(({ kind }) => kind);
    if (reasons.length === 0) return undefined;
    if (reasons.every((kind) => kind === "card-missing")) nearest = "card-needed";
    else if (nearest === "card-needed") continue;
    // It would have been good.
    else if (reasons.every((kind) => kind === "switched-off")) nearest = "switched-off";
    else if (nearest === "switched-off") continue;
    else if (reasons.every((kind) => WHO.has(kind))) nearest = "not-this-card";
    else if (!reasons.some((kind) => WHERE.has(kind)) && nearest === "not-here") nearest = "not-now";
  }
  return nearest;
}

const WHERE = new Set<string>(["not-in-this-store", "not-at-this-till", "not-in-this-channel"]);
const WHO = new Set<string>([
  "card-missing",
  "card-shown",
  "not-this-tier",
  "not-this-segment",
  "only-staff",
  "not-for-staff",
  "not-this-attribute",
  "not-near-birthday",
  "not-near-anniversary",
  "not-this-purchase",
  "not-these-days-since-visit",
  "event-missing",
]);
