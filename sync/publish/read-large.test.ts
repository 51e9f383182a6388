import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readJson } from "./chain-file.ts";
import { parseLarge } from "./read-large.ts";

const cards = Array.from({ length: 200 }, (_, n) => ({
  number: `${n}`,
  segments: ["a", "b"],
  name: `Ada \\ "L" [${n}], {é€😀}`,
  balances: { points: n },
}));
const coupons = {
  series: [{ series: "S", name: { it: "Più, [e] così" } }],
  codes: cards,
  none: [],
  more: null,
};

test("a list of a million cards reads as a short one does, in whatever pieces", () => {
  for (const value of [
    cards,
    coupons,
    [],
    {},
    [[], [[1, 2], "]"]],
    { a: 1, b: "x,}", c: [true, null, -1.5e3] },
  ])
    for (const text of [
      JSON.stringify(value),
      ` ${JSON.stringify(value, null, 2)}\r\n`,
      `\ufeff${JSON.stringify(value)}`,
    ])
      for (const pieceBytes of [1, 7, 100, 1_000_000])
        expect(parseLarge(Buffer.from(text), pieceBytes)).toEqual(value);
});

test("what was not written to its end, or has a comma too many, is refused", () => {
  const text = JSON.stringify(coupons);
  for (const pieceBytes of [1, 100, 1_000_000]) {
    for (let end = 0; end < text.length; end += 97)
      expect(() => parseLarge(Buffer.from(text.slice(0, end)), pieceBytes)).toThrow(SyntaxError);
    for (const wrong of [
      "[1,2,]",
      "[,1]",
      "[1 2]",
      "[1,,2]",
      "[1]]",
      "[1}",
      "{1:2}",
      '{"a":1,}',
      '{"a" 1}',
      '{"a":[1}',
      "[1] 2",
      "",
    ])
      expect(() => parseLarge(Buffer.from(wrong), pieceBytes), wrong).toThrow(SyntaxError);
  }
});

test("where it is wrong is told by its row", () => {
  expect(() => parseLarge(Buffer.from("[1,2,3,x,5]"), 1)).toThrow(/^row 3 or later: /);
});

test("a file of the chain folder with more than a string can hold is read, and what is wrong in it told with its name", () => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-large-"));
  const file = join(folder, "cards.json");
  writeFileSync(file, JSON.stringify(cards));
  expect(readJson(file, 1000)).toEqual(cards);
  writeFileSync(file, JSON.stringify(cards).slice(0, -1));
  expect(() => readJson(file, 1000)).toThrow(/cards\.json: the list does not end/);
  rmSync(folder, { recursive: true });
});
