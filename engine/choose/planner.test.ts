/** The best plan of an activity that crowds charge for, against trying every plan. */

import { expect, it } from "vitest";
import { type Draw, drawFrom } from "../oracle/contest.ts";
import { unroll } from "./graph.ts";
import { FORBIDDEN, FORCED, FREE } from "./lagrange.ts";
import { type Crowd, Planner } from "./planner.ts";
import { cheapestSets } from "./set-shapes.ts";
import { remembered } from "./shape.ts";

const PLANNERS = 150;
const CLASSES = 6;
const half = (cents: number) => Math.floor(cents / 2) * 1000;

/** Two for one and a half: consecutive pairs from the dearest down. */
function gainOf(prices: readonly number[]): number {
  let gain = 0;
  for (let k = 1; k < prices.length; k += 2) gain += half(prices[k]!);
  return gain;
}

function crowdIn(draw: Draw): Crowd {
  const classes = [...new Set(Array.from({ length: 1 + draw(3) }, () => draw(CLASSES)))];
  return { classes, activities: draw(3) === 0 ? [0] : [], pairs: 1 };
}

it("takes what gains most after prices, tolls and what is decided, of all plans there are", () => {
  for (let seed = 1; seed <= PLANNERS; seed++) {
    const draw = drawFrom(seed);
    // Dearest first; units of one class are alike.
    const classes = Array.from({ length: CLASSES }, (_, c) => c).flatMap((c) => Array(1 + draw(2)).fill(c));
    const cents = classes.map((c) => 900 - 100 * c);
    const crowds = Array.from({ length: draw(5) }, () => crowdIn(draw));
    const graph = unroll(remembered(cheapestSets(2, 1, half)), cents, classes, 10_000)!;
    const planner = new Planner(0, graph, classes, crowds);
    const tariff = {
      prices: Float64Array.from({ length: CLASSES }, () => draw(200_000)),
      tolls: Float64Array.from(crowds, () => draw(150_000)),
      scale: Float64Array.of(1),
    };
    const fixed = Uint8Array.from(classes, () => [FREE, FREE, FREE, FREE, FORBIDDEN, FORCED][draw(6)]!);
    let best = Number.NEGATIVE_INFINITY;
    for (let plan = 0; plan < 2 ** classes.length; plan++) {
      const takes = classes.map((_, place) => ((plan >> place) & 1) === 1);
      const isWhole = takes.filter(Boolean).length % 2 === 0;
      const isFirst = takes.every(
        (is, place) => !is || classes[place - 1] !== classes[place] || takes[place - 1],
      );
      const isFree = takes.every((is, place) => fixed[place] !== (is ? FORBIDDEN : FORCED));
      if (!isWhole || !isFirst || !isFree) continue;
      let worth = gainOf(cents.filter((_, place) => takes[place]));
      classes.forEach((c, place) => {
        if (takes[place]) worth -= tariff.prices[c]!;
      });
      crowds.forEach((crowd, k) => {
        const held = classes.filter((c, place) => takes[place] && crowd.classes.includes(c)).length;
        worth -= tariff.tolls[k]! * ((held + crowd.activities.length) >> 1);
      });
      best = Math.max(best, worth);
    }
    expect(planner.look(tariff, fixed, 0), `seed ${seed}`).toBeCloseTo(best, 6);
  }
});
