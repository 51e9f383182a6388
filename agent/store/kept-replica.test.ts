import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ChannelFile } from "../../sync/protocol.ts";
import { promotions, rulesFile, shopFiles } from "../testing/shop.ts";
import { type KeptReplica, keepReplica } from "./kept-replica.ts";
import { openReplica } from "./replica.ts";

let folder: string;
let path: string;
let replica: KeptReplica;
let aside: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tillside-kept-"));
  path = join(folder, "replica.db");
  aside = [];
  replica = keepReplica(
    path,
    () => openReplica(path, "0042", 50),
    (file) => aside.push(file),
  );
  await replica.activate(1, shopFiles());
});
afterEach(() => {
  replica.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As a person with a database tool would. */
function changeARow(): void {
  const db = new Database(path);
  db.exec("UPDATE promotion SET json = replace(json, 'Pasta', 'Posta')");
  db.close();
}

/** Rules again, one promotion fewer, as a delta. */
function delta(): ChannelFile {
  const [before, after] = [rulesFile(1), rulesFile(2, promotions.slice(1))];
  const gone = { table: "promotion", columns: [], upserts: [], deletes: [["P1"]] };
  return { ...after, from: 1, digestBefore: before.digestAfter, tables: [gone] };
}

test("a release that does not fit rows that were changed is not the release's fault: the file is, and is set aside", async () => {
  changeARow();
  await expect(replica.activate(2, [delta()])).rejects.toMatchObject({
    code: "unusable",
    message: expect.stringContaining("HQ's next answer fills a new one"),
  });
  expect(aside).toEqual([`${path}.broken`]);
  expect([await replica.activeRelease(), (await replica.versions()).size]).toEqual([0, 0]);
  await replica.activate(2, shopFiles(2));
  expect([await replica.activeRelease(), replica.check()]).toEqual([2, false]);
});

test("a release that is wrong by itself leaves a whole replica where it is", async () => {
  const wrong = { ...delta(), digestAfter: "0".repeat(64) };
  await expect(replica.activate(2, [wrong])).rejects.toMatchObject({ code: "release-rejected" });
  expect([aside, await replica.activeRelease()]).toEqual([[], 1]);
});

test("looked at, damage is found and set aside; made anew, a whole one is too", async () => {
  expect([replica.check(), aside]).toEqual([false, []]);
  changeARow();
  expect([replica.check(), aside]).toEqual([true, [`${path}.broken`]]);
  // Of a release that was on its way meanwhile only the changes have come.
  await expect(replica.activate(3, [delta()])).rejects.toMatchObject({ code: "unusable" });
  await replica.versions();
  await replica.activate(3, shopFiles(3));
  expect(replica.rebuild()).toBe(`${path}.broken`);
  expect([await replica.activeRelease(), aside.length, existsSync(path)]).toEqual([0, 2, true]);
});

test("a disk that can't be used when it is looked at is used again when it can", async () => {
  const elsewhere = `${folder}-away`;
  renameSync(folder, elsewhere);
  expect(() => replica.check()).toThrow("can't be opened");
  await expect(replica.activeRelease()).rejects.toThrow("can't be opened");
  renameSync(elsewhere, folder);
  expect(await replica.activeRelease()).toBe(1);
  expect(aside).toEqual([]);
});
