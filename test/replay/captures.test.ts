import { expect, test } from "vitest";
import { centsOf } from "../../agent/pos/ncr/amounts.ts";
import { compile } from "../../engine/compile.ts";
import { readRuleSet } from "../../engine/wire.ts";
import { customersOf, readCapture } from "./captures.ts";
import { promisedCents } from "./completejourney.ts";
import { replay } from "./replay.ts";

test("22 receipts of an NCR till come out to the cent, reward by reward and line by line", () => {
  const capture = readCapture.ncr!();
  const result = replay(compile(readRuleSet(capture.rules)), capture.sales, customersOf(capture));
  expect(result.different).toEqual([]);
  expect([result.sales, result.exact]).toEqual([22, 22]);
});

test("the NCR sample holds every oddity: voids, split prices, weighed goods, deposits, empties, members", () => {
  const { sales } = readCapture.ncr!();
  const steps = sales.flatMap((sale) => sale.steps);
  const adds = steps.flatMap((step) => (step.step === "add" ? [step] : []));
  expect(steps.filter(({ step }) => step === "void")).toHaveLength(3);
  expect(steps.filter(({ step }) => step === "identify")).toHaveLength(2);
  expect(adds.filter(({ flags }) => flags?.includes("deposit"))).toHaveLength(3);
  expect(adds.filter(({ flags }) => flags?.includes("return"))).toMatchObject([{ extendedCents: -200 }]);
  expect(adds.filter(({ measure }) => measure !== undefined).length).toBeGreaterThan(20);
  const split = adds.filter(
    ({ unitPriceCents = 0, quantity, extendedCents = 0, measure }) =>
      measure === undefined && extendedCents > 0 && unitPriceCents * Number(quantity) !== extendedCents,
  );
  expect(split.length).toBeGreaterThan(5);
});

test("every receipt line that a loyalty rule covers gets exactly that rule's price", () => {
  const capture = readCapture.completejourney!();
  const result = replay(compile(readRuleSet(capture.rules)), capture.sales, customersOf(capture));
  expect(result.different).toEqual([]);
  expect(result).toMatchObject({ sales: 477, lines: 482, exact: 477 });
  expect(capture.facts).toMatchObject({ coveredLines: 468, leftOutZeroQuantity: 6, measures: 8 });
});

test("a loyalty price above the shelf price takes nothing off", () => {
  const line = {
    basketId: "1",
    product: "1",
    quantity: 3,
    grossCents: 500,
    loyaltyCents: 0,
    week: 1,
    at: "",
  };
  const rule = { product_id: "1", week: 1, value: "1.99" } as const;
  expect(promisedCents({ ...rule, kind: "fixed_price_each" }, line)).toBe(0);
  expect(promisedCents({ ...rule, kind: "amount_off_each" }, line)).toBe(500);
  expect(promisedCents({ ...rule, kind: "percent_off", value: "33" }, line)).toBe(165);
  expect(promisedCents({ ...rule, kind: "percent_off", value: "10" }, { ...line, grossCents: 5 })).toBe(1);
});

test("amounts never pass through a binary fraction", () => {
  expect(["0.29", "1.1", "-12.50", "7"].map(centsOf)).toEqual([29, 110, -1250, 700]);
  expect(() => centsOf("1.005")).toThrow("not an amount in whole cents");
  expect(() => centsOf("")).toThrow("not an amount in whole cents");
});
