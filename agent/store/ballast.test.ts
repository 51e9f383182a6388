import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBallast, withBallast } from "./ballast.ts";

const MB = 1 << 20;
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-ballast-"));
  path = join(folder, "ballast.bin");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("it is written a part at a time, to its size", () => {
  const ballast = openBallast(path, 2.5 * MB, () => 5 * MB);
  expect([ballast.grow(), ballast.grow(), ballast.grow()]).toEqual(["more", "more", "whole"]);
  expect(ballast.grow()).toBe("whole");
  expect(statSync(path).size).toBe(2.5 * MB);
});

test("it is not made where it would take the room that the till needs", () => {
  const ballast = openBallast(path, 2 * MB, () => 4 * MB - 1);
  expect(ballast.grow()).toBe("no-room");
  expect(existsSync(path)).toBe(false);
  expect(ballast.give()).toBe(false);
});

test("once it was needed it comes back only where there is plenty", () => {
  let free = 4 * MB;
  const ballast = openBallast(path, MB, () => free);
  ballast.grow();
  expect(ballast.give()).toBe(true);
  free = 4 * MB - 1;
  ballast.grow();
  expect(existsSync(path)).toBe(false);
  free = 4 * MB;
  ballast.grow();
  expect(existsSync(path)).toBe(true);
});

/** A real file that SQLite finds full; throwing the ballast overboard makes room. */
function fullDatabase() {
  const db = new Database(join(folder, "full.db"));
  db.exec("CREATE TABLE one (value BLOB) STRICT");
  const limit = (pages: number) => db.pragma(`max_page_count = ${pages}`);
  limit(db.pragma("page_count", { simple: true }) as number);
  const write = () => db.prepare("INSERT INTO one VALUES (zeroblob(20000))").run().changes;
  return { db, limit, write };
}

test("what finds the disk full is written with the ballast's room, and somebody is told", () => {
  const { db, limit, write } = fullDatabase();
  const told: string[] = [];
  const give = () => {
    limit(100);
    return true;
  };
  expect(withBallast({ grow: () => "whole" as const, give }, () => told.push("given"), write)).toBe(1);
  expect([told, db.prepare("SELECT count(*) FROM one").pluck().get()]).toEqual([["given"], 1]);
  db.close();
});

test("without ballast a full disk is what it is, and other faults are not its business", () => {
  const { db, write } = fullDatabase();
  const none = { grow: () => "whole" as const, give: () => false };
  expect(() => withBallast(none, () => {}, write)).toThrow(expect.objectContaining({ code: "SQLITE_FULL" }));
  db.close();
  const never = { grow: () => "whole" as const, give: () => expect.unreachable() };
  expect(() => withBallast(never, () => {}, write)).toThrow();
});
