import { expect, it } from "vitest";
import type { LineItem } from "../basket.ts";
import type { Selector, SelectorTerm } from "../promotion.ts";
import { readBasket } from "../wire.ts";
import { compileSelector, type Purpose } from "./selector.ts";

const wine = { article: "80", department: "10/20", brand: "Rosso", supplier: "S1", unitPriceCents: 500 };
const lineOf = (more: object = {}): LineItem =>
  readBasket({ lines: [{ lineId: "1", quantity: "1", ...wine, ...more }] }).lines[0]!;
const GROUPS = new Map([["drinks", new Set(["80", "81"])]]);
const takes = (selector: Selector, more: object = {}, purpose: Purpose = "discount") =>
  compileSelector(selector, GROUPS, purpose).matches(lineOf(more));
const term = (one: SelectorTerm, more: object = {}) => takes({ of: [one] }, more);

it("articles are named one by one, many at once, or by their group", () => {
  const many = Array.from({ length: 20 }, (_, index) => `${70 + index}`);
  for (const articles of [["80"], many]) {
    expect(term({ articles })).toBe(true);
    expect(term({ articles }, { article: "8" })).toBe(false);
    expect(term({ articles }, { article: "800" })).toBe(false);
  }
  expect(term({ group: "drinks" })).toBe(true);
  expect(term({ group: "drinks" }, { article: "82" })).toBe(false);
  expect(term({ group: "toString" })).toBe(false);
  expect(term({ articles: [] })).toBe(false);
  expect(takes({ of: [] })).toBe(false);
});

it("a department is itself and what lies below it, not another whose number begins alike", () => {
  const department = "10/20";
  for (const inside of ["10/20", "10/20/5"]) expect(term({ department }, { department: inside })).toBe(true);
  for (const outside of ["10", "10/205", "10/2", "20/10/20", ""])
    expect(term({ department }, { department: outside })).toBe(false);
  const butWine: Selector = { of: [{ everything: true }], except: [{ department }] };
  expect(takes(butWine)).toBe(false);
  expect(takes(butWine, { department: "10/205" })).toBe(true);
});

it("brand and supplier are exactly these, and a line of which nobody knows them is of none", () => {
  expect(term({ brand: "Rosso" })).toBe(true);
  for (const brand of ["rosso", "Rosso di", ""]) expect(term({ brand: "Rosso" }, { brand })).toBe(false);
  expect(term({ supplier: "S1" })).toBe(true);
  for (const supplier of ["S2", "S10", ""]) expect(term({ supplier: "S1" }, { supplier })).toBe(false);
});

it("an attribute that a line does not have is not this, and not empty either", () => {
  const organic = (value: string) => ({ attribute: { name: "organic", value } });
  expect(term(organic("yes"), { attributes: { organic: "yes" } })).toBe(true);
  expect(term(organic("yes"), { attributes: { organic: "no" } })).toBe(false);
  expect(term(organic("yes"))).toBe(false);
  expect(term(organic(""))).toBe(false);
});

it("a range of prices holds both its ends, and may be one price", () => {
  const range = { priceFromCents: 400, priceToCents: 500 };
  for (const unitPriceCents of [400, 500]) expect(term(range, { unitPriceCents })).toBe(true);
  for (const unitPriceCents of [399, 501]) expect(term(range, { unitPriceCents })).toBe(false);
  expect(term({ priceFromCents: 500, priceToCents: 500 })).toBe(true);
});

it("several fields of one term must all hold, of several terms one is enough, and what is excepted stays out", () => {
  expect(term({ department: "10", brand: "Bianco" })).toBe(false);
  expect(takes({ of: [{ brand: "Bianco" }, { supplier: "S1" }] })).toBe(true);
  expect(takes({ of: [{ articles: ["80"] }], except: [{ brand: "Rosso" }] })).toBe(false);
});

it("a deposit is outside whatever does not name its number, also as the only one of its group", () => {
  for (const flag of ["deposit", "gift-card", "no-discount-by-law"]) {
    const flags = [flag];
    for (const purpose of ["discount", "points", "count"] as const) {
      expect(takes({ of: [{ everything: true }] }, { flags }, purpose)).toBe(false);
      expect(takes({ of: [{ group: "drinks" }, { department: "10" }] }, { flags }, purpose)).toBe(false);
      expect(takes({ of: [{ articles: ["80"] }] }, { flags }, purpose)).toBe(true);
    }
  }
});

it("what takes no discount still counts and earns points, what earns no points is still discounted, named or not", () => {
  for (const selector of [{ of: [{ everything: true }] }, { of: [{ articles: ["80"] }] }] as const) {
    const by = (flag: string) =>
      (["discount", "points", "count"] as const).filter((purpose) =>
        takes(selector, { flags: [flag] }, purpose),
      );
    expect(by("not-discountable")).toEqual(["points", "count"]);
    expect(by("no-points")).toEqual(["discount", "count"]);
  }
});
