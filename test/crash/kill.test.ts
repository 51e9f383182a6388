/** The agent as a process of its own, killed without warning while it sells. Ten thousand: `npm run test:long -- kills`. */

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { seed } from "../seed.ts";
import { killDay } from "./supervisor.ts";

test("after each of 20 kills what the POS was told is there, once, open sales go on as they were, and no coupon is burnt", {
  timeout: 300_000,
}, async () => {
  const compiled = mkdtempSync(join(tmpdir(), "tillside-compiled-"));
  vi.stubEnv("NODE_COMPILE_CACHE", compiled);
  const day = await killDay({ seed, kills: 20 });
  const hit = Object.entries(day.killedIn).map(([method, number]) => `${number} ${method}`);
  console.log(
    `20 kills, ${((60 * day.kills) / day.seconds).toFixed(0)} a minute: ${day.sales} sales, ${day.resumed} resumed, hit ${hit}`,
  );
  // A day on which nothing was sold, or nothing was hit, would prove nothing.
  expect(day.sales).toBeGreaterThanOrEqual(20);
  expect(day.resumed).toBeGreaterThanOrEqual(20);
  expect(hit).not.toEqual([]);
  // Nobody ended one of these agents as it wants to be ended; what they compiled is there for the next all the same.
  expect(readdirSync(compiled, { recursive: true }).length).toBeGreaterThan(50);
  rmSync(compiled, { recursive: true });
});
