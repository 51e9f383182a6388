import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "./make-folder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-make-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a folder is made with all above it, and made again nothing happens", () => {
  const deep = join(folder, "a/b/c");
  makeFolder(deep, 0o700);
  makeFolder(deep);
  expect(statSync(deep).isDirectory()).toBe(true);
});

test.runIf(process.platform !== "win32")("nobody else may look into the folders it makes", () => {
  makeFolder(join(folder, "a/b"), 0o700);
  expect(["a", "a/b"].map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o700, 0o700]);
});

test("a file in the way is named", () => {
  const file = join(folder, "notes.txt");
  writeFileSync(file, "");
  expect(() => makeFolder(file)).toThrow(/EEXIST.*notes\.txt/);
  expect(() => makeFolder(join(file, "data"))).toThrow(expect.objectContaining({ code: "ENOTDIR" }));
});

test.runIf(process.platform === "linux")("where no folder can be, that is said at once", () => {
  expect(() => makeFolder("/proc/tillside/reports")).toThrow(expect.objectContaining({ code: "ENOENT" }));
});
