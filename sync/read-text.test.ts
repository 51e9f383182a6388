import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readText } from "./read-text.ts";

const folder = mkdtempSync(join(tmpdir(), "tillside-text-"));
afterAll(() => rmSync(folder, { recursive: true }));

const text = '{ "store": "Città" }\r\n';

test.each([
  ["an editor on Linux", Buffer.from(text)],
  ["Notepad, with a byte order mark", Buffer.from(`\uFEFF${text}`)],
  ["PowerShell's >, which writes UTF-16", Buffer.from(`\uFEFF${text}`, "utf16le")],
])("a file is read as it was meant, written by %s", (_, bytes) => {
  const file = join(folder, "config.json");
  writeFileSync(file, bytes);
  expect(readText(file)).toBe(text);
});

test("a file that is not there is the file system's error", () => {
  expect(() => readText(join(folder, "none"))).toThrow(expect.objectContaining({ code: "ENOENT" }));
});
