import { expect, test } from "vitest";
import { killStory } from "./kill-story.ts";

test("a till that is killed at any moment prints each receipt once or holds it, and tells", async () => {
  const { added, held, wrong } = await killStory(5, 0);
  expect(wrong).toEqual([]);
  // The kills met what they were to meet.
  expect(added).toBeGreaterThan(5);
  expect(held).toBeGreaterThan(0);
}, 120_000);
