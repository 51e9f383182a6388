import { expect, test } from "vitest";
import { quantityText, thousandthsOf } from "../../quantity.ts";
import { lineAmountCents, thousandthsForPrice } from "./line-amount.ts";

test("a line is unit price × quantity, half a cent up", () => {
  expect(lineAmountCents(119, "3")).toBe(357);
  expect(lineAmountCents(189, "0.760")).toBe(144);
  expect(lineAmountCents(100, "0.005")).toBe(1);
  expect(lineAmountCents(100, "0.004")).toBe(0);
});

test("quantities are written and read the same", () => {
  for (const text of ["2", "0.454", "1.5", "12", "0.005"])
    expect(quantityText(thousandthsOf(text))).toBe(text);
});

test("a price label says how much it is for", () => {
  expect(thousandthsForPrice(1314, 2190)).toBe(600);
  expect(thousandthsForPrice(1, 99_999)).toBe(1);
});
