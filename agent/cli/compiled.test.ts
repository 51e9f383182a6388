/** Where `tillside.js` keeps what Node compiled: code that runs as ours the next time. */

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const entry = join(import.meta.dirname, "../../tillside.js");
let temporary: string;
let kept: string;

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "tillside-compiled-"));
  kept = join(temporary, `tillside-${process.getuid?.()}`);
});
afterEach(() => rmSync(temporary, { recursive: true }));

function run(): void {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  execFileSync(process.execPath, [entry, "--help"], {
    env: { ...env, TMPDIR: temporary },
    stdio: "ignore",
  });
}

test.runIf(process.getuid)("what was compiled is kept for its user alone", () => {
  run();
  expect(statSync(kept).mode & 0o777).toBe(0o700);
  expect(readdirSync(kept)).not.toEqual([]);
});

test.runIf(process.getuid)("a folder into which others may write is not taken for it", () => {
  mkdirSync(kept);
  chmodSync(kept, 0o777);
  run();
  expect(readdirSync(kept)).toEqual([]);
});
