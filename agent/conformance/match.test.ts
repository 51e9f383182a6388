import { expect, test } from "vitest";
import { filled, firstDifference, mismatch } from "./match.ts";

const saved = new Map<string, unknown>([
  ["id", "17"],
  ["points", 100],
  ["answer", { a: 1, b: { c: [1, 2] } }],
]);
const where = (pattern: Parameters<typeof mismatch>[0], actual: unknown) =>
  mismatch(pattern, actual, saved)?.path;

test("what is not named is left open; what is named must be so, and its path is told", () => {
  expect(where({ a: 1 }, { a: 1, b: 2 })).toBeUndefined();
  expect(mismatch({ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, saved)).toEqual({
    path: "a.b.1",
    expected: 2,
    actual: 3,
  });
  expect(where({ a: 1 }, undefined)).toBe("");
  expect(where({ a: [] }, { a: {} })).toBe("a");
  expect(where([1], [1, 2])).toBe("");
});

test("what was saved is filled in, as it is where nothing stands beside it", () => {
  expect(filled("{points}", saved)).toBe(100);
  expect(filled("sale {id}#2", saved)).toBe("sale 17#2");
  expect(filled('{"jsonrpc":1} {}', saved)).toBe('{"jsonrpc":1} {}');
  expect(where({ id: "{id}" }, { id: "17" })).toBeUndefined();
  expect(where({ id: "{id}" }, { id: "18" })).toBe("id");
});

test.each([
  [{ $: "any" }, 0, undefined],
  [{ $: "absent" }, undefined, 0],
  [{ $: "text", with: "lo" }, "hello", "hell"],
  [{ $: "at-least", number: 2 }, 2, 1],
  [{ $: "saved-plus", name: "points", plus: 8 }, 108, 107],
  [{ $: "has", each: [{ b: 2 }, { a: 1 }] }, [{ a: 1 }, { b: 2 }, 3], [{ a: 1 }]],
  [{ $: "has", each: [] }, [], {}],
  [{ $: "has-no", like: { kind: "gift" } }, [{ kind: "points" }], [{ kind: "gift", of: 1 }]],
  [
    { $: "the-saved", name: "answer" },
    { b: { c: [1, 2] }, a: 1 },
    { a: 1, b: { c: [1, 2] }, d: 0 },
  ],
  [
    { $: "the-saved", name: "answer", except: ["a", "d"] },
    { b: { c: [1, 2] }, d: 0 },
    { a: 1, b: { c: [2, 1] } },
  ],
] as const)("%j takes what it should, and nothing else", (matcher, right, wrong) => {
  expect(mismatch({ field: matcher }, { field: right }, saved)).toBeUndefined();
  expect(mismatch({ field: matcher }, { field: wrong }, saved)).toBeDefined();
});

test("of a list the entry that it can only be is told field by field", () => {
  const effects = [
    { kind: "points", points: 3 },
    { kind: "price-modifier", promotionId: "P1", amountCents: 118 },
  ];
  const pattern = { $: "has", each: [{ promotionId: "P1", amountCents: 119 }] } as const;
  expect(mismatch(pattern, effects, saved)).toEqual({
    path: "1.amountCents",
    expected: 119,
    actual: 118,
  });
});

test("two values differ where they differ first, whatever the order of their fields", () => {
  expect(firstDifference({ a: 1, b: [1] }, { b: [1], a: 1 }, "")).toBeUndefined();
  expect(firstDifference({ a: 1 }, { a: 1, b: 2 }, "x")?.path).toBe("x.b");
  expect(firstDifference([], {}, "x")?.path).toBe("x");
});
