import { expect, test } from "vitest";
import { SyncError } from "../protocol.ts";
import { pollDelayMs, retryDelayMs } from "./backoff.ts";
import { HubBusy } from "./http.ts";

const lost = new SyncError("unreachable", "no line");

test("tills poll between half of the interval and the whole", () => {
  expect([pollDelayMs(60_000, 0), pollDelayMs(60_000, 1)]).toEqual([30_000, 60_000]);
});

test("after each failure the reach doubles, up to five minutes, and the draw is anywhere in it", () => {
  expect([1, 2, 3, 4, 100].map((failures) => retryDelayMs(30_000, failures, lost, 1))).toEqual([
    30_000, 60_000, 120_000, 240_000, 300_000,
  ]);
  expect(retryDelayMs(30_000, 5, lost, 0.5)).toBe(150_000);
  expect(retryDelayMs(30_000, 5, lost, 0)).toBe(100);
});

test("never sooner than HQ asked for, and not all tills at that very moment", () => {
  const busy = new HubBusy("later", 120_000);
  expect(retryDelayMs(1_000, 1, busy, 0)).toBe(120_000);
  expect(retryDelayMs(1_000, 1, busy, 1)).toBe(150_000);
});
