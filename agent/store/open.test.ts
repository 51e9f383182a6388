/** Every connection that writes what must survive a power cut is told so, and asked whether it will. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { leadLayout } from "../lead/layout.ts";
import { journalLayout } from "./journal-layout.ts";
import { openStore, openStoreReader } from "./open.ts";
import { replicaLayout } from "./replica-layout.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-open-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FULL = 2;

test.each([
  ["the journal", journalLayout],
  ["the replica", replicaLayout],
  ["what a lead has promised", leadLayout],
])("%s is synced before anybody is told that it is written, by each connection", (_, layout) => {
  for (const life of ["new", "opened again"]) {
    const db = openStore(join(folder, "a.db"), layout);
    const asked = ["journal_mode", "synchronous"].map((name) => db.pragma(name, { simple: true }));
    db.close();
    expect([life, ...asked]).toEqual([life, "wal", FULL]);
  }
});

test("where nothing can be written durably a file is refused, with what to do", () => {
  expect(() => openStore(":memory:", journalLayout)).toThrow(
    expect.objectContaining({ code: "unusable", message: expect.stringContaining("use a local disk") }),
  );
});

test("who only reads opens what it knows: a newer file and one that is to be brought up to date are refused, untouched", () => {
  const path = join(folder, "a.db");
  openStore(path, journalLayout).close();
  const versions: [number, object][] = [
    [99, { code: "newer", message: expect.stringContaining("Install that version again") }],
    [1, { code: "unusable", message: expect.stringContaining("was not brought up to date yet") }],
  ];
  for (const [version, refusal] of versions) {
    const db = new Database(path);
    db.pragma(`user_version = ${version}`);
    db.close();
    const before = readFileSync(path);
    expect(() => openStoreReader(path, journalLayout)).toThrow(expect.objectContaining(refusal));
    expect(readFileSync(path).equals(before)).toBe(true);
  }
  expect(() => openStoreReader(join(folder, "none.db"), journalLayout)).toThrow(
    expect.objectContaining({ code: expect.any(String) }),
  );
});
