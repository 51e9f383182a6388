import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSales } from "./read-sales.ts";
import { readRecordedSale } from "./recorded-sale.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-sales-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sale = (name: string) => ({
  name,
  steps: [{ step: "begin" }, { step: "add", article: "1", unitPriceCents: 100 }],
});
function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

test("one sale, a list of sales, one a line, and each of them gzipped are read", () => {
  const lines = `${JSON.stringify(sale("a"))}\n\n${JSON.stringify(sale("b"))}\n`;
  expect(readSales(file("one.json", JSON.stringify(sale("a")))).map(({ name }) => name)).toEqual(["a"]);
  expect(readSales(file("list.json", JSON.stringify([sale("a"), sale("b")])))).toHaveLength(2);
  expect(readSales(file("lines.jsonl", lines)).map(({ name }) => name)).toEqual(["a", "b"]);
  expect(readSales(file("lines.jsonl.gz", gzipSync(lines)))).toHaveLength(2);
});

test("what may be left out is filled in", () => {
  expect(readRecordedSale(sale("a"))).toMatchObject({ hq: "up", codes: {}, steps: [{}, { quantity: "1" }] });
});

test("a file that isn't there, isn't JSON or has a wrong field is named with its place", () => {
  const nowhere = join(folder, "nowhere.json");
  expect(() => readSales(nowhere)).toThrow(`${nowhere} can't be read: ENOENT`);
  const broken = file("broken.jsonl", `${JSON.stringify(sale("a"))}\n{`);
  expect(() => readSales(broken)).toThrow(`${broken}:2 is not JSON`);
  const wrong = file("wrong.json", JSON.stringify([sale("a"), { ...sale("b"), steps: [{ step: "dance" }] }]));
  expect(() => readSales(wrong)).toThrow(`${wrong}, sale 2: steps.0.step:`);
  const typo = file("typo.json", JSON.stringify({ ...sale("a"), expect: { totalCent: 1 } }));
  expect(() => readSales(typo)).toThrow(/expect: Unrecognized key: "totalCent"/);
});

test("a quantity is a decimal string, so that no binary fraction can slip in", () => {
  const steps = [{ step: "add", article: "1", quantity: 0.1 }];
  expect(() => readRecordedSale({ name: "a", steps })).toThrow("steps.0.quantity");
});
