import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diskOf } from "./look.ts";

test("a disk that is nearly full is found, with where to make room", () => {
  expect(diskOf("till", () => 63_999_999)).toEqual({
    part: "disk",
    state: "broken",
    what: "63 MB free: too little.",
    todo: "Make room on the disk of till now.",
  });
  expect(diskOf("till", () => 64_000_000)).toEqual({ part: "disk", state: "well", what: "64 MB free" });
});

test("a folder that the agent has not made yet is nothing to mend", () => {
  expect(diskOf(join(tmpdir(), "tillside-not-there"))).toMatchObject({ state: "well" });
});
