import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStepStore, type StepStore, type StepToKeep } from "./kept-steps.ts";

let folder: string;
let path: string;
let kept: StepStore;
const place = { store: "0042", till: "3" };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-sessions-"));
  path = join(folder, "sessions.db");
  kept = openStepStore(path, place);
});
afterEach(() => {
  kept.close();
  rmSync(folder, { recursive: true, force: true });
});

const step = (revision: number, more: Partial<StepToKeep> = {}): StepToKeep => ({
  transactionId: "t1",
  revision,
  evaluations: revision,
  json: `step ${revision}`,
  whole: revision === 1,
  sure: false,
  ...more,
});
function reopened(till = "3"): StepStore {
  kept.close();
  kept = openStepStore(path, { ...place, till });
  return kept;
}

test("the steps of a sale come back in their order, with the last revision and evaluation", () => {
  for (let revision = 1; revision <= 12; revision += 1) kept.append(step(revision, { sure: revision === 7 }));
  expect(reopened().wake()).toEqual([
    {
      transactionId: "t1",
      revision: 12,
      evaluations: 1012,
      steps: Array.from({ length: 12 }, (_, at) => `step ${at + 1}`),
    },
  ]);
});

test("a step whose predecessor is missing is refused, and a whole session mends it", () => {
  kept.append(step(1));
  kept.append(step(2));
  expect(() => kept.append(step(4))).toThrow(expect.objectContaining({ code: "gap" }));
  expect(() => kept.append(step(2))).toThrow("UNIQUE");
  kept.append(step(4, { whole: true, json: "all of it" }));
  kept.append(step(5));
  expect(kept.wake()).toMatchObject([{ revision: 5, steps: ["all of it", "step 5"] }]);
});

test("what was counted before a crash is not counted again, however often the agent begins", () => {
  kept.append(step(1));
  expect([1, 2, 3].map(() => reopened().wake()[0]?.evaluations)).toEqual([1001, 2001, 3001]);
});

test("sales that are over are forgotten, the others stay", () => {
  for (const transactionId of ["t1", "t2", "t3"]) kept.append(step(1, { transactionId }));
  kept.forget(["t1", "t3"]);
  expect(reopened().wake()).toMatchObject([{ transactionId: "t2" }]);
});

test("a disk that was copied to another till brings no open sales along", () => {
  kept.append(step(1));
  expect(reopened("4").wake()).toEqual([]);
});

test("where a sale went, and where one came from, is remembered; another till does not", () => {
  const out = { key: "k", round: 1, way: "out", code: "7", transactionId: "t1", till: "4" } as const;
  const back = { ...out, round: 2, way: "in", transactionId: "t9" } as const;
  kept.append(step(1));
  kept.handOver(out);
  kept.append(step(1, { transactionId: "t9", sure: true, handover: back }));
  expect([kept.handovers(), reopened().handovers()]).toEqual([
    [out, back],
    [out, back],
  ]);
  expect(kept.wake()).toMatchObject([{ transactionId: "t9" }]);
  // Its id is another sale's now.
  kept.append(step(1));
  expect(kept.handovers()).toEqual([back]);
  expect(reopened("4").handovers()).toEqual([]);
});

test("whoever asks for a sale that came by its code is not answered with another one of the same id", () => {
  const came = { key: "k", round: 1, way: "in", code: "7", transactionId: "t1", till: "4" } as const;
  kept.append(step(1, { sure: true, handover: came }));
  // Its whole session again, after a step that was lost: still the same sale.
  kept.append(step(3, { whole: true, handover: came }));
  expect(kept.handovers()).toEqual([came]);
  kept.forget(["t1"]);
  kept.append(step(1));
  expect(kept.handovers()).toEqual([]);
});

test("a damaged file is set aside, and the till goes on with a new one", () => {
  kept.append(step(1));
  kept.close();
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
  writeFileSync(path, "this is no database, whatever its name says. ".repeat(100));
  kept = openStepStore(path, place);
  expect(kept.broken).toBe(`${path}.broken`);
  expect([kept.wake(), existsSync(`${path}.broken`)]).toEqual([[], true]);
});
