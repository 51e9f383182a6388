import { describe, expect, it } from "vitest";
import type { Context } from "../context.ts";
import { basket } from "../example.ts";
import type { Condition } from "../promotion.ts";
import { readContext } from "../wire.ts";
import { sheetOf } from "../world/sheet.ts";
import { compileCondition, couponsFor, type Ground, type Skips, unmet, waysFor } from "./condition.ts";

const here: Context = readContext({ at: "2026-11-21T10:31:00+01:00" });

function ask(condition: Condition, notation: string, context: Partial<Context> = {}, skips?: Skips) {
  const compiled = compileCondition(condition, new Map(), skips);
  const ground: Ground = {
    sheet: sheetOf(basket(notation)),
    context: { ...here, ...context },
    hasCoupon: () => false,
  };
  return { isMet: couponsFor(compiled, ground) !== undefined, reasons: unmet(compiled, ground) };
}
const items = (article: string, more: object = {}): Condition => ({
  kind: "items",
  select: { of: [{ articles: [article] }] },
  ...more,
});

describe("goods", () => {
  it("are asked for by pieces, money and measure, or just whether there are any", () => {
    expect(ask(items("pasta"), "pasta/1/119").isMet).toBe(true);
    expect(ask(items("pasta", { pieces: 3 }), "pasta/1/119").reasons).toEqual([
      { kind: "units-short", pieces: 2 },
    ]);
    expect(ask(items("pasta", { amountCents: 500 }), "pasta/2/119").reasons).toEqual([
      { kind: "amount-short", amountCents: 262 },
    ]);
    const kilo = items("ham", { measureThousandths: 1000 });
    expect(ask(kilo, "ham/0.600kg/1990 ham/0.400kg/1990").isMet).toBe(true);
    expect(ask(kilo, "ham/0.600kg/1990").reasons).toEqual([
      { kind: "measure-short", measureThousandths: 400 },
    ]);
  });

  it("all, any and not are combined as they are written", () => {
    const wine = items("wine");
    const either: Condition = { kind: "any", of: [items("pasta"), items("rice")] };
    const dry: Condition = { kind: "all", of: [either, { kind: "not", of: wine }] };
    expect(ask(dry, "rice/1/100").isMet).toBe(true);
    expect(ask(dry, "rice/1/100 wine/1/500").reasons).toEqual([
      { kind: "condition-not-met", condition: "not" },
    ]);
    expect(ask({ kind: "not", of: dry }, "wine/1/500").isMet).toBe(true);
  });

  it("of a not within a not it is said what is missing, not that something is there", () => {
    const notNot: Condition = { kind: "not", of: { kind: "not", of: items("rice", { pieces: 2 }) } };
    expect(ask(notNot, "rice/1/100").reasons).toEqual([{ kind: "units-short", pieces: 1 }]);
    const neither: Condition = { kind: "not", of: { kind: "any", of: [items("wine"), items("beer")] } };
    expect(ask(neither, "beer/1/200").reasons).toEqual([{ kind: "condition-not-met", condition: "not" }]);
    expect(ask(neither, "rice/1/200").isMet).toBe(true);
  });

  it("what a promotion gives away does not count towards its condition", () => {
    const isGift: Skips = (line) => line.article === "glass";
    const spend: Condition = { kind: "basket", amountCents: 1000 };
    expect(ask(spend, "wine/1/700 glass/1/300").isMet).toBe(true);
    expect(ask(spend, "wine/1/700 glass/1/300", {}, isGift).reasons).toEqual([
      { kind: "amount-short", amountCents: 300 },
    ]);
    const two: Condition = { kind: "items", select: { of: [{ everything: true }] }, pieces: 2 };
    expect(ask({ kind: "not", of: two }, "wine/1/700 glass/1/300", {}, isGift).isMet).toBe(true);
  });
});

describe("ways of meeting a condition", () => {
  const coupon = (series: string): Condition => ({ kind: "coupon", series });
  const any = (...of: Condition[]): Condition => ({ kind: "any", of });
  const ways = (condition: Condition) =>
    waysFor(compileCondition(condition, new Map()), {
      sheet: sheetOf(basket("pasta/1/119 rice/1/200")),
      context: here,
      hasCoupon: () => true,
    });

  it("are told apart by the coupons that they use up, and by nothing else", () => {
    expect(ways(any(items("pasta"), items("rice")))).toEqual([[]]);
    const either = any(coupon("A"), coupon("B"));
    expect(ways(either)).toEqual([["A"], ["B"]]);
    expect(ways({ kind: "all", of: [either, either] })).toEqual([["A"], ["A", "B"], ["B"]]);
  });

  it("are not hidden by many that use up the same coupon", () => {
    const many = Array.from(
      { length: 20 },
      (): Condition => ({ kind: "all", of: [coupon("A"), items("rice")] }),
    );
    expect(ways(any(...many, coupon("B")))).toEqual([["A"], ["B"]]);
  });
});

describe("people and payment", () => {
  it("who is buying may stand among other conditions, with the reasons of who", () => {
    const gold: Condition = { kind: "customer", who: { tiers: ["gold"] } };
    const customer = { id: "c", tier: "", segments: [], staff: false, attributes: {}, balances: {} };
    expect(ask(gold, "pasta/1/119").reasons).toEqual([{ kind: "card-missing" }]);
    expect(ask(gold, "pasta/1/119", { customer }).reasons).toEqual([{ kind: "not-this-tier" }]);
    expect(ask(gold, "pasta/1/119", { customer: { ...customer, tier: "gold" } }).isMet).toBe(true);
    expect(ask({ kind: "any", of: [gold, items("pasta")] }, "pasta/1/119").isMet).toBe(true);
  });

  it("a means of payment covers what it says, or all there is to pay if it says nothing", () => {
    const card: Condition = { kind: "tender", tenders: ["store-card", "app"], amountCents: 2000 };
    const paid = (...tenders: NonNullable<Context["tenders"]>) => ask(card, "pasta/1/119", { tenders });
    expect(ask(card, "pasta/17/119", { tenders: [{ tender: "store-card" }] }).isMet).toBe(true);
    expect(ask(card, "pasta/16/119", { tenders: [{ tender: "store-card" }] }).reasons).toEqual([
      { kind: "amount-short", amountCents: 96 },
    ]);
    expect(paid({ tender: "store-card", amountCents: 1500 }, { tender: "app", amountCents: 500 }).isMet).toBe(
      true,
    );
    expect(paid({ tender: "cash" }).reasons).toEqual([
      { kind: "tender-missing", tenders: ["store-card", "app"] },
    ]);
    expect(paid({ tender: "store-card", amountCents: 1999 }).isMet).toBe(false);
    expect(ask(card, "pasta/1/119").isMet).toBe(false);
  });
});
