import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { emptyInPlace } from "./empty-in-place.ts";

let folder: string;
let path: string;

/** As a till has it: WAL, and enough rows for several pages. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-empty-"));
  path = join(folder, "replica.db");
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  db.exec("CREATE TABLE article (code TEXT PRIMARY KEY, price INTEGER) STRICT, WITHOUT ROWID");
  const insert = db.prepare("INSERT INTO article VALUES (?, ?)");
  db.transaction(() => {
    for (let n = 0; n < 2000; n += 1) insert.run(`article ${n}`, n);
  })();
  db.pragma("user_version = 3");
  db.close();
});

afterEach(() => rmSync(folder, { recursive: true }));

const rowsOf = (db: Database.Database) => db.prepare("SELECT count(*) FROM article").pluck().get();

test("who reads goes on with what was there; who comes afterwards finds a new file", () => {
  const reader = new Database(path, { readonly: true });
  reader.exec("BEGIN");
  expect(rowsOf(reader)).toBe(2000);
  emptyInPlace(path, 1000);
  expect(rowsOf(reader)).toBe(2000);
  const after = new Database(path);
  expect(after.pragma("user_version", { simple: true })).toBe(0);
  expect(after.prepare("SELECT count(*) FROM sqlite_schema").pluck().get()).toBe(0);
  expect(after.pragma("integrity_check", { simple: true })).toBe("ok");
  after.exec("CREATE TABLE article (code TEXT); INSERT INTO article VALUES ('new')");
  expect([rowsOf(after), rowsOf(reader)]).toEqual([1, 2000]);
  reader.close();
  after.close();
});

test("damaged rows are not in the way", () => {
  const bytes = statSync(path).size;
  truncateSync(path, 8192);
  truncateSync(path, bytes);
  emptyInPlace(path, 1000);
  const after = new Database(path);
  expect(after.pragma("integrity_check", { simple: true })).toBe("ok");
  after.close();
});

test("what is no database any more stays as it is", () => {
  writeFileSync(path, Buffer.alloc(8192, "damaged"));
  expect(() => emptyInPlace(path, 1000)).toThrow(expect.objectContaining({ code: "SQLITE_NOTADB" }));
  expect(statSync(path).size).toBe(8192);
});
