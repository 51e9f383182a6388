import fc from "fast-check";
import { expect, it } from "vitest";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { basket, SATURDAY } from "../example.ts";
import type { Condition, PromotionData } from "../promotion.ts";
import { findings, of, percent, points, promotion, rules } from "./fixture.ts";
import { type LintOptions, lint } from "./index.ts";

const tagged = (id: string, tags: readonly string[], more: Partial<PromotionData> = {}) =>
  promotion(id, percent(10, of(id)), { excludes: tags, ...more });
const loops = (...all: PromotionData[]) => findings(all).filter((one) => one.startsWith("exclusion-loop"));

it("three that exclude each other by three tags are a circle; by one tag, or in a row, they are none", () => {
  expect(loops(tagged("a", ["x", "z"]), tagged("b", ["x", "y"]), tagged("c", ["y", "z"]))).toEqual([
    "exclusion-loop a,b,c",
  ]);
  expect(
    loops(tagged("a", ["x", "z", "w"]), tagged("b", ["x", "y", "w"]), tagged("c", ["y", "z", "w"])),
  ).toEqual([]);
  expect(loops(tagged("a", ["x"]), tagged("b", ["x", "y"]), tagged("c", ["y"]))).toEqual([]);
  expect(loops(tagged("a", ["x", "y"]), tagged("b", ["x", "y"]))).toEqual([]);
});

it("who can't be open on one receipt closes no circle", () => {
  const gold = { who: { tiers: ["gold"] } };
  const silver = { who: { tiers: ["silver"] } };
  expect(
    loops(tagged("a", ["x", "z"], gold), tagged("b", ["x", "y"], silver), tagged("c", ["y", "z"])),
  ).toEqual([]);
});

it("neighbours in a circle never play on one receipt, and of three at most one does", () => {
  const ids = ["a", "b", "c", "d"];
  const pairs = fc.uniqueArray(fc.constantFrom("w", "x", "y", "z"), { minLength: 1, maxLength: 2 });
  const layers = fc.constantFrom("offers", "first", "extra");
  let said = 0;
  fc.assert(
    fc.property(
      fc.tuple(pairs, pairs, pairs, pairs),
      fc.tuple(layers, layers, layers, layers),
      (tags, where) => {
        const promotions = ids.map((id, index) =>
          tagged(id, tags[index]!, { layer: where[index]!, priority: index }),
        );
        const data = rules(promotions);
        const rings = lint(data).filter(({ code }) => code === "exclusion-loop");
        if (rings.length === 0) return;
        said++;
        const { effects } = evaluate(compile(data), basket("a/1/100 b/1/200 c/1/300 d/1/400"), SATURDAY);
        const plays = new Set(effects.map(({ promotionId }) => promotionId));
        for (const { promotionIds } of rings) {
          const playing = promotionIds.map((id) => plays.has(id));
          expect(playing.some((one, index) => one && playing[(index + 1) % playing.length])).toBe(false);
          if (promotionIds.length === 3) expect(playing.filter((one) => one).length).toBeLessThan(2);
        }
      },
    ),
    { numRuns: 1_000, seed: 20261122 },
  );
  expect(said).toBeGreaterThan(10);
});

const coupon = (series: string): Condition => ({ kind: "coupon", series });
const gives = (id: string, series: string, requires?: Condition) =>
  promotion(
    id,
    { kind: "voucher", series, days: 30 },
    { layer: "earn", ...(requires === undefined ? {} : { requires }) },
  );
const circles = (all: PromotionData[], options: LintOptions = {}) =>
  findings(all, options).filter((one) => one.startsWith("reward-circle"));

it("vouchers that ask for each other begin nowhere, unless one of them comes otherwise", () => {
  expect(circles([gives("A", "X", coupon("Y")), gives("B", "Y", coupon("X"))])).toEqual([
    "reward-circle A,B",
  ]);
  expect(circles([gives("A", "X", coupon("Y")), gives("B", "Y", coupon("X")), gives("C", "Y")])).toEqual([]);
  expect(
    circles([gives("A", "X", { kind: "any", of: [coupon("X"), { kind: "basket", amountCents: 500 }] })]),
  ).toEqual([]);
  // Nobody here gives Y: it is handed out elsewhere.
  expect(circles([gives("A", "X", coupon("Y"))])).toEqual([]);
  const chain = [gives("A", "X", coupon("X"))];
  expect(circles(chain)).toEqual(["reward-circle A"]);
  expect(circles(chain, { coupons: [{ series: "X", isOut: false }] })).toEqual(["reward-circle A"]);
  expect(circles(chain, { coupons: [{ series: "X", isOut: true }] })).toEqual([]);
});

it("points that only burnt points bring are a circle, points beside a discount are none", () => {
  const burn = { kind: "reward", account: "main", points: 100, discount: { amountCents: 100 } };
  const both = promotion("P", burn, { layer: "basket", mechanics: [burn, points({ fixed: 10 })] });
  expect(circles([both])).toEqual(["reward-circle P"]);
  expect(
    circles([both, promotion("Q", points({ perStepCents: 100, points: 1 }), { layer: "earn" })]),
  ).toEqual([]);
  expect(circles([promotion("P", percent(10), { mechanics: [percent(10), points({ fixed: 10 })] })])).toEqual(
    [],
  );
});

it("a gift is deserved by other goods than itself", () => {
  const gift = (requires?: Condition, every?: object) => {
    const mechanic = {
      kind: "gift",
      articles: ["a", "b"],
      how: "scanned",
      ...(every === undefined ? {} : { every }),
    };
    const all = [promotion("G", mechanic, requires === undefined ? {} : { requires })];
    return findings(all).filter((one) => one.startsWith("gift"));
  };
  const items = (...codes: string[]): Condition => ({ kind: "items", select: of(...codes) });
  expect(gift()).toEqual([]);
  expect(gift(items("a"))).toEqual(["gift-never-earned G"]);
  expect(gift(items("a", "c"))).toEqual([]);
  expect(gift({ kind: "any", of: [items("a"), items("c")] })).toEqual([]);
  expect(gift({ kind: "all", of: [items("a"), items("c")] })).toEqual(["gift-never-earned G"]);
  expect(gift(undefined, { select: of("b"), pieces: 2 })).toEqual(["gift-never-earned G"]);
  expect(gift(undefined, { pieces: 2 })).toEqual([]);
});
