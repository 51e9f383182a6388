import { expect, test } from "vitest";
import type { SyncStatus } from "../sync/client/client.ts";
import { type Condition, problemsOf } from "./status.ts";
import { said } from "./texts/italian/said.ts";

const well: Condition = {
  about: { ...({} as NonNullable<Condition["about"]>), release: 1, unread: [], goldenSkipped: [] },
  journal: { usable: true },
  ...{ notKept: undefined, sync: undefined, aside: undefined, syncFailure: undefined, parked: [] },
  suspended: { count: 0, alsoAt: [] },
  hq: null,
  devices: { scanner: null, printer: null },
};
const MINUTE = 60_000;
const clockOff = (clockOffMs: number | null) => {
  const way = { reached: true, lastReachedMs: 0, problem: null };
  const files = { hqBytes: 0, keptBytes: 0, tillsBytes: {} };
  const down = { ...way, release: 1, files, refusedTills: [] };
  const hq: SyncStatus = { down, up: { ...way, acknowledged: {} }, clockOffMs };
  return problemsOf({ ...well, hq });
};

test("a clock that is ahead of HQ's is as much a problem as one that is behind, in both languages", () => {
  const [ahead, ...others] = clockOff(65 * MINUTE);
  expect(others).toEqual([]);
  expect(ahead).toMatch(/^This PC's clock is 1 h 5 min ahead of HQ's: .* Set it; if it is right, tell HQ\.$/);
  expect(said("it", ahead!)).toMatch(/^L'orologio di questo PC è avanti di 1 h 5 min /);
  const [behind] = clockOff(-6 * MINUTE);
  expect(behind).toMatch(/^This PC's clock is 6 min behind HQ's/);
  expect(said("it", behind!)).toMatch(/^L'orologio di questo PC è indietro di 6 min /);
});

test("a clock that is five minutes off, or of which HQ has said nothing, is no problem", () => {
  expect([null, 0, 5 * MINUTE, -5 * MINUTE].flatMap(clockOff)).toEqual([]);
});

test("where the replica was set aside and promotions go on from memory, it is said what a new start would cost, in both languages", () => {
  const aside = "/till/replica.db.broken";
  const [problem, ...others] = problemsOf({ ...well, aside });
  expect(others).toEqual([]);
  expect(problem).toMatch(/set aside as \/till\/replica\.db\.broken, .* Don't restart the agent before\.$/);
  expect(said("it", problem!)).toMatch(
    /messa da parte come \/till\/replica\.db\.broken, .* Non riavviare l'agente prima\.$/,
  );
});
