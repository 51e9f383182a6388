import { describe, expect, it } from "vitest";
import { grouped } from "./grouping.ts";

const pair = { min: 1, max: 1, rewarded: true };
const FREE = { most: 99, enough: 99_999, budget: Number.MAX_SAFE_INTEGER, mayPass: false };
const half = (sum: number) => Math.floor((sum * 50 + 50) / 100);
const sumOf = (prices: readonly (readonly number[])[]) =>
  prices.flat().reduce((sum, cents) => sum + cents, 0);
const rounded = {
  saving: (prices: readonly (readonly number[])[]) => half(sumOf(prices)),
  fraction: (prices: readonly (readonly number[])[]) => sumOf(prices) / 2,
};
const terms = { slots: [{ min: 2, max: 2, rewarded: true }], ...rounded };
const units = (...prices: number[]) => prices.map((cents) => ({ cents, slots: [0] }));
const saved = (prices: readonly number[], sets: readonly (readonly { at: number }[])[]) =>
  sets.map((set) => half(set.reduce((sum, { at }) => sum + prices[at]!, 0))).reduce((a, b) => a + b, 0);

describe("units put into sets that are rounded as a whole", () => {
  it("stand where the halves of cents are won", () => {
    const prices = [101, 101, 100, 100];
    const found = grouped(terms, units(...prices), FREE)!;
    expect(found.isExact).toBe(true);
    expect(saved(prices, found.sets)).toBe(202);
  });

  it("are all taken, each once", () => {
    const found = grouped(terms, units(9, 8, 7, 6, 5, 5), FREE)!;
    expect(found.sets.flatMap((set) => set.map(({ at }) => at)).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("form no more sets than they may, and none where a unit would be left over", () => {
    expect(grouped(terms, units(9, 8, 7, 6), { ...FREE, most: 1 })).toBeUndefined();
    expect(grouped(terms, units(9, 8, 7), FREE)).toBeUndefined();
  });

  it("fill each slot of a bundle with what it selects", () => {
    const bundle = { slots: [pair, pair], ...rounded };
    const found = grouped(
      bundle,
      [
        { cents: 300, slots: [0] },
        { cents: 200, slots: [1] },
        { cents: 100, slots: [0, 1] },
        { cents: 90, slots: [1] },
      ],
      FREE,
    )!;
    expect(found.sets.map((set) => set.map(({ slot }) => slot).sort())).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it("are not all looked through where there are too many ways, and that is said", () => {
    const many = units(...Array.from({ length: 40 }, (_, i) => 1000 - 7 * i));
    const found = grouped(terms, many, FREE)!;
    expect(found.isExact).toBe(false);
    expect(found.sets).toHaveLength(20);
  });
});
