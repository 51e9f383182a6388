/** A file of HQ's that is too large for a till's memory beside all else. */

import { hash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createFiles } from "../../sync/client/files.ts";
import { createHubHttp } from "../../sync/client/http.ts";
import { hashOf } from "../../sync/release/packed-file.ts";
import { keptFilesIn } from "./kept-files.ts";
import { storeFilesBy } from "./store-files.ts";

const folder = mkdtempSync(join(tmpdir(), "tillside-large-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kept = keptFilesIn(folder, { bytesMax: 100_000_000, freeBytes: () => 1e12 });
const token = { now: () => "", corrected: () => false };
const files = createFiles({
  // Nobody answers there: all that is fetched is in the folder.
  http: createHubHttp({ hubUrl: "http://127.0.0.1:1", token, onAnswer: () => {} }),
  storeFiles: storeFilesBy(kept, () => undefined),
  onRefused: () => {},
});
const fetched = async (bytes: Uint8Array) => {
  const sha256 = hash("sha256", bytes, "hex");
  kept.keep(sha256, bytes);
  const named = { path: `files/cards-all/0-1.${sha256}.zst`, bytes: bytes.length, sha256 };
  return {
    sha256,
    packed: await files.fetchPacked(named, "hq-away", AbortSignal.timeout(10_000), 1_000_000),
  };
};

test("is read from its folder in parts, and whoever reads it when it is gone there fetches it again", async () => {
  const bytes = randomBytes(5_000_000);
  const { sha256, packed } = await fetched(bytes);
  expect([packed.length, hashOf(packed)]).toEqual([bytes.length, sha256]);
  expect(Buffer.compare(packed.part(4_999_000, 5_001_000), bytes.subarray(4_999_000))).toBe(0);
  kept.discard(sha256);
  expect(() => packed.part(0, 10)).toThrow(/is gone: it is fetched again/);
});

test("a small one stays in memory, whatever becomes of the folder", async () => {
  const bytes = randomBytes(50_000);
  const { sha256, packed } = await fetched(bytes);
  kept.discard(sha256);
  expect(hashOf(packed)).toBe(sha256);
});
