import { expect, test } from "vitest";
import { heldTo } from "./held.ts";

const marks = (...isHeld: readonly boolean[]) =>
  isHeld.map((held, at) => ({
    lane: "sales" as const,
    row: at * 10 + 5,
    sequence: 1,
    hash: "",
    isHeld: held,
  }));

test("HQ holds a lane up to the newest mark before the first that it lacks", () => {
  expect(heldTo(marks(true, true, true))).toBe(25);
  expect(heldTo(marks(true, true, false))).toBe(15);
  expect(heldTo(marks(false, false))).toBe(0);
  expect(heldTo([])).toBe(0);
});

test("what it holds of a later epoch vouches for nothing of an earlier one", () => {
  expect(heldTo(marks(true, false, true))).toBe(5);
});
