import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Connection, Database } from "./database.ts";
import { openSqlite } from "./sqlite.ts";

const table = { name: "kept", columns: { word: "text" } } as const;

let folder: string;
let database: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-database-"));
  database = openSqlite(folder, ["CREATE TABLE kept (word TEXT PRIMARY KEY)"]);
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (word: string) => async (tx: Connection) => {
  await tx.insert(table, [{ word }]);
  return word;
};
const words = async () =>
  (await database.all<{ word: string }>("SELECT word FROM kept ORDER BY 1")).map((it) => it.word);

test("of transactions that come at once one that fails leaves the others as they are", async () => {
  const broken = database.transaction(async (tx) => {
    await put("half")(tx);
    throw new Error("not this one");
  });
  const all = [database.transaction(put("a")), broken, database.transaction(put("b"))];
  expect(await Promise.allSettled(all)).toMatchObject([
    { value: "a" },
    { reason: { message: "not this one" } },
    { value: "b" },
  ]);
  expect(await words()).toEqual(["a", "b"]);
});

test("where the disk ends them all, all are told, nothing is there, and the next ones go on", async () => {
  const ended = database.transaction(async (tx) => {
    // As SQLite itself does it when the disk is full.
    await tx.run("ROLLBACK");
    throw new Error("the disk is full");
  });
  const all = [database.transaction(put("a")), ended, database.transaction(put("b"))];
  for (const { status } of await Promise.allSettled(all)) expect(status).toBe("rejected");
  expect(await words()).toEqual([]);
  expect(await database.transaction(put("c"))).toBe("c");
  expect(await words()).toEqual(["c"]);
});

test("rows that are there already stay as they are, and only the new ones are named", async () => {
  const some = ["a", "b"].map((word) => ({ word }));
  expect(await database.insert(table, some, "word")).toEqual(new Set(["a", "b"]));
  expect(await database.insert(table, [...some, { word: "c" }], "word")).toEqual(new Set(["c"]));
});
