import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureDataDir, readConfig, readConfigFile } from "./config.ts";
import { jsonLog } from "./log.ts";
import { ensureSecret } from "./secret.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-config-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("three fields are enough, and files lie in the data folder", () => {
  const config = readConfig({ store: "0042", till: "3", dataDir: folder });
  expect([config.pos.port, config.pos.profile, config.language]).toEqual([7710, "generic", "it"]);
  expect(config.paths.journal).toBe(join(folder, "journal.db"));
});

test("a wrong field is named with its file", () => {
  const file = join(folder, "config.json");
  writeFileSync(file, JSON.stringify({ store: "0042", till: "3", pos: { port: "7710" } }));
  expect(() => readConfigFile(file)).toThrow(/config\.json: "pos\.port": .*number/);
  writeFileSync(file, JSON.stringify({ store: "0042", till: "3", printr: {} }));
  expect(() => readConfigFile(file)).toThrow(/"printr"/);
  writeFileSync(file, "{");
  expect(() => readConfigFile(file)).toThrow(/config\.json is not JSON/);
});

test.each([
  ["an array", "[]"],
  ["a string", '"0042"'],
  ["null", "null"],
])("a configuration that is %s: an object is expected", (_, text) => {
  const file = join(folder, "config.json");
  writeFileSync(file, text);
  expect(() => readConfigFile(file)).toThrow(/config\.json: an object is expected: \{ "store"/);
});

test("a data folder below a file can't be made, and the error says which file is in the way", () => {
  const file = join(folder, "notes.txt");
  writeFileSync(file, "");
  expect(() => ensureDataDir(join(file, "data"))).toThrow(`${file} is a file, not a folder`);
  expect(() => ensureDataDir(file)).toThrow(`${file} is a file, not a folder`);
});

test("the secret is made once and only its owner can read it", () => {
  const file = join(folder, "pos.secret");
  const first = ensureSecret(file);
  expect(ensureSecret(file)).toEqual(first);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).filter((name) => name.startsWith("pos.secret"))).toEqual(["pos.secret"]);
  writeFileSync(file, "short");
  expect(() => ensureSecret(file)).toThrow(/is no secret/);
});

test("the log never shows a number long enough to be a card", () => {
  const lines: string[] = [];
  const log = jsonLog((line) => lines.push(line));
  log.warning("device", { message: "read 4111 1111 1111 1111 and 2600000000015" });
  expect(lines[0]).not.toMatch(/1111 1111|0000015/);
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: "warning", event: "device" });
});
