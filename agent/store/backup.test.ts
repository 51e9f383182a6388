import fs, { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { backUp, backupsOf } from "./backup.ts";
import { openJournal } from "./journal.ts";
import { journalLayout } from "./journal-layout.ts";
import { openJournalReader } from "./journal-reader.ts";
import { openStore } from "./open.ts";
import { verifyJournal } from "./verify.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-backup-"));
  path = join(folder, "journal.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const today = journalLayout.migrations.length;
const open = () => openJournal(path, { store: "0042", till: "3" });

function old(version: number): Buffer {
  const bytes = gunzipSync(readFileSync(join(import.meta.dirname, `old/journal-${version}.db.gz`)));
  writeFileSync(path, bytes);
  return bytes;
}

function versionOf(file: string): unknown {
  const db = new Database(file, { readonly: true });
  try {
    return db.pragma("user_version", { simple: true });
  } finally {
    db.close();
  }
}

const everyOlder = Array.from({ length: today - 1 }, (_, before) => before + 1);

describe.each(everyOlder)("a journal of version %i", (version) => {
  test("is brought up to date with every sale, queue, balance and coupon in it", () => {
    old(version);
    const journal = open();
    expect(journal.completed("t2", "hash of t2")).toMatchObject({ kind: "recorded", repeated: true });
    expect(journal.pending("sales", 10).map(({ sequence }) => sequence)).toEqual([3, 4]);
    expect(journal.pending("claims", 10)).toMatchObject([{ kind: "coupon.redeemed" }]);
    const wanted = { couponId: "C2", series: "EURO1", transactionId: "t9", reservation: "r9" };
    expect(journal.reserve(wanted)).toBe("already-used");
    journal.close();
    const reader = openJournalReader(path);
    expect(reader.find("R-3")).toMatchObject({
      sale: { transactionId: "t3", totalCents: 238 },
      definitions: [{ promotionId: "P1" }],
    });
    expect(reader.movements("c1", "2027-01-01T00:00:00Z")).toEqual({ base: 4 });
    reader.close();
    expect(verifyJournal(path)).toMatchObject({ sales: 3, events: { sales: 4, claims: 1 } });
    expect(verifyJournal(path).broken).toBeUndefined();
    expect(versionOf(path)).toBe(today);
  });

  test("forgets what HQ has when it would have been forgotten, and nothing else", () => {
    old(version);
    const journal = open();
    const at = (time: string) => Date.parse(`2026-11-18T${time}Z`);
    expect([at("11:07:00"), at("11:08:00"), at("23:00:00")].map(journal.prune)).toEqual([0, 2, 0]);
    expect(journal.recordedOf(["t1", "t2", "t3"])).toEqual(["t2", "t3"]);
    journal.close();
  });

  test("is copied first: the copy in its place is the journal as it was", () => {
    old(version);
    open().close();
    const [copy] = backupsOf(path);
    expect(copy).toBe(`${path}.v${version}.bak`);
    expect(versionOf(copy!)).toBe(version);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
    writeFileSync(path, readFileSync(copy!));
    const journal = open();
    expect(journal.completed("t1", "hash of t1")).toMatchObject({ kind: "recorded", repeated: true });
    journal.close();
  });
});

test("a journal that is up to date already, or new, is not copied", () => {
  open().close();
  open().close();
  expect(backupsOf(path)).toEqual([]);
});

test("the newest two copies are kept", () => {
  const db = new Database(path);
  db.exec("CREATE TABLE one (value TEXT) STRICT");
  for (const version of [2, 9, 10]) backUp(db, path, version);
  db.close();
  expect(backupsOf(path)).toEqual([`${path}.v10.bak`, `${path}.v9.bak`]);
});

test("without room for the copy nothing is changed, and the bytes that are needed are named", () => {
  const before = old(1);
  const db = new Database(path);
  const needed = before.length + (1 << 20);
  expect(() => backUp(db, path, 1, () => needed - 1)).toThrow(
    `${needed} bytes are needed in its folder, ${needed - 1} are free`,
  );
  db.close();
  expect(readFileSync(path)).toEqual(before);
  expect(readdirSync(folder)).toEqual(["journal.db"]);
});

test("a copy that can't be written refuses the journal and leaves it as it was", () => {
  old(1);
  // A folder in the copy's way: the rename fails on every system.
  const inTheWay = join(`${path}.v1.bak`, "something");
  mkdirSync(inTheWay, { recursive: true });
  expect(() => openStore(path, journalLayout)).toThrow(/journal .* can't be opened/);
  expect(versionOf(path)).toBe(1);
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("a copy is on the disk before it has its name, and its name before anything is changed", () => {
  old(1);
  const steps: (number | string)[] = [];
  const { fsyncSync, renameSync } = fs;
  fs.fsyncSync = (file) => {
    steps.push(fs.fstatSync(file).ino);
    fsyncSync(file);
  };
  fs.renameSync = (from, to) => {
    steps.push(`named, version ${versionOf(path)}`);
    renameSync(from, to);
  };
  syncBuiltinESMExports();
  try {
    open().close();
  } finally {
    Object.assign(fs, { fsyncSync, renameSync });
    syncBuiltinESMExports();
  }
  const inode = (file: string) => fs.statSync(file).ino;
  const ofFolder = process.platform === "win32" ? [] : [inode(folder)];
  expect(steps).toEqual([inode(`${path}.v1.bak`), "named, version 1", ...ofFolder]);
});

test("a copy that a power cut left unfinished is made anew", () => {
  old(1);
  writeFileSync(`${path}.v1.bak.tmp`, "half of it");
  open().close();
  expect(versionOf(`${path}.v1.bak`)).toBe(1);
});
