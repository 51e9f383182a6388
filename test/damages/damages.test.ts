import { expect, test } from "vitest";
import { seed } from "../seed.ts";
import { damagedReplica } from "./story.ts";

test("a damaged replica is seen before anything is read by it, and mends itself; unsent sales stay as they are", async () => {
  const { detected, harmless } = await damagedReplica(55, seed);
  expect(detected + harmless).toBe(55);
  expect(detected).toBeGreaterThan(30);
});
