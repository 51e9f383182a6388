/**
 * What the linter says is held against what the engine does, on rule sets made to provoke it: every day the same ones,
 * in `npm run test:long` others and more.
 */

import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { compile } from "../compile.ts";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluate.ts";
import { SATURDAY } from "../example.ts";
import { drawBy } from "../laws/draw-by.ts";
import type { Limits, MechanicData, PromotionData, RuleSetData, Selector } from "../promotion.ts";
import { type Draw, randomContest, randomShop } from "../random-shop.ts";
import { department, of, percent, price, promotion, rules, spend, threeForTwo } from "./fixture.ts";
import { lint } from "./index.ts";

const RUNS = Number(process.env.LAWS_RUNS ?? 2000);
const SEED = Number(process.env.LAWS_SEED ?? 20261122);
const NEVER = ["outdone", "starved", "excluded-for-ever", "alone-never-wins"];
vi.setConfig({ testTimeout: 10 * 60_000 });
const pick = <T>(draw: Draw, all: readonly T[]): T => all[draw(all.length)]!;

function randomSelector(draw: Draw): Selector {
  const broad = { of: [{ everything: true as const }] };
  const brand = { of: [{ brand: "B" }] };
  const all = [of("a"), of("a", "b"), of("b", "c", "d"), department("10"), department("10/1"), brand, broad];
  const selector = pick(draw, all);
  if (draw(4) > 0) return selector;
  return draw(2) === 0
    ? { ...selector, notYetCut: true }
    : { ...selector, except: [pick(draw, [{ articles: ["a"] }, { department: "20" }])] };
}

function randomMechanic(draw: Draw): MechanicData {
  const select = randomSelector(draw);
  switch (draw(6)) {
    case 0:
      return threeForTwo(select);
    case 1:
      return price(pick(draw, [0, 100, 200]), select);
    case 2:
      return spend(300, { amountCents: 50 }, { select, every: true });
    default:
      return percent(pick(draw, [10, 30, 50, 100]), select);
  }
}

function randomRules(draw: Draw): RuleSetData {
  const some = Array.from({ length: 2 + draw(4) }, (_, index): PromotionData => {
    const more = {
      ...(draw(6) === 0 ? { who: { card: true } } : {}),
      ...(draw(3) === 0 ? { excludes: ["tag"] } : {}),
      ...(draw(6) === 0 ? { alone: true as const } : {}),
      ...(draw(6) === 0
        ? { limits: pick<Limits>(draw, [{ units: 2 }, { budget: { amountCents: 500 } }]) }
        : {}),
      ...(draw(6) === 0 ? { requires: { kind: "items" as const, select: of("a") } } : {}),
    };
    const layer = pick(draw, ["prices", "offers", "offers", "first", "extra", "basket"]);
    return promotion(`P${index}`, randomMechanic(draw), { layer, priority: draw(3), ...more });
  });
  return rules(some);
}

/** A random shop counts for promotions of its own; only counters that these rules declare can stand in a context. */
function countedBy({ promotions }: RuleSetData, { remaining = {}, ...context }: Context): Context {
  const counted = promotions.filter(({ limits }) => limits?.budget !== undefined).map(({ id }) => id);
  const left = Object.entries(remaining).filter(([id]) => counted.includes(id));
  return { ...context, remaining: Object.fromEntries(left) };
}

it("who is said never to apply never does, and who is outdone is never missed", () => {
  let said = 0;
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const draw = drawBy(gen);
      const data = randomRules(draw);
      const found = lint(data).filter(({ code }) => NEVER.includes(code));
      if (found.length === 0) return;
      said += found.length;
      const ruleSet = compile(data);
      for (let trial = 0; trial < 5; trial++) {
        const { basket: mixed, context: anywhere } = randomShop(draw);
        const context = countedBy(data, anywhere);
        // On a few grams, or a piece of one cent, offers may round to the same cent or to nothing, and either may be named.
        // One may claim to be the gift of anybody, and one with a floor takes no part of what others take.
        const lines = mixed.lines
          .filter(({ measureThousandths }) => measureThousandths === undefined)
          .filter(({ unitPriceCents, extendedCents }) => unitPriceCents > 0 || extendedCents === 0)
          .map(({ giftOf: _, floorCents: __, ...line }) => line);
        const basket = { ...mixed, lines };
        const { effects, totalCents } = evaluate(ruleSet, basket, context);
        for (const { code, promotionIds } of found) {
          const [id] = promotionIds;
          if (code !== "outdone") expect(effects.map((effect) => effect.promotionId)).not.toContain(id);
          const others = compile({ ...data, promotions: data.promotions.filter((one) => one.id !== id) });
          expect(evaluate(others, basket, context).totalCents).toBe(totalCents);
        }
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
  expect(said).toBeGreaterThan(RUNS / 100);
});

const SOLD = ["a", "b", "c", "d"].map((article, index) => ({
  article,
  department: index < 2 ? "10/1" : "20",
  brand: index % 2 === 0 ? "B" : "",
  supplier: "",
}));

it("who is said to keep a bigger discount out does so, on some article of the shop", () => {
  let said = 0;
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const draw = drawBy(gen);
      const articles = SOLD.map((one) => ({ ...one, priceCents: pick(draw, [40, 150, 400]) }));
      const drawn = randomRules(draw);
      const data = { ...drawn, promotions: drawn.promotions.map(({ who: _, requires: __, ...one }) => one) };
      for (const { code, promotionIds, text } of lint(data, { articles })) {
        if (code !== "smaller-cut-first" && code !== "smaller-excludes-bigger") continue;
        said++;
        const [bigger, ...smaller] = promotionIds.map((id) => data.promotions.find((one) => one.id === id)!);
        for (const one of smaller) {
          const paid = (promotions: PromotionData[], index: number) => {
            const { priceCents: cents, ...rest } = articles[index]!;
            const prices = { unitPriceCents: cents, regularPriceCents: cents, extendedCents: cents };
            const line = {
              lineId: "1",
              ...rest,
              attributes: {},
              ...prices,
              pieces: 1,
              vatRate: "10",
              flags: [],
            };
            const { totalCents } = evaluate(
              compile({ ...data, promotions }),
              { currency: "EUR", lines: [line] },
              SATURDAY,
            );
            return totalCents;
          };
          const loses = articles.some((_, index) => paid([bigger!, one], index) > paid([bigger!], index));
          expect(loses, `${text.en} ${JSON.stringify([bigger, one])}`).toBe(true);
        }
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
  expect(said).toBeGreaterThan(RUNS / 100);
});

// That it does not pay where nothing is to be said has a law of its own (`laws/order.test.ts`).
it("where splitting the receipt pays in one best layer without conditions, it has been said", () => {
  let paid = 0;
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const draw = drawBy(gen);
      const { rules: contest, basket, context } = randomContest(draw);
      const promotions = contest.promotions.map(({ requires: _, ...rest }) => rest);
      const ruleSet = compile({ ...contest, promotions });
      const paidFor = (lines: typeof basket.lines) =>
        evaluate(ruleSet, { ...basket, lines }, context).totalCents;
      const mine = basket.lines.filter(() => draw(2) === 0);
      const apart = basket.lines.filter((line) => !mine.includes(line));
      if (paidFor(mine) + paidFor(apart) >= paidFor(basket.lines)) return;
      paid++;
      const codes = lint({ ...contest, promotions }).map(({ code }) => code);
      expect(codes.join()).toMatch(/splitting-|line-in-best-layer/);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(paid).toBeGreaterThan(0);
});
