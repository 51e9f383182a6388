import { describe, expect, it } from "vitest";
import { amend } from "../amend.ts";
import { compile } from "../compile.ts";
import type { PromotionData, SelectorTerm } from "../promotion.ts";
import { readBasket } from "../wire.ts";
import { naming, promotionOf, promotionsFor } from "./finder.ts";

const off = (
  id: string,
  terms: readonly SelectorTerm[],
  more: Partial<PromotionData> = {},
): PromotionData => ({
  id,
  name: { en: id },
  layer: "offers",
  mechanics: [{ kind: "percent", select: { of: terms }, percent: "10" }],
  ...more,
});
const shop = (...promotions: PromotionData[]) =>
  compile({
    semantics: 1,
    currency: "EUR",
    layers: [{ id: "offers", stage: "item", mode: "best" }],
    groups: { pasta: ["penne", "fusilli"] },
    promotions,
  });
const line = (article: string, more: object = {}) =>
  readBasket({ lines: [{ lineId: "1", article, unitPriceCents: 100, quantity: "1", ...more }] }).lines[0]!;
const found = (ruleSet: ReturnType<typeof shop>, article: string, more: object = {}) =>
  promotionsFor(ruleSet.finder, line(article, more)).map(({ id }) => id);

describe("what goods lead to", () => {
  it("a promotion that names an article twice is found once, all in the rule set's order", () => {
    const twice = off("B", [{ articles: ["penne", "penne"] }, { articles: ["penne"] }, { group: "pasta" }]);
    const ruleSet = shop(off("C", [{ articles: ["penne"] }]), twice, off("A", [{ brand: "Rossi" }]));
    expect(found(ruleSet, "penne", { brand: "Rossi" })).toEqual(["A", "B", "C"]);
    expect(found(ruleSet, "fusilli")).toEqual(["B"]);
  });

  it("the same article of another department or brand leads elsewhere, also a moment later", () => {
    const ruleSet = shop(off("A", [{ department: "10/20" }]), off("B", [{ brand: "Rossi" }]));
    expect(found(ruleSet, "x", { department: "10/20/5" })).toEqual(["A"]);
    expect(found(ruleSet, "x", { department: "10/201", brand: "Rossi" })).toEqual(["B"]);
    expect(found(ruleSet, "x", { department: "10/20/5" })).toEqual(["A"]);
  });

  it("an attribute whose name has an equals sign is not taken for another", () => {
    const ruleSet = shop(off("A", [{ attribute: { name: "a", value: "b=c" } }]));
    expect(found(ruleSet, "x", { attributes: { "a=b": "c" } })).toEqual([]);
    expect(found(ruleSet, "x", { attributes: { a: "b=c" } })).toEqual(["A"]);
  });
});

it("a promotion is made ready once, and stays the same where others change", () => {
  const ruleSet = shop(off("A", [{ articles: ["penne"] }]), off("B", [{ articles: ["penne"] }]));
  const before = promotionOf(ruleSet.finder, "A");
  const amended = amend(ruleSet, { put: [off("B", [{ articles: ["fusilli"] }])] });
  expect(promotionsFor(ruleSet.finder, line("penne"))[0]).toBe(before);
  expect(promotionOf(amended.finder, "A")).toBe(before);
  expect([found(amended, "penne"), found(amended, "fusilli")]).toEqual([["A"], ["B"]]);
  expect(found(ruleSet, "penne")).toEqual(["A", "B"]);
});

it("promotions of a coupon stand in the order in which HQ wrote them", () => {
  const requires = { kind: "coupon", series: "S" } as const;
  const ids = ["D", "A", "C", "B"];
  const ruleSet = shop(...ids.map((id) => off(id, [{ articles: ["x"] }], { requires })));
  expect(naming(ruleSet.finder, "S").map(({ id }) => id)).toEqual(ids);
  expect(found(ruleSet, "x")).toEqual([]);
});
