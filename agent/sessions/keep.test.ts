import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { jsonLog } from "../log.ts";
import type { Deadlines } from "../pos/profile.ts";
import type { SessionsCalls } from "../workers/sessions.ts";
import { createKeeper } from "./keep.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const deadlines = { lineMs: 150, subtotalMs: 300, lookUpMs: 600, completeMs: 2000 } as Deadlines;

test("on a dead disk a day's sales that are over are tried to be forgotten together, and are when it is back", async () => {
  const disk = { isDead: true, asked: 0, forgotten: [] as readonly string[] };
  const sessions = (async (_: "forget", transactionIds: readonly string[]) => {
    disk.asked += 1;
    if (disk.isDead) throw new Error("the disk can't be written");
    disk.forgotten = transactionIds;
  }) as SessionsCalls["call"];
  const keeper = createKeeper(
    sessions,
    deadlines,
    jsonLog(() => {}),
  );
  const sales = Array.from({ length: 1000 }, (_, number) => `T${number}`);
  for (const sale of sales) keeper.forget([sale]);
  await vi.advanceTimersByTimeAsync(1);
  disk.asked = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(disk.asked).toBe(30);
  disk.isDead = false;
  await vi.advanceTimersByTimeAsync(2000);
  expect(disk.forgotten).toEqual(sales);
  expect(sales.some((sale) => keeper.forgets(sale))).toBe(false);
});
