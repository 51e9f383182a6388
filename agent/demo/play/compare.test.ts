import { expect, test } from "vitest";
import type { Effect, Evaluation } from "../../../engine/effect.ts";
import { compare } from "./compare.ts";

const cut = (promotionId: string, amountCents: number, lineId: string): Effect => ({
  kind: "price-modifier",
  modifierId: `${promotionId}/${lineId}`,
  promotionId,
  mechanic: "percent",
  layer: "offers",
  level: "line",
  text: {},
  times: 1,
  amountCents,
  shares: [{ lineId, amountCents, unitsCents: [amountCents] }],
  funding: { by: "retailer" },
  couponIds: [],
});

const evaluation: Evaluation = {
  semantics: 1,
  grossCents: 1000,
  discountCents: 150,
  totalCents: 850,
  effects: [
    cut("A", 100, "1"),
    cut("A", 50, "2"),
    {
      kind: "points",
      promotionId: "P",
      account: "points",
      points: 8,
      baseCents: 850,
      text: {},
      couponIds: [],
    },
    { kind: "message", promotionId: "M", audience: "receipt", text: {}, couponIds: [] },
  ],
  coupons: [{ couponId: "c", series: "S", outcome: "refused", reason: "expired" }],
  lines: [],
  vat: [],
  layers: [],
};

test("a sale that comes out as expected has no differences", () => {
  const expected = {
    grossCents: 1000,
    discountCents: 150,
    totalCents: 850,
    modifiers: { A: 150 },
    shares: { A: { "1": 100, "2": 50 } },
    pointsByAccount: { points: 8 },
    coupons: { S: "refused: expired" },
    messages: ["M"],
  };
  expect(compare(expected, evaluation)).toEqual([]);
});

test("only what is named is compared", () => {
  expect(compare({}, evaluation)).toEqual([]);
  expect(compare({ totalCents: 850 }, evaluation)).toEqual([]);
});

test("a promotion too many is a difference, and so is one too few", () => {
  expect(compare({ modifiers: { B: 10 } }, evaluation)).toEqual([
    { what: "modifiers.B", expected: 10, actual: null },
    { what: "modifiers.A", expected: null, actual: 150 },
  ]);
});

test("the right amount on the wrong line is a difference", () => {
  expect(compare({ shares: { A: { "1": 150 } } }, evaluation)).toEqual([
    { what: "shares.A.1", expected: 150, actual: 100 },
    { what: "shares.A.2", expected: null, actual: 50 },
  ]);
});
