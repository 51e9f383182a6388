import { expect, test } from "vitest";
import { rolloutSchema } from "../../sync/rollout/plan.ts";
import { NO_SALES, type Rollout } from "../../sync/rollout/state.ts";
import { table } from "./rollout.ts";

const rollout: Rollout = {
  format: 1,
  release: 7,
  before: 6,
  plan: rolloutSchema.parse({
    rings: [
      { name: "lab", stores: ["0001"], soakMinutes: 30 },
      { name: "first", stores: ["0042", "0043", "0044", "0045"], soakMinutes: 240 },
      { name: "1 %", percent: 1, soakMinutes: 1440 },
    ],
  }),
  state: "halted",
  ring: 1,
  sinceMs: 0,
  startedMs: 0,
  why: { kind: "discount", percent: 100, elsewhere: 4.2, sales: 31 },
  sold: { with: NO_SALES, without: NO_SALES, before: NO_SALES },
  tills: {},
};

test("whoever publishes sees where a release is, and why it stopped", () => {
  expect(table(rollout, "en").split("\n")).toEqual([
    "Release 7 (for all: 6): HALTED",
    "",
    "ring   stores                           soak    state",
    "lab    0001                             30 min  done",
    "first  0001, 0042, 0043, 0044, +1       4 h     STOPPED HERE",
    "1 %    0001, 0042, 0043, 0044, +1, 1 %  24 h    to come",
    "all    100 %                                    to come",
    "",
    "! 100 % come off in 31 sales, elsewhere 4.2 %",
    "No other store gets it. `tillside rollout resume` goes on, `undo` brings back what was before.",
  ]);
});

test("in Italian too, and without a complaint where there is none", () => {
  const { why: _, ...well } = rollout;
  const lines = table({ ...well, state: "done" }, "it").split("\n");
  expect(lines[0]).toBe("Rilascio 7 (per tutti: 7): per tutti");
  expect(lines.at(-1)?.split(/ {2,}/)).toEqual(["tutti", "100 %", "qui"]);
});
