import { expect, test } from "vitest";
import type { FileEntry } from "../release/metadata.ts";
import { leadTo, planFiles } from "./plan.ts";

const file = (from: number, to: number, bytes: number): FileEntry => {
  return { from, to, bytes, path: `${from}-${to}`, sha256: "", unpackedBytes: bytes };
};
const files = [
  file(0, 10, 1_000_000),
  file(8, 9, 50_000),
  file(9, 10, 50_000),
  file(7, 10, 190_000),
  file(1, 8, 2_000_000),
  file(0, 4, 10_000),
];
const plan = (from: number, to: number) => planFiles(files, from, to)?.map((it) => it.path);

test("a till that missed one version reads one delta", () => {
  expect(plan(9, 10)).toEqual(["9-10"]);
  expect(plan(8, 10)).toEqual(["8-9", "9-10"]);
});

test("of two ways the one with fewer bytes is taken, and a request counts as some of them", () => {
  expect(plan(7, 10)).toEqual(["7-10"]);
  expect(plan(1, 10)).toEqual(["0-10"]);
  const small = [file(1, 2, 10), file(2, 3, 10), file(1, 3, 5000)];
  expect(planFiles(small, 1, 3)).toEqual([small[2]]);
});

test("a delta may begin before what is there: rows are whole", () => {
  const deltas = [file(1, 8, 100), file(8, 10, 100)];
  expect(planFiles(deltas, 5, 10)).toEqual(deltas);
  expect(planFiles(deltas, 9, 10)).toEqual([deltas[1]]);
});

test("a new till begins with the snapshot", () => {
  expect(plan(0, 10)).toEqual(["0-10"]);
});

test("no snapshot turns a till back on its way up, and where no way leads there is none", () => {
  expect(plan(8, 4)).toBeUndefined();
  expect(plan(0, 11)).toBeUndefined();
  expect(planFiles([file(4, 6, 10)], 3, 6)).toBeUndefined();
});

test("files join where one ends and the next begins in the same content, or begins before that: a snapshot may lie in the middle of it", () => {
  const step = (from: number, to: number, digestBefore: string, digestAfter: string) => {
    return { from, to, digestBefore, digestAfter };
  };
  const snapshot = step(0, 6, "", "six");
  const next = step(6, 7, "six", "seven");
  expect(leadTo("seven", [snapshot, next])).toBe(true);
  expect(leadTo("eight", [snapshot, step(4, 7, "four", "seven"), step(7, 8, "seven", "eight")])).toBe(true);
  expect(leadTo("seven", [snapshot, { ...next, digestBefore: "other" }])).toBe(false);
  expect(leadTo("other", [snapshot, next])).toBe(false);
  expect(leadTo("six", [])).toBe(false);
});
