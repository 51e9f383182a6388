import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openJournal } from "../store/journal.ts";
import { verb } from "./journal.ts";

let folder: string;
let config: string;
let said: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-journal-verb-"));
  config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify({ store: "0042", till: "3" }));
  openJournal(join(folder, "journal.db"), { store: "0042", till: "3" }).close();
  said = "";
  vi.spyOn(console, "log").mockImplementation((text: string) => {
    said += text;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const verify = (...positionals: string[]) => verb.run({ values: { config }, positionals });

test("a journal that is whole is said to be", async () => {
  expect(await verify("verify")).toBe(0);
  expect(said).toContain("is whole: 0 sales");
});

test("one that is not is told with the row, and scripts see it by the exit code", async () => {
  const db = new Database(join(folder, "journal.db"));
  db.exec("INSERT INTO coupon VALUES ('c9', 'EURO1', 'redeemed', 't9', 'run', 0, '')");
  db.close();
  expect(await verify("verify")).toBe(1);
  expect(said).toContain("is broken at coupon c9: it is used up by a sale or a return that is not there.");
});

test.each([
  ["at its beginning", 3, undefined],
  ["in its events", 3, 5],
])("one whose pages are damaged %s is told by its name, with what to do", async (_, first, end) => {
  const path = join(folder, "journal.db");
  const bytes = readFileSync(path);
  bytes.fill(0xaa, 4096 * first, end && 4096 * end);
  writeFileSync(path, bytes);
  await expect(verify("verify")).rejects.toThrow(
    `${path} is damaged (its pages do not fit together). Copy the file and tell HQ`,
  );
});

test("another word is refused with what there is", async () => {
  await expect(verify("repair")).rejects.toThrow("verify");
});
