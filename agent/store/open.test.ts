/** Every connection that writes what must survive a power cut is told so, and asked whether it will. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
    const asked = ["journal_mode", "synchronous", "trusted_schema"];
    const answers = asked.map((name) => db.pragma(name, { simple: true }));
    db.close();
    expect([life, ...answers]).toEqual([life, "wal", FULL, 0]);
  }
});

test("a connection that does not sync as it was told is not used", () => {
  const path = join(folder, "a.db");
  // SQLite takes EXTRA; it is not what anybody here counts on.
  const layout = { ...journalLayout, synchronous: "EXTRA" as never };
  expect(() => openStore(path, layout)).toThrow(expect.objectContaining({ code: "unusable" }));
});

test("a migration that fails halfway changes nothing, and the next start goes on where it stood", () => {
  const path = join(folder, "a.db");
  const first = "CREATE TABLE one (value TEXT) STRICT; INSERT INTO one VALUES ('kept')";
  const layout = { ...leadLayout, migrations: [first, "DELETE FROM one; INSERT INTO nowhere VALUES (1)"] };
  expect(() => openStore(path, layout)).toThrow("no such table: nowhere");
  const db = openStore(path, { ...layout, migrations: [first, "ALTER TABLE one ADD COLUMN more TEXT"] });
  expect(db.prepare("SELECT * FROM one").all()).toEqual([{ value: "kept", more: null }]);
  db.close();
});

test("a file with a page that is damaged is refused at its opening, however whole its beginning is", () => {
  const path = join(folder, "a.db");
  const db = openStore(path, leadLayout);
  db.exec("CREATE TABLE one (value TEXT) STRICT; CREATE INDEX by_value ON one (value)");
  const add = db.prepare("INSERT INTO one VALUES (?)");
  db.transaction(() => {
    for (let n = 0; n < 500; n += 1) add.run(`${n} ${"x".repeat(50)}`);
  })();
  db.close();
  const bytes = readFileSync(path);
  bytes.fill(0, bytes.length - 4096);
  writeFileSync(path, bytes);
  expect(() => openStore(path, leadLayout)).toThrow(expect.objectContaining({ code: "corrupt" }));
});

test("who only reads can't write", () => {
  const path = join(folder, "a.db");
  openStore(path, journalLayout).close();
  const db = openStoreReader(path, journalLayout);
  expect(() => db.exec("DELETE FROM sale")).toThrow("readonly");
  db.close();
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
