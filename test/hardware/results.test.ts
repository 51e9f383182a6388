import { expect, test } from "vitest";
import { readResults } from "./results.ts";

function results(...lines: string[]) {
  const read = readResults(() => {});
  for (const line of lines) read.hear(line);
  return read;
}

test("tests that fell over after the last good one are a failure", () => {
  const { passed, failures } = results("ok\tscans", "Aborted", "guest: tests 134");
  expect(passed).toBe(1);
  expect(failures).toEqual(["the tests ended with 134: Aborted"]);
});

test("a failed test is told once, with what was wrong", () => {
  const { failures } = results('failed\tscans\t"two\\nlines"', "guest: tests 1");
  expect(failures).toEqual(["scans: two\nlines"]);
});

test("a guest that died in the middle has not passed", () => {
  expect(results("ok\tscans").failures).toEqual(["the tests did not run to their end, 1 had passed"]);
  expect(results("ok\tscans", "guest: tests 0").failures).toEqual([]);
});
