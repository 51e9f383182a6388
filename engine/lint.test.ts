import { expect, it } from "vitest";
import { lint } from "./lint.ts";
import type { PromotionData, RuleSetData } from "./promotion.ts";

const percent = { kind: "percent", select: { of: [{ articles: ["a"] }] }, percent: "10" };
const promotion = (change: Partial<PromotionData>): PromotionData => ({
  id: "P",
  name: { en: "P" },
  layer: "offers",
  mechanics: [percent],
  ...change,
});
const codes = (promotions: PromotionData[], change: Partial<RuleSetData> = {}, today?: string) =>
  lint(
    {
      semantics: 1,
      currency: "EUR",
      layers: [
        { id: "offers", stage: "item", mode: "best" },
        { id: "extra", stage: "item", mode: "stack" },
      ],
      groups: { pasta: ["1"], empty: [] },
      promotions,
      ...change,
    },
    today,
  ).map(({ severity, code, promotionIds }) => `${severity} ${code} ${promotionIds}`);

it("has nothing to say about a sound rule set", () => {
  expect(codes([promotion({})], {}, "2026-11-21")).toEqual([]);
});

it("stops what can never work", () => {
  expect(codes([promotion({ layer: "nowhere" })])).toEqual(["error unknown-layer P"]);
  expect(codes([promotion({}), promotion({})])).toEqual(["error duplicate-id P"]);
  const empty = promotion({ mechanics: [{ ...percent, select: { of: [] } }] });
  expect(codes([empty])).toEqual(["error empty-selector P"]);
  const grouped = (group: string) => promotion({ mechanics: [{ ...percent, select: { of: [{ group }] } }] });
  expect(codes([grouped("pasta")])).toEqual([]);
  expect(codes([grouped("pizza")])).toEqual(["error unknown-group P"]);
  expect(codes([grouped("empty")])).toEqual(["warning empty-group P"]);
  const tiers = [1, 1].map((points) => ({ spendCents: 1000, reward: { points, account: "main" } }));
  expect(codes([promotion({ mechanics: [{ kind: "threshold", base: "net", tiers }] })])).toEqual([
    "error tier-out-of-reach P",
  ]);
});

it("warns of what is probably not meant", () => {
  expect(codes([promotion({ valid: { to: "2026-11-20" } })], {}, "2026-11-21")).toEqual([
    "warning validity-over P",
  ]);
  expect(codes([promotion({ mechanics: [{ kind: "hologram" }] })])).toEqual(["warning unknown-mechanic P"]);
  const extra = ["A", "B"].map((id) => promotion({ id, layer: "extra", priority: 3 }));
  expect(codes(extra)).toEqual(["warning equal-priority A,B"]);
  expect(codes([promotion({ mechanics: [{ ...percent, round: "line" }] })])).toEqual([
    "warning line-in-best-layer P",
  ]);
});

it("speaks Italian and English", () => {
  const [finding] = lint({ semantics: 1, currency: "EUR", layers: [], promotions: [promotion({})] });
  expect(Object.keys(finding!.text)).toEqual(["it", "en"]);
});
