import { expect, it } from "vitest";
import { type Draw, drawFrom } from "../oracle/contest.ts";
import { divide, type Rounding } from "../rounding.ts";
import { unroll } from "./graph.ts";
import { amountPool, percentPool, pooledSets } from "./pooled-sets.ts";
import { amountWorth, percentWorth, rewardedSets } from "./rewarded-sets.ts";
import { type Milli, remembered, type Shape } from "./shape.ts";
import { openSets, type SlotGood, wholeCount } from "./slot-shapes.ts";

const HEAPS = 150;

/** Up to seven goods, dearest first, and up to three slots that may take more than they must. */
function heap(draw: Draw) {
  const slots = Array.from({ length: 1 + draw(3) }, (_, slot) => {
    const min = slot === 0 ? 1 + draw(2) : draw(2);
    return { min, max: Math.max(1, min + draw(2)), rewarded: slot === 0 || draw(3) > 0 };
  });
  const prices = Array.from({ length: 4 + draw(4) }, () => draw(300)).sort((a, b) => b - a);
  const fits = prices.map(() => slots.flatMap((_, slot) => (draw(3) > 0 ? [slot] : [])));
  const goods = prices.map((cents, at): SlotGood => {
    const coming = slots.map((_, slot) => fits.slice(at).filter((own) => own.includes(slot)).length);
    return { cents, slots: fits[at]!, coming };
  });
  return { slots, goods };
}

/** The most that sets of some of the goods save. */
function mostOf(shape: Shape, goods: readonly SlotGood[]): Milli {
  const places = goods.map((_, at) => at);
  const graph = unroll(remembered(shape), places, places, Number.MAX_SAFE_INTEGER)!;
  const best = new Float64Array(graph.skip.length);
  for (let node = graph.skip.length - 2; node >= 0; node--) {
    let most = graph.skip[node] === -1 ? Number.NEGATIVE_INFINITY : best[graph.skip[node]!]!;
    for (let edge = graph.edges[node]!; edge < graph.edges[node + 1]!; edge++)
      most = Math.max(most, graph.gain[edge]! + best[graph.to[edge]!]!);
    best[node] = most;
  }
  return best[0]!;
}

it("an amount off bundles that may grow is counted by what each of them lacks, and never promised too low", () => {
  for (let seed = 1; seed <= HEAPS; seed++) {
    const draw = drawFrom(seed);
    const { slots, goods } = heap(draw);
    const amountCents = 50 + draw(400);
    const whole = wholeCount((sum) => Math.min(sum, amountCents));
    const most = mostOf(openSets(slots, goods, whole), goods);
    expect(mostOf(rewardedSets(slots, goods, amountWorth(amountCents)), goods), `seed ${seed}`).toBe(most);
    for (const pieces of [4, 12]) {
      const promised = mostOf(pooledSets(slots, goods, amountPool(amountCents, pieces)), goods);
      expect(promised, `seed ${seed}`).toBeGreaterThanOrEqual(most);
    }
  }
});

it("a percentage off bundles that may grow is rounded for each of them, however many there are", () => {
  for (let seed = 1; seed <= HEAPS; seed++) {
    const draw = drawFrom(seed);
    const { slots, goods } = heap(draw);
    const percent = [20_000, 33_300, 50_000][draw(3)]!;
    const rounding = (["half-up", "half-even", "down"] as const satisfies Rounding[])[draw(3)]!;
    const whole = wholeCount((sum) => divide(sum * percent, 100_000, rounding));
    const most = mostOf(openSets(slots, goods, whole), goods);
    const counted = mostOf(rewardedSets(slots, goods, percentWorth(percent, rounding)), goods);
    expect(counted, `seed ${seed}`).toBe(most);
    const promised = mostOf(pooledSets(slots, goods, percentPool(percent, rounding)), goods);
    expect(promised, `seed ${seed}`).toBeGreaterThanOrEqual(most);
  }
});
