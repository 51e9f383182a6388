/** Goods come back: what the customer gets, what is withheld and why, and what becomes of points and coupons. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { book } from "../answers/book.ts";
import { used } from "../answers/used.ts";
import type { Basket, LineItem } from "../basket.ts";
import { compile } from "../compile.ts";
import type { Context, Customer } from "../context.ts";
import type { AppliedModifier } from "../effect.ts";
import { evaluate } from "../evaluate.ts";
import { basket } from "../example.ts";
import { drawBy } from "../laws/draw-by.ts";
import type { LayerData, MechanicData, PromotionData } from "../promotion.ts";
import { type Draw, randomShop } from "../random-shop.ts";
import type { RuleSet } from "../rule-set.ts";
import {
  type IssuedVoucher,
  NOTHING_RETURNED,
  type Refund,
  type ReturnedGoods,
  refund,
  refundWithoutSale,
  type SoldSale,
} from "./index.ts";

/** `npm test` returns the same random sales every day, so that nobody's change fails by chance. */
const SEED = Number(process.env.LAWS_SEED ?? 20261121);
/** Random sales of each law. */
const RUNS = Number(process.env.LAWS_RUNS ?? 2000);

const member: Customer = { id: "c", tier: "", segments: [], staff: false, attributes: {}, balances: {} };
const context: Context = {
  date: "2026-11-21",
  time: "10:31:00",
  weekday: 6,
  store: "0042",
  storeGroups: [],
  till: "3",
  channel: "till",
  customer: member,
  coupons: [],
};
const layers: LayerData[] = [
  { id: "offers", stage: "item", mode: "best" },
  { id: "basket", stage: "basket", mode: "stack" },
  { id: "reward", stage: "reward", mode: "stack" },
  { id: "tender", stage: "tender", mode: "stack" },
  { id: "earn", stage: "earn", mode: "stack" },
];

function promotion(id: string, layer: string, mechanic: MechanicData, more: Partial<PromotionData> = {}) {
  return { id, name: { en: id }, layer, mechanics: [mechanic], ...more } satisfies PromotionData;
}
function rules(...promotions: PromotionData[]): RuleSet {
  return compile({ semantics: 1, currency: "EUR", layers, promotions });
}
/** The sale as it is stored when the POS applies what it was told. */
function sell(ruleSet: RuleSet, goods: Basket, at: Context = context, applied?: AppliedModifier[]): SoldSale {
  const granted = evaluate(ruleSet, goods, at).effects.filter((one) => one.kind === "price-modifier");
  const { effects, lines } = book(ruleSet, goods, at, applied ?? granted);
  return { basket: goods, context: at, effects, lines };
}
function back(ruleSet: RuleSet, sale: SoldSale, ...goods: ReturnedGoods[]): Refund {
  return then(ruleSet, sale, undefined, ...goods);
}
function then(ruleSet: RuleSet, sale: SoldSale, last: Refund | undefined, ...goods: ReturnedGoods[]): Refund {
  const answer = refund(ruleSet, sale, goods, last?.kept);
  if (answer.kind === "refused") throw new Error(`${answer.reason}: ${answer.lineId}`);
  return answer;
}
const select = (...articles: string[]) => ({ of: [{ articles }] });
const pieces = (lineId: string, count: number) => ({ lineId, pieces: count });

describe("money", () => {
  const threeForTwo = rules(
    promotion("3x2", "offers", {
      kind: "multi-buy",
      select: select("pasta"),
      buy: 3,
      reward: { free: 1 },
    }),
  );

  it("buy two, get one free, return the two: what was paid less the shelf price of the kept one", () => {
    const sale = sell(threeForTwo, basket("pasta/3/300"));
    // Paid 6.00; the one that stays costs 3.00. Two thirds of 6.00 had been paid for the two.
    const answer = back(threeForTwo, sale, pieces("1", 2));
    expect(answer.refundCents).toBe(300);
    expect(answer.withheldCents).toBe(100);
    expect(answer.withheld).toEqual([{ promotionId: "3x2", amountCents: 100 }]);
  });

  it("one after the other, the free one comes back first and the last one brings what is left", () => {
    const sale = sell(threeForTwo, basket("pasta/3/300"));
    const first = back(threeForTwo, sale, pieces("1", 1));
    expect(first).toMatchObject({ refundCents: 0, withheldCents: 200 });
    const second = then(threeForTwo, sale, first, pieces("1", 1));
    expect(second).toMatchObject({ refundCents: 300, withheldCents: 0 });
    const third = then(threeForTwo, sale, second, { lineId: "1" });
    expect(third).toMatchObject({ refundCents: 300, withheldCents: 0 });
    expect(third.kept.refundedCents).toBe(600);
  });

  it("where nothing hangs together, what was paid for the piece comes back, and nothing is withheld", () => {
    const ten = rules(promotion("10%", "offers", { kind: "percent", select: select("a"), percent: "10" }));
    const answer = back(ten, sell(ten, basket("a/2/1000 b/1/500")), pieces("1", 1));
    expect(answer).toMatchObject({ refundCents: 900, withheldCents: 0, withheld: [] });
    expect(answer.lines).toEqual([{ lineId: "1", vatRate: "10", amountCents: 900 }]);
  });

  it("a threshold that a return loses is withheld, once", () => {
    const five = rules(
      promotion("5 off 50", "basket", {
        kind: "threshold",
        spendCents: 5000,
        base: "net",
        reward: { amountCents: 500 },
      }),
    );
    const sale = sell(five, basket("a/1/3000 b/1/2000 c/1/1000"));
    // 55.00 paid. Without c 50.00 stay and still earn 5.00: c comes back with its whole 10.00.
    const first = back(five, sale, { lineId: "3" });
    expect(first).toMatchObject({ refundCents: 1000, withheldCents: 0 });
    // Without b the 30.00 that stay cost 30.00: 55 - 30 - 10. 18.00 had been paid for b.
    const second = then(five, sale, first, { lineId: "2" });
    expect(second).toMatchObject({
      refundCents: 1500,
      withheldCents: 300,
      withheld: [{ promotionId: "5 off 50", amountCents: 300 }],
    });
    expect(then(five, sale, second, { lineId: "1" }).refundCents).toBe(3000);
  });

  it("a basket cut comes off what comes back, by line and VAT rate to the cent", () => {
    const third = rules(promotion("33%", "basket", { kind: "basket", percent: "33" }));
    const goods = basket("a/3/99 b/1/100 c/1/101");
    const lines = goods.lines.map((line, i) => ({ ...line, vatRate: ["4", "10", "22"][i]! }));
    const sale = sell(third, { ...goods, lines });
    // 4.98 less 33 % (1.64) = 3.34; b and c alone: 2.01 less 0.66 = 1.35.
    const answer = back(third, sale, { lineId: "1" });
    expect(answer.refundCents).toBe(199);
    expect(answer.vat).toEqual([{ vatRate: "4", amountCents: 199 }]);
    const rest = then(third, sale, answer, { lineId: "2" }, { lineId: "3" });
    expect(rest.refundCents).toBe(135);
    expect(rest.vat.map(({ amountCents }) => amountCents)).toEqual([67, 68]);
  });

  it("what is kept may have become dearer than all that was paid: nothing comes back, and nothing is asked for", () => {
    const half = rules(
      promotion(
        "with b",
        "offers",
        { kind: "percent", select: select("a"), percent: "50" },
        { requires: { kind: "items", select: select("b") } },
      ),
    );
    const sale = sell(half, basket("a/1/1000 b/1/100 c/1/300"));
    // Paid 5.00 + 1.00 + 3.00. Without b, a and c cost 13.00.
    const first = back(half, sale, { lineId: "2" });
    expect(first).toMatchObject({
      refundCents: 0,
      withheld: [{ promotionId: "with b", amountCents: 100 }],
    });
    // Without c, a costs 10.00: 1.00 more than was paid in all.
    const second = then(half, sale, first, { lineId: "3" });
    expect(second).toMatchObject({
      refundCents: 0,
      withheld: [{ promotionId: "with b", amountCents: 300 }],
    });
    expect(then(half, sale, second, { lineId: "1" })).toMatchObject({ refundCents: 900, withheldCents: 0 });
  });

  it("what one return made dearer is not withheld again by the next", () => {
    const half = rules(
      promotion(
        "with b",
        "offers",
        { kind: "percent", select: select("a", "e"), percent: "50" },
        { requires: { kind: "items", select: select("b") } },
      ),
    );
    const sale = sell(half, basket("a/1/1000 e/1/1000 b/1/100"));
    // Paid 5 + 5 + 1. Without b the others cost 20.00.
    const first = back(half, sale, { lineId: "3" });
    expect(first).toMatchObject({ refundCents: 0, withheldCents: 100 });
    // e alone costs 10.00: 1.00 of the 5.00 that were paid for a.
    const second = then(half, sale, first, { lineId: "1" });
    expect(second).toMatchObject({ refundCents: 100, withheldCents: 400 });
    expect(then(half, sale, second, { lineId: "2" })).toMatchObject({ refundCents: 1000, withheldCents: 0 });
  });

  it("never more than the shelf price of what comes back, though the rest would be cheaper without it", () => {
    const alone = rules(
      promotion(
        "no x",
        "offers",
        { kind: "percent", select: select("a"), percent: "50" },
        { requires: { kind: "not", of: { kind: "items", select: select("x") } } },
      ),
    );
    const sale = sell(alone, basket("a/1/10000 x/1/100"));
    const first = back(alone, sale, { lineId: "2" });
    expect(first.refundCents).toBe(100);
    expect(then(alone, sale, first, { lineId: "1" }).refundCents).toBe(10000);
  });

  it("half of the ham comes back: what stays costs its part of the price", () => {
    const fifth = rules(
      promotion("20%", "offers", { kind: "percent", select: select("ham"), percent: "20" }),
    );
    const sale = sell(fifth, basket("ham/0.454kg/1990"));
    // 9.03 less 1.81 = 7.22. 200 g stay: 903 x 200 / 454 = 3.98, less 0.80 = 3.18.
    const first = back(fifth, sale, { lineId: "1", measureThousandths: 254 });
    expect(first.refundCents).toBe(404);
    expect(then(fifth, sale, first, { lineId: "1" }).refundCents).toBe(318);
  });

  it("a deposit comes back in full and meets no threshold", () => {
    const ten = rules(promotion("10%", "basket", { kind: "basket", percent: "10" }));
    const goods = basket("beer/6/100 crate/1/300");
    const lines = goods.lines.map(
      (line): LineItem => (line.lineId === "2" ? { ...line, flags: ["deposit"] } : line),
    );
    const sale = sell(ten, { ...goods, lines });
    const answer = back(ten, sale, { lineId: "2" });
    expect(answer).toMatchObject({ refundCents: 300, withheldCents: 0 });
  });

  it("the odd cents of a line come back with its last piece", () => {
    const none = rules();
    const goods = basket("a/3/33");
    const sale = sell(none, { ...goods, lines: [{ ...goods.lines[0]!, extendedCents: 100 }] });
    const first = back(none, sale, pieces("1", 1));
    const second = then(none, sale, first, pieces("1", 1));
    const third = then(none, sale, second, pieces("1", 1));
    expect([first, second, third].map(({ refundCents }) => refundCents)).toEqual([33, 33, 34]);
  });
});

describe("what the POS did otherwise", () => {
  const ten = rules(promotion("10%", "offers", { kind: "percent", select: select("a"), percent: "10" }));
  const goods = basket("a/2/1000 b/1/500");

  it("a cut that it did not apply is not given at the return either", () => {
    const sale = sell(ten, goods, context, []);
    expect(back(ten, sale, pieces("1", 1)).refundCents).toBe(1000);
  });

  it("nor is the one that would have come in the place of a coupon that it did not use", () => {
    const half = promotion(
      "half",
      "offers",
      { kind: "percent", select: select("a"), percent: "50" },
      { requires: { kind: "coupon", series: "S" } },
    );
    const both = rules(
      half,
      promotion("10%", "offers", { kind: "percent", select: select("a"), percent: "10" }),
    );
    const shown = { ...context, coupons: [{ couponId: "k", series: "S" }] };
    const own = { promotionId: "POS", amountCents: 100, shares: [{ lineId: "1", amountCents: 100 }] };
    const sale = sell(both, goods, shown, [own]);
    // 24.00 paid; the one that stays costs 9.50.
    expect(back(both, sale, pieces("1", 1), { lineId: "2" }).refundCents).toBe(1450);
  });

  it("a cut of its own stays with the goods it was made on", () => {
    const own = { promotionId: "POS", amountCents: 300, shares: [{ lineId: "1", amountCents: 300 }] };
    const sale = sell(ten, goods, context, [own]);
    // 17.00 were paid for the two: 8.50 for each.
    expect(back(ten, sale, pieces("1", 1))).toMatchObject({ refundCents: 850, withheldCents: 0 });
  });
});

describe("what can't come back", () => {
  const none = rules();
  const sale = sell(none, basket("a/2/100 ham/0.454kg/1990"));
  const reasonOf = (...goods: ReturnedGoods[]) => {
    const answer = refund(none, sale, goods);
    return answer.kind === "refused" ? answer.reason : answer.kind;
  };

  it("is refused with a reason for the cashier", () => {
    expect(reasonOf({ lineId: "9" })).toBe("unknown-line");
    expect(reasonOf(pieces("1", 3))).toBe("more-than-kept");
    expect(reasonOf(pieces("1", 2), pieces("1", 1))).toBe("more-than-kept");
    expect(reasonOf(pieces("1", 0))).toBe("not-a-quantity");
    expect(reasonOf(pieces("2", 1))).toBe("not-a-quantity");
    expect(reasonOf({ lineId: "1", measureThousandths: 100 })).toBe("not-a-quantity");
  });

  it("a line returned twice is refused the second time", () => {
    const first = back(none, sale, { lineId: "1" });
    expect(refund(none, sale, [{ lineId: "1" }], first.kept)).toEqual({
      kind: "refused",
      reason: "more-than-kept",
      lineId: "1",
    });
  });

  it("lines that were returns themselves stand outside", () => {
    const mixed = basket("a/1/500 b/1/200");
    const lines = mixed.lines.map(
      (line): LineItem => (line.lineId === "2" ? { ...line, flags: ["return"], extendedCents: -200 } : line),
    );
    const sold = sell(none, { ...mixed, lines });
    expect(back(none, sold, { lineId: "1" }).refundCents).toBe(500);
    expect(refund(none, sold, [{ lineId: "2" }])).toMatchObject({ reason: "unknown-line" });
  });
});

describe("points", () => {
  const perEuro = promotion("base", "earn", {
    kind: "points",
    account: "main",
    earn: { perStepCents: 100, points: 1 },
  });

  it("go back as far as the kept goods would not have earned them, multiplied ones too", () => {
    const twice = promotion("x2", "earn", {
      kind: "points",
      account: "main",
      select: select("a"),
      earn: { multiplier: "2" },
    });
    const both = rules(perEuro, twice);
    // 10.50 + 20.70: 31 points and 10 more for a; b alone earns 20.
    const sale = sell(both, basket("a/1/1050 b/1/2070"));
    const first = back(both, sale, { lineId: "1" });
    expect(first.balances).toEqual([{ unit: "points", account: "main", taken: 21, givenBack: 0 }]);
    const second = then(both, sale, first, { lineId: "2" });
    expect(second.balances).toEqual([{ unit: "points", account: "main", taken: 20, givenBack: 0 }]);
  });

  it("are not taken where none were booked, since nobody showed a card", () => {
    const ruleSet = rules(perEuro);
    const { customer: _, ...nobody } = context;
    expect(back(ruleSet, sell(ruleSet, basket("a/1/1000"), nobody), { lineId: "1" }).balances).toEqual([]);
  });

  it("do not rise where the kept goods have become dearer: that was not paid", () => {
    const five = promotion("5 off 50", "basket", {
      kind: "threshold",
      spendCents: 5000,
      base: "net",
      reward: { amountCents: 500 },
    });
    const both = rules(five, perEuro);
    const sale = sell(both, basket("a/1/4900 b/1/100"));
    expect(back(both, sale, { lineId: "2" }).balances).toEqual([]);
  });
});

describe("coupons", () => {
  const half = promotion(
    "half",
    "offers",
    { kind: "percent", select: select("a"), percent: "50" },
    { requires: { kind: "coupon", series: "S" } },
  );
  const shown = { ...context, coupons: [{ couponId: "k", series: "S" }] };

  it("come back when nothing that they served remains", () => {
    const ruleSet = rules(half);
    const sale = sell(ruleSet, basket("a/2/1000 b/1/500"), shown);
    const first = back(ruleSet, sale, pieces("1", 1));
    expect(first).toMatchObject({ refundCents: 500, couponsRestored: [] });
    const second = then(ruleSet, sale, first, { lineId: "1" });
    expect(second).toMatchObject({ refundCents: 500, couponsRestored: ["k"] });
    expect(then(ruleSet, sale, second, { lineId: "2" }).couponsRestored).toEqual([]);
  });

  it("stay used where what they served was kept, even if it costs its full price now", () => {
    const ruleSet = rules({
      ...half,
      requires: {
        kind: "all",
        of: [
          { kind: "coupon", series: "S" },
          { kind: "items", select: select("b") },
        ],
      },
    });
    const sale = sell(ruleSet, basket("a/1/1000 b/1/500"), shown);
    expect(back(ruleSet, sale, { lineId: "2" })).toMatchObject({ refundCents: 0, couponsRestored: [] });
  });

  it("that brought points stay used as long as the kept goods earn them", () => {
    const bonus = promotion(
      "bonus",
      "earn",
      { kind: "points", account: "main", earn: { fixed: 100 } },
      { requires: { kind: "coupon", series: "S" } },
    );
    const ruleSet = rules(bonus);
    const sale = sell(ruleSet, basket("a/1/1000 b/1/500"), shown);
    const first = back(ruleSet, sale, { lineId: "1" });
    expect(first).toMatchObject({ balances: [], couponsRestored: [] });
    expect(then(ruleSet, sale, first, { lineId: "2" })).toMatchObject({
      balances: [{ taken: 100 }],
      couponsRestored: ["k"],
    });
  });

  it("one that came back is not spent on what is still kept: it may serve another purchase by now", () => {
    const ten = promotion("10%", "offers", { kind: "percent", select: select("c"), percent: "10" });
    const ruleSet = rules(ten, {
      ...half,
      mechanics: [{ kind: "percent", select: select("a", "b"), percent: "50" }],
      limits: { applications: 1 },
      requires: {
        kind: "all",
        of: [
          { kind: "coupon", series: "S" },
          {
            kind: "any",
            of: [
              { kind: "items", select: select("a") },
              { kind: "not", of: { kind: "items", select: select("c") } },
            ],
          },
        ],
      },
    });
    const sale = sell(ruleSet, basket("a/1/1000 b/1/500 c/1/300"), shown);
    const first = back(ruleSet, sale, { lineId: "1" });
    expect(first).toMatchObject({ refundCents: 500, couponsRestored: ["k"] });
    // With the coupon b would be at half price now, and the whole 3.00 of c would come back.
    const second = then(ruleSet, sale, first, { lineId: "3" });
    expect(second).toMatchObject({ refundCents: 270, couponsRestored: [] });
    expect(then(ruleSet, sale, second, { lineId: "2" }).refundCents).toBe(500);
  });

  it("one that the sale left free is not spent on what is kept", () => {
    const strong = promotion(
      "70%",
      "offers",
      { kind: "percent", select: select("a"), percent: "70" },
      { requires: { kind: "items", select: select("b") } },
    );
    const ruleSet = rules(half, strong);
    const sale = sell(ruleSet, basket("a/1/1000 b/1/500"), shown);
    // a costs its full 10.00 without b, though the coupon would halve it: it is still in the customer's hand.
    expect(back(ruleSet, sale, { lineId: "2" })).toMatchObject({ refundCents: 0, withheldCents: 500 });
  });
});

describe("vouchers", () => {
  // A sale that issued one voucher of 5.00 for spending 50.00, as the journal kept it.
  const ruleSet = rules();
  const { effects: _, ...sold } = sell(ruleSet, basket("a/1/4000 b/1/1000 c/1/300"));
  const effect = {
    kind: "voucher",
    promotionId: "V",
    series: "S5",
    pieces: 1,
    amountCents: 500,
    validFrom: "2026-11-22",
    validTo: "2026-12-21",
    personal: false,
    text: { en: "5.00 next time" },
    couponIds: [],
  } as const;
  const sale: SoldSale = { ...sold, effects: [effect] };
  const issued: IssuedVoucher = { couponId: "v", promotionId: "V", series: "S5", amountCents: 500 };
  const answer = (vouchers: IssuedVoucher[], lineId: string, last?: Refund) => {
    const one = refund(ruleSet, sale, [{ lineId }], last?.kept, vouchers);
    if (one.kind === "refused") throw new Error(one.reason);
    return one;
  };

  it("that were not used become void", () => {
    const first = answer([issued], "2");
    expect(first).toMatchObject({ refundCents: 1000, vouchersToVoid: [{ couponId: "v" }], setOffCents: 0 });
    expect(answer([issued], "1", first).vouchersToVoid).toEqual([]);
  });

  it("that were used lower the refund by what they were issued for", () => {
    const used = { ...issued, used: { savedCents: 450 } };
    expect(answer([used], "2")).toMatchObject({ refundCents: 500, setOffCents: 500, stillOwedCents: 0 });
  });

  it("that were used lower the next refund too, where the first one is not enough", () => {
    const used = { ...issued, used: { savedCents: 500 } };
    const first = answer([used], "3");
    expect(first).toMatchObject({ refundCents: 0, setOffCents: 300, stillOwedCents: 200 });
    const second = answer([used], "2", first);
    expect(second).toMatchObject({ refundCents: 800, setOffCents: 200, stillOwedCents: 0 });
    expect(second.lines).toEqual([{ lineId: "2", vatRate: "10", amountCents: 800 }]);
    expect(answer([used], "1", second).refundCents).toBe(4000);
  });
});

describe("benefits that follow the whole receipt", () => {
  const perTen = { kind: "voucher", series: "TEN", worth: { amountCents: 100 }, days: 14 };

  it("a discount of the store card is worked out again on what it would have paid for", () => {
    const five = promotion("card", "tender", { kind: "tender", tenders: ["store-card"], percent: "5" });
    const ruleSet = rules(five);
    const at = { ...context, tenders: [{ tender: "store-card", amountCents: 2000 }, { tender: "cash" }] };
    // 39.00 paid. The 10.00 that stay would all be on the card: 9.50.
    const sale = sell(ruleSet, basket("a/1/1000 b/1/3000"), at);
    expect(back(ruleSet, sale, { lineId: "2" })).toMatchObject({ refundCents: 2950, withheldCents: 0 });
  });

  it("a gift that is kept without its goods costs its price", () => {
    const ruleSet = rules(
      promotion(
        "mug",
        "offers",
        { kind: "gift", articles: ["mug"], how: "scanned" },
        { requires: { kind: "items", select: select("coffee"), pieces: 3 } },
      ),
    );
    const sale = sell(ruleSet, basket("coffee/3/299 mug/1/500"));
    // Paid 8.97. Two coffees and a mug without a gift: 10.98. Nothing comes back, and nothing is asked for.
    const first = back(ruleSet, sale, pieces("1", 1));
    expect(first).toMatchObject({ refundCents: 0, withheld: [{ promotionId: "mug", amountCents: 299 }] });
    // The mug comes back, too: 8.97 - 5.98.
    expect(then(ruleSet, sale, first, { lineId: "2" }).refundCents).toBe(299);
  });

  it("a gift that comes back with its goods leaves nothing behind", () => {
    const ruleSet = rules(
      promotion("tea", "offers", {
        kind: "gift",
        articles: ["tea"],
        how: "scanned",
        every: { select: select("coffee"), pieces: 4 },
      }),
    );
    const sale = sell(ruleSet, basket("coffee/8/299 tea/2/199"));
    const answer = back(ruleSet, sale, pieces("1", 4), pieces("2", 1));
    expect(answer).toMatchObject({ refundCents: 4 * 299, withheldCents: 0 });
  });

  it("vouchers for every ten euro: those that the kept goods would not have brought become void", () => {
    const each = { ...perTen, spend: { amountCents: 1000, every: true } };
    const ruleSet = rules(promotion("ten", "earn", each));
    const sale = sell(ruleSet, basket("a/1/2500 b/1/1500"));
    const issued = ["v1", "v2", "v3", "v4"].map((couponId, i) => ({
      couponId,
      promotionId: "ten",
      series: "TEN",
      amountCents: 100,
      ...(i > 2 ? { used: { savedCents: 100 } } : {}),
    }));
    expect(sale.effects).toMatchObject([{ kind: "voucher", pieces: 4 }]);
    // 25.00 stay: two vouchers, one of them the used one.
    const first = refund(ruleSet, sale, [{ lineId: "2" }], undefined, issued) as Refund;
    expect(first).toMatchObject({
      refundCents: 1500,
      vouchersToVoid: [{ couponId: "v2" }, { couponId: "v3" }],
      setOffCents: 0,
    });
    const last = refund(ruleSet, sale, [{ lineId: "1" }], first.kept, issued) as Refund;
    expect(last).toMatchObject({ refundCents: 2400, vouchersToVoid: [{ couponId: "v1" }], setOffCents: 100 });
  });

  it("a voucher worth a tenth of the purchase is replaced by a smaller one, or the rest is owed if it was used", () => {
    const share = { kind: "voucher", series: "CLUB", worth: { share: "10" }, days: 30 };
    const ruleSet = rules(promotion("club", "earn", share));
    const sale = sell(ruleSet, basket("a/1/3000 b/1/2000"));
    const issued = { couponId: "v", promotionId: "club", series: "CLUB", amountCents: 500 };
    expect(refund(ruleSet, sale, [{ lineId: "2" }], undefined, [issued])).toMatchObject({
      refundCents: 2000,
      vouchersToVoid: [{ couponId: "v", replacedByCents: 300 }],
    });
    const used = { ...issued, used: { savedCents: 500 } };
    expect(refund(ruleSet, sale, [{ lineId: "2" }], undefined, [used])).toMatchObject({
      refundCents: 1800,
      vouchersToVoid: [],
      setOffCents: 200,
    });
  });
});

describe("points and stamps that were used up", () => {
  const reward = promotion("R", "reward", {
    kind: "reward",
    account: "main",
    points: 500,
    discount: { amountCents: 500 },
  });
  const withPoints = (times: number): Context => ({
    ...context,
    customer: { ...member, balances: { main: 5000, coffee: 20 } },
    rewards: [{ promotionId: "R", times }],
  });

  it("stay used up as long as the kept goods use them", () => {
    const ruleSet = rules(reward);
    const sale = sell(ruleSet, basket("a/1/1200 b/1/800"), withPoints(1));
    // 15.00 paid; a alone with the reward 7.00.
    const first = back(ruleSet, sale, { lineId: "2" });
    expect(first).toMatchObject({ refundCents: 800, balances: [] });
    const second = then(ruleSet, sale, first, { lineId: "1" });
    expect(second).toMatchObject({
      refundCents: 700,
      balances: [{ unit: "points", account: "main", taken: 0, givenBack: 500 }],
    });
  });

  it("come back when the whole of what they paid for has come back with them", () => {
    const ruleSet = rules(reward);
    const sale = sell(ruleSet, basket("a/1/900 b/1/300"), withPoints(1));
    // 7.00 paid. 5.00 off do not fit into the 3.00 that stay: they cost 3.00, and the points are free again.
    expect(back(ruleSet, sale, { lineId: "1" })).toMatchObject({
      refundCents: 400,
      withheld: [{ promotionId: "R", amountCents: 125 }],
      balances: [{ unit: "points", account: "main", taken: 0, givenBack: 500 }],
    });
  });

  it("do not come back where the kept goods cost more than was paid", () => {
    const ruleSet = rules(reward);
    // 10.50 less 10.00: 0.50 paid. Without b only one reward fits into 9.50; it costs 4.50.
    const sale = sell(ruleSet, basket("a/1/950 b/1/100"), withPoints(2));
    expect(back(ruleSet, sale, { lineId: "2" })).toMatchObject({ refundCents: 0, balances: [] });
  });

  it("that came back are taken again where the goods that stay use them up after all", () => {
    const free = promotion("use", "offers", {
      kind: "stamps",
      account: "coffee",
      select: select("espresso"),
      use: { stamps: 10, reward: { free: true } },
    });
    const alone = promotion(
      "2 off",
      "basket",
      { kind: "basket", amountCents: 200 },
      { alone: true, requires: { kind: "items", select: select("cake") } },
    );
    const ruleSet = rules({ ...free, limits: { applications: 1 } }, alone);
    const sale = sell(ruleSet, basket("espresso/1/300 espresso/1/100 cake/1/500"), withPoints(0));
    // 6.00 paid. 2.00 off is more than the espresso for 1.00: the stamps are free, and 1.00 + 5.00 - 2.00 is to be paid.
    const first = back(ruleSet, sale, { lineId: "1" });
    expect(first).toMatchObject({
      refundCents: 200,
      balances: [{ unit: "stamps", account: "coffee", taken: 0, givenBack: 10 }],
    });
    // Without the cake the stamps pay for the espresso again.
    const second = then(ruleSet, sale, first, { lineId: "3" });
    expect(second).toMatchObject({
      refundCents: 400,
      balances: [{ unit: "stamps", account: "coffee", taken: 10, givenBack: 0 }],
    });
    expect(then(ruleSet, sale, second, { lineId: "2" })).toMatchObject({
      refundCents: 0,
      balances: [{ unit: "stamps", account: "coffee", taken: 0, givenBack: 10 }],
    });
  });

  it("stamps come back with the coffee that they paid for, and the stamp that was earned goes", () => {
    const coffee = { kind: "stamps", account: "coffee", select: select("espresso", "cappuccino") };
    const ruleSet = rules(
      promotion(
        "use",
        "offers",
        { ...coffee, use: { stamps: 10, reward: { free: true } } },
        { limits: { applications: 1 } },
      ),
      promotion("earn", "earn", { ...coffee, earn: { perPiece: 1 } }),
    );
    const sale = sell(ruleSet, basket("espresso/1/120 cappuccino/1/160"), withPoints(0));
    const free = back(ruleSet, sale, { lineId: "2" });
    // The espresso that stays is the free one now: nothing was paid for the cappuccino, 1.20 for the espresso.
    expect(free).toMatchObject({
      refundCents: 120,
      balances: [{ unit: "stamps", account: "coffee", taken: 1, givenBack: 0 }],
    });
    expect(then(ruleSet, sale, free, { lineId: "1" })).toMatchObject({
      refundCents: 0,
      balances: [{ unit: "stamps", account: "coffee", taken: 0, givenBack: 10 }],
    });
  });
});

it("goods sold without their tax come back without it, apart from those of the same rate with it", () => {
  const ruleSet = rules(
    promotion("10 %", "offers", { kind: "percent", select: select("pen", "ink"), percent: "10" }),
  );
  const [pen, ink] = basket("pen/1/100 ink/1/200").lines;
  const sale = sell(ruleSet, { currency: "EUR", lines: [pen!, { ...ink!, taxExcluded: true }] });
  const { lineId } = ink!;
  expect(back(ruleSet, sale, { lineId })).toMatchObject({
    refundCents: 180,
    lines: [{ lineId, vatRate: "10", taxExcluded: true, amountCents: 180 }],
  });
  expect(back(ruleSet, sale, { lineId: pen!.lineId }, { lineId }).vat).toEqual([
    { vatRate: "10", amountCents: 90 },
    { vatRate: "10", taxExcluded: true, amountCents: 180 },
  ]);
  expect(
    refundWithoutSale([
      { lineId: "1", vatRate: "22", unitsPaidCents: [90] },
      { lineId: "2", vatRate: "22", taxExcluded: true, unitsPaidCents: [10] },
    ]).vat,
  ).toEqual([
    { vatRate: "22", amountCents: 90 },
    { vatRate: "22", taxExcluded: true, amountCents: 10 },
  ]);
});

it("a sale that nobody finds: what was paid for each unit comes back", () => {
  expect(
    refundWithoutSale([
      { lineId: "1", vatRate: "22", unitsPaidCents: [90, 89] },
      { lineId: "2", vatRate: "4", unitsPaidCents: [500] },
      { lineId: "3", vatRate: "22", unitsPaidCents: [1] },
    ]),
  ).toEqual({
    refundCents: 680,
    lines: [
      { lineId: "1", vatRate: "22", amountCents: 179 },
      { lineId: "2", vatRate: "4", amountCents: 500 },
      { lineId: "3", vatRate: "22", amountCents: 1 },
    ],
    vat: [
      { vatRate: "22", amountCents: 180 },
      { vatRate: "4", amountCents: 500 },
    ],
  });
});

describe("whatever is sold and in whatever parts it comes back", { timeout: 10 * 60_000 }, () => {
  /** The laws ask about the same sales: each is sold and brought back once. */
  let tales: readonly Tale[] | undefined;

  function always(
    law: (sale: SoldSale, answers: readonly Refund[], usedVouchersCents: number, ruleSet: RuleSet) => void,
  ): void {
    tales ??= fc.sample(fc.gen(), { numRuns: RUNS, seed: SEED }).map((gen) => tale(drawBy(gen)));
    for (const [place, { sale, answers, usedVouchersCents, ruleSet }] of tales.entries()) {
      try {
        if (answers.length > 0) law(sale, answers, usedVouchersCents, ruleSet);
      } catch (error) {
        if (error instanceof Error)
          error.message += `\nin sale ${place} of seed ${SEED}: ${JSON.stringify(sale.basket.lines)}`;
        throw error;
      }
    }
    expect(tales).toHaveLength(RUNS);
  }

  it("never more than was paid comes back, and with the last unit whatever is left, less used vouchers", () => {
    always((sale, answers, used) => {
      const paid = paidOf(sale);
      let refunded = 0;
      for (const { refundCents, kept } of answers) {
        expect(refundCents).toBeGreaterThanOrEqual(0);
        refunded += refundCents;
        expect(refunded).toBe(kept.refundedCents - kept.setOffCents);
        expect(refunded).toBeLessThanOrEqual(paid);
      }
      const { kept, stillOwedCents } = answers.at(-1)!;
      expect(kept.refundedCents).toBe(paid);
      expect(kept.setOffCents + stillOwedCents).toBe(used);
    });
  });

  it("each refund adds up by line and VAT rate, and no line gets more than its shelf price", () => {
    always((sale, answers) => {
      const byLine = new Map<string, number>();
      for (const { refundCents, lines, vat, withheld, withheldCents } of answers) {
        expect(sum(lines)).toBe(refundCents);
        expect(sum(vat)).toBe(refundCents);
        expect(sum(withheld)).toBe(withheldCents);
        for (const { lineId, amountCents } of lines) {
          expect(amountCents).toBeGreaterThanOrEqual(0);
          byLine.set(lineId, (byLine.get(lineId) ?? 0) + amountCents);
        }
      }
      for (const { lineId, extendedCents } of sale.basket.lines) {
        expect(byLine.get(lineId) ?? 0).toBeLessThanOrEqual(Math.max(0, extendedCents));
      }
    });
  });

  it("at the end every point is taken back, every burnt one given back and every coupon restored, each once", () => {
    always((sale, answers) => {
      const last = answers.at(-1)?.kept ?? NOTHING_RETURNED;
      const hasCard = sale.context.customer !== undefined;
      for (const unit of ["points", "stamps"] as const) {
        let earned = 0;
        let burnt = 0;
        for (const effect of sale.effects) {
          const moved =
            effect.kind === "points" && unit === "points"
              ? effect.points
              : effect.kind === "stamps" && unit === "stamps"
                ? effect.stamps
                : effect.kind === "reward" && unit === "points"
                  ? -effect.points
                  : 0;
          earned += Math.max(0, moved);
          burnt += Math.max(0, -moved);
        }
        const changes = answers.flatMap(({ balances }) => balances).filter((one) => one.unit === unit);
        const moved = changes.reduce((total, { taken, givenBack }) => total + taken - givenBack, 0);
        expect(moved).toBe(hasCard ? earned - burnt : 0);
      }
      const redeemed = [...new Set(sale.effects.flatMap(({ couponIds }) => couponIds))].sort();
      expect(answers.flatMap(({ couponsRestored }) => couponsRestored).sort()).toEqual(redeemed);
      expect([...last.couponsRestored].sort()).toEqual(redeemed);
    });
  });

  it("at the end nothing of a limit that outlives the sale is used any more", () => {
    always((sale, answers, _, ruleSet) => {
      for (const [id, { applications, amountCents }] of Object.entries(used(ruleSet, sale.effects))) {
        const free = answers.flatMap(({ unused }) => unused[id] ?? []);
        expect(free.reduce((total, one) => total + one.applications, 0)).toBeGreaterThanOrEqual(applications);
        expect(sum(free)).toBeGreaterThanOrEqual(amountCents);
        for (const one of free) expect(Math.min(one.applications, one.amountCents)).toBeGreaterThanOrEqual(0);
      }
      const limited = Object.keys(used(ruleSet, sale.effects));
      const ids = new Set(answers.flatMap(({ unused }) => Object.keys(unused)));
      expect(limited.filter((id) => !ids.has(id))).toEqual([]);
    });
  });

  it("all at once, every line gets exactly what was paid for it", () => {
    always((sale, answers, used) => {
      if (answers.length !== 1 || used > 0) return;
      for (const { lineId, amountCents } of answers[0]!.lines) {
        expect(amountCents).toBe(sale.lines.find((line) => line.lineId === lineId)!.netCents);
      }
      expect(answers[0]!.withheldCents).toBe(0);
    });
  });
});

interface Tale {
  readonly ruleSet: RuleSet;
  readonly sale: SoldSale;
  readonly answers: readonly Refund[];
  readonly usedVouchersCents: number;
}

/** Sells a random basket, sometimes with a POS that has its own mind, and brings it back bit by bit. */
function tale(draw: Draw): Tale {
  const shop = randomShop(draw);
  const at = shop.context;
  const ruleSet = compile(shop.rules);
  const applied = draw(3) === 0 ? obstinate(ruleSet, shop.basket, at, draw) : undefined;
  const sale = sell(ruleSet, shop.basket, at, applied);
  const vouchers = issuedBy(sale, draw);
  const answers: Refund[] = [];
  const rest = new Map(
    shop.basket.lines
      .filter(({ flags }) => !flags.includes("return"))
      .map((line) => [line.lineId, line.measureThousandths ?? line.pieces]),
  );
  while (rest.size > 0) {
    const goods = someOf(shop.basket, rest, draw);
    const answer = refund(ruleSet, sale, goods, answers.at(-1)?.kept, vouchers);
    if (answer.kind === "refused") throw new Error(`${answer.reason}: ${answer.lineId}`);
    answers.push(answer);
  }
  const usedVouchersCents = vouchers.reduce(
    (sum, one) => sum + (one.used === undefined ? 0 : (one.amountCents ?? one.used.savedCents)),
    0,
  );
  return { ruleSet, sale, answers, usedVouchersCents };
}

function sum(parts: readonly { readonly amountCents: number }[]): number {
  return parts.reduce((total, { amountCents }) => total + amountCents, 0);
}

function paidOf({ basket: { lines }, lines: totals }: SoldSale): number {
  const returns = new Set(lines.filter(({ flags }) => flags.includes("return")).map(({ lineId }) => lineId));
  return totals.reduce((total, { lineId, netCents }) => total + (returns.has(lineId) ? 0 : netCents), 0);
}

/** What a POS applies that forgets some modifiers, halves others and has a cut of its own. */
function obstinate(ruleSet: RuleSet, goods: Basket, at: Context, draw: Draw): AppliedModifier[] {
  const applied: AppliedModifier[] = [];
  for (const effect of evaluate(ruleSet, goods, at).effects) {
    if (effect.kind !== "price-modifier") continue;
    const { promotionId, shares } = effect;
    const way = draw(3);
    if (way === 0) continue;
    const mine = shares.map(({ lineId, amountCents }) => ({
      lineId,
      amountCents: way === 1 ? amountCents : Math.floor(amountCents / 2),
    }));
    applied.push({ promotionId, amountCents: sum(mine), shares: mine });
  }
  const { lineId, flags } = goods.lines[draw(goods.lines.length)]!;
  if (draw(2) === 0 && !flags.includes("return")) {
    const amountCents = 1 + draw(150);
    applied.push({ promotionId: "POS", amountCents, shares: [{ lineId, amountCents }] });
  }
  return applied;
}

/** Takes something out of what is left: a whole line, some pieces, a part of a measure. */
function someOf(goods: Basket, rest: Map<string, number>, draw: Draw): ReturnedGoods[] {
  const all = draw(6) === 0;
  const chosen = [...rest.keys()].filter(() => all || draw(3) === 0);
  if (chosen.length === 0) chosen.push([...rest.keys()][0]!);
  return chosen.map((lineId) => {
    const left = rest.get(lineId)!;
    const amount = all || draw(2) === 0 ? left : 1 + draw(left);
    if (amount === left) rest.delete(lineId);
    else rest.set(lineId, left - amount);
    const isMeasured = goods.lines.find((line) => line.lineId === lineId)!.measureThousandths !== undefined;
    return isMeasured ? { lineId, measureThousandths: amount } : { lineId, pieces: amount };
  });
}

function issuedBy(sale: SoldSale, draw: Draw): IssuedVoucher[] {
  return sale.effects.flatMap((effect, place) =>
    effect.kind !== "voucher"
      ? []
      : Array.from({ length: effect.pieces }, (_, i) => ({
          couponId: `${place}/${i}`,
          promotionId: effect.promotionId,
          series: effect.series,
          ...(effect.amountCents === undefined ? {} : { amountCents: effect.amountCents }),
          ...(draw(2) === 0 ? {} : { used: { savedCents: 100 } }),
        })),
  );
}
