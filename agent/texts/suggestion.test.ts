import { expect, test } from "vitest";
import type { Suggestion } from "../../engine/effect.ts";
import { suggestionText } from "./suggestion.ts";

const base: Suggestion = {
  promotionId: "P",
  text: { it: "Pasta 3x2", en: "Pasta three for two" },
  gainCents: 119,
  gainPoints: 0,
  probes: [{ article: "80", pieces: 1, unitPriceCents: 119 }],
  spendCents: 0,
  missing: { pieces: 1 },
};
const textOf = (more: Partial<Suggestion>, language: "it" | "en", names = {}) =>
  suggestionText({ ...base, ...more }, language, names).replace(/\s/g, " ");

test("what to add is called by its name, or by its number where the till has none", () => {
  expect(textOf({}, "it", { "80": "Spaghetti" })).toBe("Pasta 3x2: aggiungere 1 × Spaghetti: sconto 1,19 €.");
  expect(textOf({}, "en")).toBe("Pasta three for two: add 1 × 80: €1.19 off.");
});

test("amounts are in the money of the sale", () => {
  const probes = [{ of: { brand: "Blu" }, pieces: 1, unitPriceCents: 420 }];
  const said = (currency: string) =>
    suggestionText({ ...base, probes }, "it", {}, currency).replace(/\s/g, " ");
  expect(said("CHF")).toBe("Pasta 3x2: aggiungere prodotti per 4,20 CHF (Blu): sconto 1,19 CHF.");
  expect(said("JPY")).toContain("sconto 119 JPY");
});

test("goods by weight are told in the measure of their price", () => {
  const probes = [{ article: "4711", pieces: 1, measureThousandths: 200, unitPriceCents: 249 }];
  expect(textOf({ probes }, "it", { "4711": "Banane (kg)" })).toBe(
    "Pasta 3x2: aggiungere 0,200 di Banane (kg): sconto 1,19 €.",
  );
});

test("several goods are told together, and everything that comes of them", () => {
  const probes = [...base.probes, { article: "81", pieces: 2, unitPriceCents: 100 }];
  const gains = { gainPoints: 50, gainVouchers: 1, gainStamps: 2, gainGifts: 1 };
  expect(textOf({ probes, ...gains }, "en")).toBe(
    "Pasta three for two: add 1 × 80 + 2 × 81: €1.19 off, 50 points, 1 × voucher, 2 stamps, 1 × free gift.",
  );
});

test("where money is short it is enough to say how much, and of what", () => {
  const any = (of: object) => ({ probes: [{ of, pieces: 1, unitPriceCents: 420 }], gainCents: 500 });
  expect(textOf(any({ everything: true }), "it")).toBe(
    "Pasta 3x2: aggiungere prodotti per 4,20 €: sconto 5,00 €.",
  );
  expect(textOf(any({ department: "10/20", brand: "Brio" }), "en")).toBe(
    "Pasta three for two: add goods for €4.20 (10/20, Brio): €5.00 off.",
  );
});
