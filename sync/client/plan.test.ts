import { expect, test } from "vitest";
import type { FileEntry } from "../release/metadata.ts";
import { planFiles } from "./plan.ts";

const file = (from: number, to: number, bytes: number): FileEntry => {
  return { from, to, bytes, path: `${from}-${to}`, sha256: "", unpackedBytes: bytes };
};
const files = [
  file(0, 10, 1000),
  file(8, 9, 50),
  file(9, 10, 50),
  file(7, 10, 90),
  file(1, 8, 2000),
  file(0, 4, 10),
];
const plan = (from: number, to: number) => planFiles(files, from, to)?.map((it) => it.path);

test("a till that missed one version reads one delta", () => {
  expect(plan(9, 10)).toEqual(["9-10"]);
  expect(plan(8, 10)).toEqual(["8-9", "9-10"]);
});

test("of two ways the one with fewer bytes is taken", () => {
  expect(plan(7, 10)).toEqual(["7-10"]);
  expect(plan(1, 10)).toEqual(["0-10"]);
});

test("a new till, and one whose version nobody continues, begin with the snapshot", () => {
  expect(plan(0, 10)).toEqual(["0-10"]);
  expect(plan(5, 10)).toEqual(["0-10"]);
});

test("no snapshot turns a till back on its way up, and where no way leads there is none", () => {
  expect(plan(8, 4)).toBeUndefined();
  expect(plan(0, 11)).toBeUndefined();
});
