import { describe, expect, it } from "vitest";
import { compile, evaluate } from "../index.ts";
import type { PromotionData } from "../promotion.ts";
import { readBasket, readContext } from "../wire.ts";

const basket = readBasket({ lines: [{ lineId: "1", article: "a", unitPriceCents: 200, quantity: "1" }] });
const context = readContext({ at: "2026-11-22T10:00:00", coupons: [{ couponId: "K", series: "S" }] });
const half = (id: string, more: Partial<PromotionData>): PromotionData => ({
  id,
  name: { en: id },
  layer: "offers",
  requires: { kind: "coupon", series: "S" },
  mechanics: [{ kind: "percent", select: { of: [{ articles: ["a"] }] }, percent: "50" }],
  ...more,
});
const coupon = (...promotions: PromotionData[]) => {
  const layers = [{ id: "offers", stage: "item", mode: "best" }] as const;
  return evaluate(compile({ semantics: 1, currency: "EUR", layers, promotions }), basket, context).coupons[0];
};

describe("a coupon that serves several promotions", () => {
  const forMembers = half("members", { who: { card: true } });
  const forAll = half("all", {});

  it("works for who has no card if one of them asks for none, whichever HQ wrote first", () => {
    expect(coupon(forMembers, forAll)).toMatchObject({ outcome: "accepted", promotionIds: ["all"] });
    expect(coupon(forAll, forMembers)).toMatchObject({ outcome: "accepted", promotionIds: ["all"] });
  });

  it("is refused for the want that is most easily met", () => {
    const elsewhere = half("elsewhere", { where: { stores: ["9"] } });
    const forStaff = half("staff", { who: { staff: true } });
    expect(coupon(forMembers, forStaff, elsewhere)).toMatchObject({ reason: "card-needed" });
    expect(coupon(elsewhere, forStaff, forMembers)).toMatchObject({ reason: "card-needed" });
  });
});

it("a coupon whose promotions headquarters has switched off says so, unless another one takes it", () => {
  const [one, other] = [half("one", {}), half("other", {})];
  const off = (ids: readonly string[], ...promotions: PromotionData[]) => {
    const layers = [{ id: "offers", stage: "item", mode: "best" }] as const;
    const rules = compile({ semantics: 1, currency: "EUR", layers, promotions });
    const switchedOff = Object.fromEntries(ids.map((id) => [id, "misprint"]));
    return evaluate(rules, basket, { ...context, switchedOff }).coupons[0];
  };
  expect(off(["one"], one)).toMatchObject({ outcome: "refused", reason: "switched-off" });
  expect(off(["one"], one, other)).toMatchObject({ outcome: "accepted", promotionIds: ["other"] });
});
