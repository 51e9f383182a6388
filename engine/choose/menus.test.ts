/** Filling a limit on value from menus, against trying every way. */

import { expect, it } from "vitest";
import { valueGranted } from "../layer/allowance.ts";
import { type Draw, drawFrom } from "../oracle/contest.ts";
import { type Dish, served } from "./menus.ts";

const TABLES = 400;
const WAYS = ["cap", "refuse", "overshoot"] as const;

function menuOf(draw: Draw): Dish[] {
  return Array.from({ length: 1 + draw(3) }, () => {
    const savings = Array.from({ length: 1 + draw(2) }, () => 1 + draw(60));
    return { savings, loss: draw(3) === 0 ? draw(20) : 0, sets: savings.length, units: 2 * savings.length };
  });
}

/** The most that any choice of at most one dish from each menu is worth, applied from the smallest set up. */
function bestOf(
  menus: readonly (readonly Dish[])[],
  limit: number,
  exceeding: (typeof WAYS)[number],
): number {
  let best = 0;
  const choose = (at: number, savings: readonly number[], loss: number) => {
    if (at < menus.length) {
      choose(at + 1, savings, loss);
      for (const dish of menus[at]!) choose(at + 1, [...savings, ...dish.savings], loss + dish.loss);
      return;
    }
    let left = limit;
    for (const cents of [...savings].sort((a, b) => a - b)) {
      const granted = valueGranted(cents, left, exceeding);
      // What is refused is not used, and loses nothing: that is another choice.
      if (granted === 0 && exceeding !== "cap") return;
      left -= granted;
    }
    best = Math.max(best, limit - left - loss);
  };
  choose(0, [], 0);
  return best;
}

it("what is served is worth as much as the best of all choices, under limits of every kind", () => {
  for (let seed = 1; seed <= TABLES; seed++) {
    const draw = drawFrom(seed);
    const menus = Array.from({ length: 1 + draw(4) }, () => menuOf(draw));
    const limit = 1 + draw(150);
    for (const exceeding of WAYS) {
      const { cents } = served(menus, limit, exceeding);
      expect(cents, `seed ${seed}, ${exceeding}`).toBe(bestOf(menus, limit, exceeding));
    }
  }
});

it("of equals it takes the fewest sets", () => {
  const dish = (...savings: number[]) => ({ savings, loss: 0, sets: savings.length, units: savings.length });
  const { dishes } = served([[dish(10), dish(5)], [dish(5)], [dish(10)]], 10, "refuse");
  expect(dishes.map(({ savings }) => savings)).toEqual([[10]]);
});
