/** One currency a sale: amounts of promotions are never taken off money of another kind, and nobody is left to wonder. */

import { expect, test } from "vitest";
import { book, compile, evaluate, explain, openBasket, suggest, touched } from "./index.ts";
import { readBasket, readContext, readRuleSet } from "./wire.ts";

const select = { of: [{ articles: ["80"] }] };
const promotion = {
  id: "P1",
  name: { en: "Pasta 3 for 2" },
  layer: "offers",
  mechanics: [{ kind: "multi-buy", select, buy: 3, reward: { free: 1 } }],
};
const data = readRuleSet({
  semantics: 1,
  currency: "CHF",
  layers: [{ id: "offers", stage: "item", mode: "best" }],
  promotions: [promotion],
});
const inFrancs = compile(data);
const sent = { lines: [{ lineId: "1", article: "80", unitPriceCents: 119, quantity: "3" }] };
const inEuros = readBasket(sent);
const context = readContext({ at: "2026-11-21T10:31:00+01:00" });

test.each([
  ["evaluate", () => evaluate(inFrancs, inEuros, context)],
  ["explain", () => explain(inFrancs, inEuros, context)],
  ["suggest", () => suggest(inFrancs, inEuros, context, {})],
  ["book", () => book(inFrancs, inEuros, context, [])],
  ["touched", () => touched(inFrancs, inEuros, context)],
])("%s refuses a basket in another currency than the rules, and names both", (_, ask) => {
  expect(ask).toThrow(
    expect.objectContaining({
      name: "EngineInputError",
      code: "other-currency",
      path: "currency",
      message: expect.stringMatching(/the basket is in EUR, the rule set in CHF: .* ask with rules in EUR/),
    }),
  );
});

test("rules without a promotion reckon the sums of a basket in whatever currency", () => {
  const none = compile({ ...data, promotions: [] });
  expect(evaluate(none, inEuros, context)).toMatchObject({ totalCents: 357, effects: [] });
});

test("a basket that names no currency is in euros, or in what its reader says", () => {
  const read = readBasket(sent, { currency: "CHF" });
  expect([inEuros.currency, read.currency, evaluate(inFrancs, read, context).totalCents]).toEqual([
    "EUR",
    "CHF",
    238,
  ]);
  expect(readBasket({ ...sent, currency: "USD" }, { currency: "CHF" }).currency).toBe("USD");
});

test("an open basket, whose lines name no currency, is in that of its rules", () => {
  const open = openBasket(inFrancs, context);
  for (const line of inEuros.lines) open.put(line);
  expect(open.evaluation().totalCents).toBe(238);
});
