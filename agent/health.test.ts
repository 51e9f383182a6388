import { expect, test } from "vitest";
import { createHealth } from "./health.ts";

test("of a hundred evaluations the slowest but one says how slow they are, within a tenth", () => {
  const health = createHealth(1);
  for (let n = 0; n < 98; n += 1) health.took(7, 1.2);
  for (const ms of [90, 500]) health.took(7, ms);
  const { evaluations, p99Ms } = health.told();
  expect(evaluations).toBe(100);
  expect(p99Ms).toBeGreaterThanOrEqual(90);
  expect(p99Ms).toBeLessThan(100);
});

test("the next release begins anew, and what still goes on with the one before does not count", () => {
  const health = createHealth(1);
  health.took(7, 2000);
  health.took(8, 1);
  health.took(7, 2000);
  expect(health.told()).toMatchObject({ evaluations: 1 });
  expect(health.told().p99Ms).toBeLessThan(1.2);
});

test("a thread that had to be started again is told; nothing evaluated took no time", () => {
  const health = createHealth(1_795_000_000_000);
  health.restarted();
  expect(health.told()).toEqual({ startedMs: 1_795_000_000_000, restarts: 1, evaluations: 0, p99Ms: 0 });
});
