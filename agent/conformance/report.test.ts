import { expect, test } from "vitest";
import type { Dialogue, Outcome } from "./dialogue.ts";
import { masked } from "./mask.ts";
import { jsonReport, junitReport } from "./report-files.ts";
import { table, wrapped } from "./report-table.ts";

const dialogue: Dialogue = { name: { en: "three for <two> & more", it: "tre per due" }, steps: [] };
const outcome = (more: Partial<Outcome>): Outcome => ({
  group: "lines",
  dialogue,
  result: "as-agreed",
  ms: 12,
  ...more,
});
const departed = outcome({
  result: "departed",
  departure: {
    step: 2,
    of: "line.add",
    path: "effects.0.amountCents",
    expected: 119,
    actual: 118,
    advice: "other-value",
  },
});
const groups = [{ group: "lines", dialogues: [dialogue] }];
const facts = { profile: "generic", side: "pos", ms: 1234 } as const;

test.each([60, 80, 100, 120, 200])("no row is longer than a terminal of %i columns", (columns) => {
  const rows = table(groups, { language: "it", columns, colour: false });
  const skipped = outcome({ result: "not-for-profile", need: "modifiers transaction" });
  const long = { ...departed.departure!, actual: { text: "x ".repeat(500) } };
  const all = [
    ...rows.head(),
    ...[outcome({}), skipped, departed, { ...departed, departure: long }].flatMap((one) => rows.row(one)),
    ...rows.foot([departed, skipped], 10),
  ];
  expect(all.filter((row) => row.length > columns)).toEqual([]);
});

test("a departure says step, path, what was expected, what came, and what to do", () => {
  const rows = table(groups, { language: "en", columns: 100, colour: false });
  const text = rows.row(departed).join("\n");
  for (const words of [
    "✗ three for <two> & more",
    "2, line.add",
    "effects.0.amountCents",
    "119",
    "118",
    "the agent that departs",
  ])
    expect(text).toContain(words);
});

test("colours are for terminals only", () => {
  const rows = (colour: boolean) =>
    table(groups, { language: "en", columns: 100, colour }).row(departed).join("");
  expect(rows(true)).toContain("\u001b[31m");
  expect(rows(false)).not.toContain("\u001b");
});

test("text is cut at blanks, and where there are none", () => {
  expect(wrapped("one two three", 8)).toEqual(["one two", "three"]);
  expect(wrapped("x".repeat(25), 10)).toEqual(["x".repeat(10), "x".repeat(10), "xxxxx"]);
  expect(wrapped("", 10)).toEqual([""]);
});

test("JUnit counts what failed and what was skipped, and escapes what XML would take for itself", () => {
  const skipped = outcome({ result: "not-here", need: "ownAgent" });
  const xml = junitReport([outcome({}), departed, skipped], facts);
  expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1"');
  expect(xml).toContain('name="three for &lt;two&gt; &amp; more"');
  expect(xml).toContain('<failure message="step 2, line.add, effects.0.amountCents" type="other-value">');
  expect(xml).toContain("not in this run: needs an agent that the kit has started");
  const odd = { ...departed.departure!, actual: "\u0000\ud800<" };
  const strange = junitReport([{ ...departed, departure: odd }], facts);
  expect(strange.isWellFormed() && !strange.includes("\u0000") && !strange.includes('<"')).toBe(true);
});

test("JSON has every dialogue, and the counts", () => {
  expect(jsonReport([outcome({}), departed], facts)).toMatchObject({
    profile: "generic",
    kitIs: "pos",
    counts: { "as-agreed": 1, departed: 1 },
    dialogues: [
      { result: "as-agreed" },
      { result: "departed", departure: { path: "effects.0.amountCents" } },
    ],
  });
});

test("cards are hidden wherever they stand; articles, coupons and amounts are not", () => {
  expect(
    masked({
      card: "anything 123",
      note: "card 2600000090018, paid with 4111 1111 1111 1111",
      lines: [{ article: "8099100000012", cents: 12345678 }],
      coupon: "9940000000017",
      customer: { number: 2600000090018 },
    }),
  ).toEqual({
    card: "••••23",
    note: "card ••••18, paid with ••••11",
    lines: [{ article: "8099100000012", cents: 12345678 }],
    coupon: "9940000000017",
    customer: { number: "••••18" },
  });
});
