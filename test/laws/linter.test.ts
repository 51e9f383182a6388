/** The linter on a chain's worth of promotions: what it says is true in baskets of that chain, and it says little else. */

import { expect, test } from "vitest";
import { SATURDAY } from "../../engine/example.ts";
import {
  amend,
  type Context,
  compile,
  evaluate,
  type LineItem,
  type PromotionData,
} from "../../engine/index.ts";
import { type Article, lint } from "../../engine/lint/index.ts";
import { divide } from "../../engine/rounding.ts";
import { readRuleSet } from "../../engine/wire.ts";
import { article, articleCount, brandOf, departmentOf, isWeighed, priceCents } from "../bench/catalogue.ts";
import { random } from "../bench/random.ts";
import { workload } from "../bench/workload.ts";

const data = readRuleSet(workload(2_000).rules);
const articles = Array.from({ length: articleCount }, (_, index): Article => {
  const common = { article: article(index), department: departmentOf(index), brand: brandOf(index) };
  return { ...common, priceCents: priceCents(index), ...(isWeighed(index) ? { measure: "kg" } : {}) };
});
const found = lint(data, { today: "2026-09-15", articles });
const promotions = new Map(data.promotions.map((one) => [one.id, one]));

/** Articles that the promotion's mechanics name. */
function goodsOf({ mechanics }: PromotionData): Article[] {
  const terms = mechanics.flatMap(({ select, slots = [] }) =>
    [{ select }, ...(slots as { select: unknown }[])].flatMap(
      (one) =>
        (one.select as { of: { articles?: string[]; brand?: string; department?: string }[] } | undefined)
          ?.of ?? [],
    ),
  );
  return articles.filter((one) =>
    terms.some(
      (term) =>
        (term.articles?.includes(one.article) ?? true) &&
        (term.brand ?? one.brand) === one.brand &&
        `${one.department}/`.startsWith(`${term.department ?? one.department}/`),
    ),
  );
}

function lineOf(
  index: number,
  { article, department = "", brand = "", priceCents, measure }: Article,
  draw: () => number,
): LineItem {
  const pieces = measure === undefined ? 1 + Math.floor(draw() * 3) : 1;
  const measureThousandths = 1 + Math.floor(draw() * 3_000);
  const common = {
    lineId: String(index),
    article,
    department,
    brand,
    supplier: "",
    attributes: {},
    vatRate: "10",
    flags: [],
  };
  const prices = { unitPriceCents: priceCents, regularPriceCents: priceCents, pieces };
  return measure === undefined
    ? { ...common, ...prices, extendedCents: priceCents * pieces }
    : {
        ...common,
        ...prices,
        measureThousandths,
        extendedCents: divide(priceCents * measureThousandths, 1000, "half-up"),
      };
}

/** Everything that the promotion asks of the moment. */
function openFor({ who, requires }: PromotionData): Context {
  const tier = who?.tiers?.[0] ?? "";
  const customer = { id: "c", tier, segments: [], staff: false, attributes: {}, balances: {} };
  const coupons = requires?.kind === "coupon" ? [{ couponId: "k", series: requires.series }] : [];
  return { ...SATURDAY, date: "2026-09-15", weekday: 2, customer, coupons };
}

test("of a chain's promotions only those are named that are of no use at these prices, or worth a second look", () => {
  const codes = new Set(found.map(({ code }) => code));
  expect([...codes].sort()).toEqual([
    "bundle-dearer-than-parts",
    "outdone",
    "price-not-lower",
    "price-per-piece-of-weighed",
    "splitting-once",
  ]);
});

test("who is said to save nothing saves nothing, and who is outdone is not missed", () => {
  const ruleSet = compile(data);
  const draw = random(7);
  let asked = 0;
  for (const { code, promotionIds, text } of found) {
    if (code.startsWith("splitting") || code === "price-per-piece-of-weighed") continue;
    const promotion = promotions.get(promotionIds[0]!)!;
    const goods = goodsOf(promotion);
    const lines = Array.from({ length: 4 }, (_, index) =>
      lineOf(index, goods[Math.floor(draw() * goods.length)]!, draw),
    );
    const basket = { currency: "EUR", lines };
    const context = openFor(promotion);
    const { effects, totalCents } = evaluate(ruleSet, basket, context);
    asked++;
    if (code === "outdone") {
      const without = amend(ruleSet, { remove: [promotion.id] });
      expect(evaluate(without, basket, context).totalCents, text.en).toBe(totalCents);
    } else {
      expect(
        effects.map(({ promotionId }) => promotionId),
        text.en,
      ).not.toContain(promotion.id);
    }
  }
  expect(asked).toBeGreaterThan(100);
});
