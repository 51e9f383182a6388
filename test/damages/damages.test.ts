import { expect, test } from "vitest";
import { damagedReplica } from "./story.ts";

const seed = Number(process.env.TILLSIDE_SEED ?? 7);

test("a damaged replica is seen before anything is read by it, and mends itself; unsent sales stay as they are", async () => {
  const { detected, harmless } = await damagedReplica(55, seed);
  expect(detected + harmless).toBe(55);
  expect(detected).toBeGreaterThan(30);
});
