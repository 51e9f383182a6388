import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { LONGEST } from "./longest-first.ts";

test("whatever is said to take long is there", () => {
  expect(LONGEST.filter((file) => !existsSync(file))).toEqual([]);
});
