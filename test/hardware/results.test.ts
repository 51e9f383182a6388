import { expect, test } from "vitest";
import { readResults } from "./results.ts";

function results(...lines: string[]) {
  const read = readResults(["serial.guest.ts", "printer.guest.ts"], () => {});
  for (const line of lines) read.hear(line);
  return read;
}

test("a file that fell over after its last good test is a failure", () => {
  const { passed, failures } = results(
    "ok\tscans",
    "guest: serial.guest.ts 0",
    "Aborted",
    "guest: printer.guest.ts 134",
  );
  expect(passed).toBe(1);
  expect(failures).toEqual(["printer.guest.ts ended with 134: Aborted"]);
});

test("a failed test is told once, with what was wrong", () => {
  const { failures } = results(
    'failed\tscans\t"two\\nlines"',
    "guest: serial.guest.ts 1",
    "guest: printer.guest.ts 0",
  );
  expect(failures).toEqual(["scans: two\nlines"]);
});

test("a guest that died in its first file has not passed the second", () => {
  expect(results("ok\tscans", "guest: serial.guest.ts 0").failures).toEqual([
    "printer.guest.ts did not run to its end",
  ]);
});
