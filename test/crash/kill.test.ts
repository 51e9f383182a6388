/** The agent as a process of its own, killed without warning while it sells. Ten thousand: `npm run test:long -- kills`. */

import { expect, test } from "vitest";
import { killDay } from "./supervisor.ts";

test("what the POS was told is there after each of 20 kills, once, and no coupon is burnt for a sale that is not", {
  timeout: 120_000,
}, async () => {
  const day = await killDay({ seed: Date.now() % 2 ** 31, kills: 20 });
  // A day on which nothing was sold, or nothing was hit, would prove nothing.
  expect(day.sales).toBeGreaterThanOrEqual(20);
  expect(day.killedCompleting).toBeGreaterThan(0);
});
