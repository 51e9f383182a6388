import { execFile } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { CASES } from "./cases.ts";
import { FAULTS } from "./faults.ts";

interface Said {
  readonly name: string;
  readonly failures: readonly string[];
  /** How to see it again. */
  readonly again: string;
}

const SEEDS = 100;
let said: readonly Said[];

beforeAll(async () => {
  const main = join(import.meta.dirname, "main.ts");
  const words = [main, "--seeds", String(SEEDS), "--cases", "--lines"];
  const out = await new Promise<string>((resolve) => {
    execFile(process.execPath, words, { maxBuffer: 2 ** 26 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  said = out
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Said);
  if (said.length === 0) throw new Error(out);
  // A machine that is busy with other things is no fault of ours.
}, 400_000);

const of = (name: string) => said.filter((one) => one.name === name);

test("on a hundred days of bad lines, kills and old disks nothing is lost, nothing counts twice and no version falls", () => {
  const days = said.filter(({ name }) => name.startsWith("seed "));
  expect(days.filter(({ failures }) => failures.length > 0)).toEqual([]);
  expect(days).toHaveLength(SEEDS);
});

test("the same seed is the same day, to the last line of its trace", () => {
  expect(of("the same seed")).toMatchObject([{ failures: [] }]);
});

describe("a day that a shop asks for by name", () => {
  for (const { name, isLong } of CASES)
    if (!isLong) test(name, () => expect(of(name)).toMatchObject([{ failures: [] }]));
});

describe("the simulator finds it when", () => {
  for (const [fault, what] of Object.entries(FAULTS))
    test(what, () => expect(of(`fault ${fault}`)).toMatchObject([{ failures: [] }]));
});
