/** Baskets that no shop should meet: the till still gets an answer, after a bounded number of steps, and a good one. */

import { describe, expect, it } from "vitest";
import type { Basket } from "../basket.ts";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { basket, SATURDAY as context } from "../example.ts";
import type { LayerMode, MechanicData, PromotionData, Selector } from "../promotion.ts";

const everything: Selector = { of: [{ everything: true }] };

/** 300 lines, few of them alike. */
function trolley(): Basket {
  const words = Array.from(
    { length: 300 },
    (_, i) => `a${i % 211}/${1 + (i % 3)}/${49 + ((i * 7919) % 1950)}`,
  );
  return basket(words.join(" "));
}

function ask(
  promotions: readonly Omit<PromotionData, "id" | "name" | "layer">[],
  mode: LayerMode,
  goods: Basket,
) {
  const named = promotions.map((one, i) => ({
    ...one,
    id: `P${String(i).padStart(3, "0")}`,
    name: { en: "offer" },
    layer: "offers",
    priority: i,
  }));
  const layers = [{ id: "offers", stage: "item" as const, mode }];
  return evaluate(compile({ semantics: 1, currency: "EUR", layers, promotions: named }), goods, context);
}

function times(count: number, make: (i: number) => MechanicData & Partial<PromotionData>) {
  return Array.from({ length: count }, (_, i) => {
    const { limits, excludes, ...mechanic } = make(i);
    return {
      mechanics: [mechanic as MechanicData],
      ...(limits && { limits }),
      ...(excludes && { excludes }),
    };
  });
}

const multiBuy = (i: number) => ({
  kind: "multi-buy",
  select: everything,
  buy: 2 + (i % 6),
  reward: { percent: String(10 + i), units: 1 },
});

const harsh = {
  "sixty multi-buys on everything": times(60, multiBuy),
  "sixty that reward the dearest": times(60, (i) => ({ ...multiBuy(i), pick: "dearest" })),
  "sixty that may apply a few times": times(60, (i) => ({
    ...multiBuy(i),
    limits: { applications: 1 + (i % 9) },
  })),
  "sixty sets at a price, each up to a value": times(60, (i) => ({
    ...multiBuy(i),
    reward: { priceCents: 700 + 13 * i },
    limits: { amountCents: 500 + 37 * i },
  })),
  "forty percentages, each up to a value": times(40, (i) => ({
    kind: "percent",
    select: everything,
    percent: String(1 + i),
    limits: { amountCents: 200 + 53 * i },
  })),
  "sixty that exclude one another in threes": times(60, (i) => ({
    ...multiBuy(i),
    excludes: [`t${i % 20}`],
  })),
  "twenty that each exclude twenty others": times(40, (i) => ({
    ...multiBuy(i),
    excludes: Array.from({ length: 20 }, (_, k) => (i < 20 ? `${i}-${k}` : `${k}-${i - 20}`)),
  })),
  "sixty whose sets form in a declared order": times(60, (i) => ({
    ...multiBuy(i),
    group: (["dearest-first", "cheapest-first", "scan-order"] as const)[i % 3]!,
  })),
};

describe("a trolley of 300 lines", () => {
  for (const [name, promotions] of Object.entries(harsh)) {
    it(`${name}: bounded steps, never below priority, and an honest gap`, () => {
      const best = ask(promotions, "best", trolley());
      const first = ask(promotions, "first", trolley());
      const [{ steps, gapCents }] = best.layers as [(typeof best.layers)[number]];
      expect(steps).toBeLessThan(500_000);
      expect(best.discountCents).toBeGreaterThanOrEqual(first.discountCents);
      expect(gapCents).toBeLessThanOrEqual(best.totalCents);
    });
  }
});

it("two offers by line meet on one line: the better one takes it, the other stands back", () => {
  const offer = (percent: string) => ({ kind: "percent", select: everything, percent, round: "line" });
  const { discountCents } = ask(
    times(2, (i) => offer(String(10 + 10 * i))),
    "best",
    basket("pasta/3/99"),
  );
  expect(discountCents).toBe(59);
});

it("ways of choosing that hide among many that leave somebody out are still found, or their gap is stated", () => {
  const { discountCents, layers } = ask(
    harsh["twenty that each exclude twenty others"].map((one, i) => ({
      ...one,
      mechanics: [{ kind: "amount", select: everything, amountCents: i + 1, per: "unit" }],
    })),
    "best",
    basket("pasta/1/100"),
  );
  expect(discountCents + layers[0]!.gapCents).toBeGreaterThanOrEqual(40);
});

it("a whole pallet of one article gets all its sets, however long it is", () => {
  const threeForTwo = { kind: "multi-buy", select: everything, buy: 3, reward: { free: 1 } };
  const pallet = basket("water/8000/119");
  expect(ask([{ mechanics: [threeForTwo] }], "best", pallet).discountCents).toBe(2666 * 119);
});
