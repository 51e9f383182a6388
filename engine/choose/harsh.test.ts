/**
 * Heaps under limits on value, as harsh as they can be drawn: what they cost is counted, the count is true, and what may be
 * missing is stated and never more than a limit admits.
 */

import { Session } from "node:inspector/promises";
import { describe, expect, it } from "vitest";
import type { Basket } from "../basket.ts";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { basket, SATURDAY as context } from "../example.ts";
import { type Draw, drawFrom } from "../oracle/contest.ts";
import { offer } from "../oracle/value-contest.ts";
import type { PromotionData, RuleSetData } from "../promotion.ts";
import { WORK_MAX } from "./effort.ts";
import { STEP_WORK } from "./solve-part.ts";

const TROLLEYS = 16;
/** What is begun within the work is ended; so much of it may be too much. */
const ENDED = 1.25;
/** Of these it is looked at how much of the engine's code really ran. */
const LOOKED_AT = [3, 8, 11, 17, 23];
/** Blocks of code that ran for each piece of work that was counted. A block is a few instructions. */
const BLOCKS_MAX = 8;

interface Trolley {
  readonly goods: Basket;
  readonly rules: RuleSetData;
}

/** From 15 to 300 units, a few promotions that want most of them, nearly all with a limit on value. */
function trolley(draw: Draw): Trolley {
  const lines = [15, 25, 40, 60, 100, 150, 200][draw(7)]!;
  const areAlike = draw(3) === 0;
  const words = Array.from({ length: lines }, (_, i) => {
    const cents = areAlike ? 99 + 50 * draw(12) : 49 + draw(1950);
    return `a${i}/${1 + (draw(4) === 0 ? 1 : 0)}/${cents}`;
  });
  const promotions = Array.from({ length: 1 + draw(4) }, (_, i): PromotionData => {
    const exceeding = (["cap", "refuse", "overshoot"] as const)[draw(3)]!;
    return {
      id: `P${i}`,
      name: { en: `offer ${i}` },
      layer: "offers",
      priority: i,
      mechanics: Array.from({ length: draw(4) === 0 ? 2 : 1 }, () => offer(draw, lines)),
      ...(draw(6) > 0 ? { limits: { amountCents: 300 + draw(4000), exceeding } } : {}),
    };
  });
  const layers = [{ id: "offers", stage: "item" as const, mode: "best" as const }];
  return { goods: basket(words.join(" ")), rules: { semantics: 1, currency: "EUR", layers, promotions } };
}

/** More than the promotions can save by their limits alone; endless where one has none. */
function ceilingOf({ promotions }: RuleSetData): number {
  return promotions.reduce((sum, { limits }) => {
    if (limits?.amountCents === undefined) return Number.POSITIVE_INFINITY;
    // The dearest set that may pass the limit: five goods of 20.00 at most.
    return sum + limits.amountCents + (limits.exceeding === "overshoot" ? 10_000 : 0);
  }, 0);
}

describe("a trolley of goods that all are wanted up to a value", () => {
  it("costs no more than a part may, is never below priority, and states no more than could be", () => {
    for (let seed = 1; seed <= TROLLEYS; seed++) {
      const { goods, rules } = trolley(drawFrom(seed));
      const { layers, discountCents, totalCents } = evaluate(compile(rules), goods, context);
      const [{ steps, gapCents }] = layers as [(typeof layers)[number]];
      const [layer] = rules.layers;
      const byPriority = { ...rules, layers: [{ ...layer!, mode: "first" as const }] };
      const first = evaluate(compile(byPriority), goods, context);
      expect(steps * STEP_WORK, `seed ${seed}`).toBeLessThan(WORK_MAX * ENDED);
      expect(discountCents, `seed ${seed}`).toBeGreaterThanOrEqual(first.discountCents);
      expect(gapCents, `seed ${seed}`).toBeLessThanOrEqual(totalCents);
      expect(discountCents + gapCents, `seed ${seed}`).toBeLessThanOrEqual(ceilingOf(rules));
    }
  }, 60_000);

  it("runs no more code than the work that is counted for it says", async () => {
    const session = new Session();
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    const blocks = async () => {
      const { result } = await session.post("Profiler.takePreciseCoverage");
      const engine = result.filter(({ url }) => url.includes("/engine/"));
      const ranges = engine.flatMap(({ functions }) => functions.flatMap((one) => one.ranges));
      return ranges.reduce((sum, { count }) => sum + count, 0);
    };
    for (const seed of LOOKED_AT) {
      const { goods, rules } = trolley(drawFrom(seed));
      const ruleSet = compile(rules);
      await blocks();
      const { layers } = evaluate(ruleSet, goods, context);
      const ran = await blocks();
      expect(ran, `seed ${seed}`).toBeGreaterThan(goods.lines.length);
      // Reading the goods and writing down what was chosen is not the search's work.
      const beside = 20_000 * goods.lines.length;
      expect(ran, `seed ${seed}`).toBeLessThan(layers[0]!.steps * STEP_WORK * BLOCKS_MAX + beside);
    }
    session.disconnect();
  }, 60_000);
});
