import { expect, test } from "vitest";
import type { RuleSetData } from "../../engine/index.ts";
import { SEMANTICS_VERSION } from "../../engine/semantics.ts";
import { readRuleSet } from "../../engine/wire.ts";
import { checkGolden, differing, skippedGolden } from "./check.ts";
import { expectedOf } from "./expected.ts";
import { GOLDEN_MAX } from "./golden.ts";

const promotion = (id: string, mechanic: object, more: object = {}) => {
  return { id, name: { en: id }, layer: "offers", mechanics: [mechanic], ...more };
};
const everything = { of: [{ everything: true }] };
const tenOff = promotion("P1", { kind: "percent", select: everything, percent: "10" });
const rules = (...promotions: object[]): RuleSetData =>
  readRuleSet(
    {
      semantics: 1,
      currency: "EUR",
      layers: [
        { id: "offers", stage: "item", mode: "best" },
        { id: "earn", stage: "earn", mode: "stack" },
      ],
      promotions,
    },
    { unknown: "keep" },
  );
const basket = {
  lines: [{ lineId: "1", article: "80", unitPriceCents: 1000, quantity: "1" }],
};
const context = { at: "2026-11-21T10:31:00+01:00", customer: { id: "golden" } };
const value = {
  semantics: 1,
  basket,
  context,
  expected: { totalCents: 900, gets: { P1: { offCents: 100 } } },
};
const golden = { name: "Ten euros", value };

test("a basket that gets what it should is well, and one that does not is told with all that differs", () => {
  expect(differing(checkGolden(rules(tenOff), [golden]).answered)).toEqual([]);
  const points = promotion(
    "P2",
    { kind: "points", account: "base", earn: { perStepCents: 100, points: 1 } },
    { layer: "earn" },
  );
  expect(differing(checkGolden(rules(points), [golden]).answered)).toEqual([
    '"Ten euros": total 9.00 expected, 10.00 found; P1: 1.00 taken off expected, nothing found; P2: nothing expected, 10 points (base) found',
  ]);
});

test("a basket that names no currency is in that of the rules; one in another can't be checked, and both are named", () => {
  const francs = { ...rules(tenOff), currency: "CHF" };
  expect(differing(checkGolden(francs, [golden]).answered)).toEqual([]);
  const inEuros = { ...golden, value: { ...value, basket: { ...basket, currency: "EUR" } } };
  expect(checkGolden(francs, [inEuros])).toEqual({
    answered: [],
    skipped: [{ name: "Ten euros", reason: "it is in EUR, the rule set in CHF" }],
  });
});

test("HQ is told of a misspelt field, a till lets pass what a newer HQ wrote", () => {
  const misspelt = { ...value, context: { ...context, customer: { id: "golden", teir: "gold" } } };
  const row = { name: "Ten euros", value: misspelt };
  expect(checkGolden(rules(tenOff), [row]).skipped).toEqual([]);
  expect(checkGolden(rules(tenOff), [row], { unknown: "refuse" }).skipped).toEqual([
    {
      name: "Ten euros",
      reason: `it can't be read: context: unknown field "teir"; check its spelling (at customer.teir)`,
    },
  ]);
});

test("what this version can't answer is skipped with the reason, and the others are checked all the same", () => {
  const newer = { name: "Newer", value: { ...value, semantics: 99 } };
  const lottery = { name: "Lottery", value: { ...value, expected: { totalCents: 1, gets: { P8: {} } } } };
  const moon = { name: "Moon", value: { ...value, expected: { totalCents: 1, gets: { P9: {} } } } };
  const strange = { name: "Strange", value: { ...value, basket: { lines: [{ article: "80" }] } } };
  const novel = {
    name: "Novel",
    value: { ...value, expected: { totalCents: 1, gets: { P1: { miles: 3 } } } },
  };
  const data = rules(
    promotion("P1", { kind: "percent", select: everything, percent: "20" }),
    promotion("P8", { kind: "lottery", ticketCents: 100 }),
    promotion("P9", { kind: "percent", select: everything, percent: "10" }, { onlyOnFullMoon: true }),
  );
  const all = [newer, lottery, moon, strange, novel, golden];
  const { answered, skipped } = checkGolden(data, all);
  expect(answered.map(({ name, found }) => [name, found.totalCents])).toEqual([["Ten euros", 800]]);
  expect(skipped.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
    `Newer: it needs semantics 99, this Tillside has ${SEMANTICS_VERSION}`,
    "Lottery: promotion P8 is not understood by this Tillside",
    "Moon: promotion P9 is not understood by this Tillside",
    expect.stringMatching(/^Strange: it can't be read: /),
    expect.stringMatching(/^Novel: it can't be read: /),
  ]);
  expect(skippedGolden(data, all)).toEqual(skipped);
});

test("a till checks no more baskets than it has time for while it activates", () => {
  const many = Array.from({ length: GOLDEN_MAX + 2 }, (_, at) => ({ ...golden, name: `Basket ${at}` }));
  const { answered, skipped } = checkGolden(rules(tenOff), many);
  expect([answered.length, skipped.map(({ name }) => name)]).toEqual([
    GOLDEN_MAX,
    [`Basket ${GOLDEN_MAX}`, `Basket ${GOLDEN_MAX + 1}`],
  ]);
});

test("whatever a promotion gives can be expected of it", () => {
  const text = { en: "x" };
  const common = { promotionId: "P", text, couponIds: [] };
  const found = expectedOf({
    totalCents: 1,
    effects: [
      { kind: "points", account: "base", points: 7, baseCents: 0, ...common },
      { kind: "reward", account: "base", points: 5, times: 1, ...common },
      { kind: "stamps", account: "coffee", stamps: -10, ...common },
      {
        kind: "voucher",
        series: "V",
        pieces: 2,
        amountCents: 500,
        validFrom: "2026-11-21",
        validTo: "2026-12-21",
        personal: false,
        ...common,
      },
      { kind: "gift", how: "asked", articles: ["80"], pieces: 1, ...common },
      { kind: "gift-withdrawn", lineIds: ["4"], ...common },
      { kind: "message", audience: "receipt", ...common },
    ],
  });
  expect(found.gets.P).toEqual({
    points: { base: 2 },
    stamps: { coffee: -10 },
    vouchers: { V: { pieces: 2, cents: 1000 } },
    gifts: 1,
    withdrawn: ["4"],
    messages: 1,
  });
});
