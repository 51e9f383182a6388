/**
 * Whatever HQ may publish: what the linter claims of a promotion must hold for whatever basket comes. The shops are
 * those of the laws, with a mistake now and then.
 */

import fc from "fast-check";
import { expect, it, vi } from "vitest";
import type { Basket, LineItem } from "../basket.ts";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { drawBy } from "../laws/draw-by.ts";
import type { PromotionData, RuleSetData } from "../promotion.ts";
import { type Draw, randomShop } from "../random-shop.ts";
import { divide } from "../rounding.ts";
import { type Article, lint } from "./index.ts";

const RUNS = Number(process.env.LAWS_RUNS ?? 200);
const SEED = Number(process.env.LAWS_SEED ?? 20261122);
vi.setConfig({ testTimeout: 10 * 60_000 });

/** Rare in such shops: `truth.test.ts` has rules that provoke them. */
const RARE = ["unknown-price-list", "outdone", "starved", "excluded-for-ever", "alone-never-wins"];

/** Of these the first promotion gives nobody anything. */
const NEVER = [
  "unknown-layer",
  "unknown-price-list",
  "validity-over",
  "validity-never",
  "nobody-meant",
  "gift-never-earned",
  "limit-below-set",
  "limit-below-reward",
  "limit-needs-card",
  "starved",
  "excluded-for-ever",
  "alone-never-wins",
];
/** Without the first promotion, or without what is useless of it, everybody pays the same. */
const USELESS: Readonly<Record<string, (one: PromotionData) => PromotionData[]>> = {
  outdone: () => [],
  "alone-without-money": ({ alone: _, ...one }) => [one],
};

const pick = <T>(draw: Draw, all: readonly T[]): T => all[draw(all.length)]!;
const articles = (...codes: string[]) => ({ of: [{ articles: codes }] });

/** Something that marketing gets wrong. */
function mistake(draw: Draw, one: PromotionData): PromotionData {
  switch (draw(10)) {
    case 0:
      return { ...one, limits: { ...one.limits, units: 1 } };
    case 1:
      return { ...one, who: { card: false, tiers: ["gold"] } };
    case 2:
      return { ...one, who: { card: false }, limits: { perCustomer: { applications: 3, period: "day" } } };
    case 3: {
      const select = articles("a", "b");
      const every = { select: pick(draw, [articles("a"), articles("a", "c")]), pieces: 1 };
      return {
        ...one,
        mechanics: [
          { kind: "gift", select, how: "scanned", ...pick(draw, [{}, { every }]) },
          ...one.mechanics.slice(1),
        ],
        requires: pick(draw, [undefined, { kind: "items", select: articles("b") }]) as never,
      };
    }
    case 4:
      return {
        ...one,
        limits: { amountCents: 20, exceeding: "refuse" },
        mechanics: [
          { kind: "threshold", spendCents: 300, base: "net", reward: { amountCents: 30 } },
          ...one.mechanics.slice(1),
        ],
      };
    case 5:
      return {
        ...one,
        valid: pick(draw, [
          { to: "2026-11-20" },
          { from: "2026-11-16", to: "2026-11-19", weekdays: [6] },
          { from: "2027-01-01", to: "2026-01-01" },
        ]),
      };
    case 6:
      return { ...one, alone: true };
    case 7:
      return { ...one, layer: pick(draw, ["nowhere", "offers", "more"]) };
    case 8:
      return { ...one, requires: { kind: "customer", who: { card: false } }, who: { card: true } };
    default:
      return { ...one, excludes: ["tag"], valid: {}, requires: undefined as never };
  }
}

function withMistakes(draw: Draw, { promotions, ...rest }: RuleSetData): RuleSetData {
  return { ...rest, promotions: promotions.map((one) => (draw(3) === 0 ? mistake(draw, one) : one)) };
}

it("what is said never to apply never does, and what is said to be useless is", () => {
  const said = new Map<string, number>();
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const draw = drawBy(gen);
      const { rules, basket: mixed, context } = randomShop(draw);
      const data = withMistakes(draw, rules);
      const found = lint(data, { today: "2026-11-21" }).filter(
        ({ code }) => NEVER.includes(code) || code in USELESS,
      );
      if (found.length === 0) return;
      const lines = mixed.lines.filter(
        ({ flags, measureThousandths }) => flags.length === 0 && measureThousandths === undefined,
      );
      const basket = { ...mixed, lines };
      const ruleSet = compile(data);
      const { effects, totalCents } = evaluate(ruleSet, basket, context);
      for (const { code, promotionIds, text } of found) {
        said.set(code, (said.get(code) ?? 0) + 1);
        const [id] = promotionIds;
        // Of several mechanics the others may count.
        if (code === "limit-below-set" && !text.en!.includes("it will never apply")) continue;
        if (NEVER.includes(code)) {
          // A gift that is asked for has no price yet: that others have it already shows when it is scanned.
          const isTaken = code === "starved" || code === "excluded-for-ever";
          const nothing = isTaken ? ["gift-withdrawn", "gift"] : ["gift-withdrawn"];
          const given = effects.filter(
            ({ promotionId, kind }) => promotionId === id && !nothing.includes(kind),
          );
          expect(given, `${text.en} ${JSON.stringify(data.promotions)}`).toEqual([]);
        } else {
          const promotions = data.promotions.flatMap((one) => (one.id === id ? USELESS[code]!(one) : [one]));
          expect(evaluate(compile({ ...data, promotions }), basket, context).totalCents, text.en).toBe(
            totalCents,
          );
        }
      }
    }),
    { numRuns: 5 * RUNS, seed: SEED, endOnFailure: true },
  );
  for (const code of [...NEVER, ...Object.keys(USELESS)])
    expect(said.get(code) ?? 0, code).toBeGreaterThan(RARE.includes(code) ? -1 : RUNS / 100);
});

/** Mechanics with one selection, without which they come to nothing. */
const SIMPLE = ["percent", "amount", "fixed-price", "multi-buy", "scaled"];

/** What the shop sells and at what price: the linter's catalogue, and what is in the baskets. */
function randomMaster(draw: Draw): Article[] {
  const sold = ["a", "b", "c", "d", "e", "f"].filter((article) => article === "a" || draw(3) > 0);
  return sold.map((article, index) => ({
    article,
    department: index < 3 ? "10/1" : "20",
    brand: index % 2 === 0 ? "B" : "",
    supplier: index % 3 === 0 ? "S" : "",
    priceCents: pick(draw, [3, 45, 99, 100, 250, 700]),
    ...(draw(5) === 0 ? { measure: "kg" as const } : {}),
  }));
}

function randomBasket(draw: Draw, articles: readonly Article[]): Basket {
  const lines = Array.from({ length: 1 + draw(6) }, (_, index): LineItem => {
    const { article, department = "", brand = "", supplier = "", priceCents, measure } = pick(draw, articles);
    const pieces = measure === undefined ? 1 + draw(4) : 1;
    const measureThousandths = measure === undefined ? undefined : 1 + draw(pick(draw, [100, 5_000, 50_000]));
    const extendedCents =
      measureThousandths === undefined
        ? priceCents * pieces
        : divide(priceCents * measureThousandths, 1000, "half-up");
    return {
      lineId: String(index),
      article,
      department,
      brand,
      supplier,
      attributes: {},
      unitPriceCents: priceCents,
      regularPriceCents: priceCents,
      pieces,
      ...(measureThousandths === undefined ? {} : { measureThousandths }),
      extendedCents,
      vatRate: "10",
      flags: [],
    };
  });
  return { currency: "EUR", lines };
}

it("what is said of prices and goods holds for all baskets of goods at these prices", () => {
  const codes = [
    "unsold-selection",
    "price-not-lower",
    "bundle-dearer-than-parts",
    "tier-above-goods",
    "outdone",
  ];
  const said = new Map<string, number>();
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const draw = drawBy(gen);
      const { rules: data, context } = randomShop(draw);
      const articles = randomMaster(draw);
      const found = lint(data, { articles }).filter(({ code }) => codes.includes(code));
      const ruleSet = compile(data);
      for (const { code, promotionIds, text } of found) {
        const [id] = promotionIds;
        const { mechanics } = data.promotions.find((one) => one.id === id)!;
        // Of several mechanics the others may take something off, and of several steps the lower ones.
        if (
          mechanics.length > 1 ||
          (code === "tier-above-goods" && (mechanics[0]!.tiers as unknown[]).length > 1)
        )
          continue;
        // Of several slots one may stay empty.
        if (code === "unsold-selection" && !SIMPLE.includes(mechanics[0]!.kind)) continue;
        said.set(code, (said.get(code) ?? 0) + 1);
        for (let trial = 0; trial < 3; trial++) {
          const basket = randomBasket(draw, articles);
          const { effects, totalCents } = evaluate(ruleSet, basket, context);
          if (code === "outdone") {
            const promotions = data.promotions.filter((one) => one.id !== id);
            const without = evaluate(compile({ ...data, promotions }), basket, context);
            expect(without.totalCents, text.en).toBe(totalCents);
          } else {
            const cuts = effects.filter(
              ({ kind, promotionId }) => kind === "price-modifier" && promotionId === id,
            );
            expect(cuts, `${text.en} ${JSON.stringify(mechanics)}`).toEqual([]);
          }
        }
      }
    }),
    { numRuns: 2 * RUNS, seed: SEED, endOnFailure: true },
  );
  for (const code of ["unsold-selection", "price-not-lower", "bundle-dearer-than-parts"])
    expect(said.get(code) ?? 0, code).toBeGreaterThan(RUNS / 100);
});
