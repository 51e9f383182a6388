import { hash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keptFilesIn } from "./kept-files.ts";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "tillside-kept-")), "kept");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

const PLENTY = () => 1e12;
const kept = (bytesMax = 1000, freeBytes = PLENTY) => keptFilesIn(folder, { bytesMax, freeBytes });
const file = (text: string, length = 100) => {
  const bytes = Buffer.alloc(length, text);
  return { name: hash("sha256", bytes, "hex"), bytes };
};

test("what was cut off or damaged on the disk is thrown away when it is looked at, and fetched again", async () => {
  const files = kept();
  const [one, two] = [file("one"), file("two")];
  for (const { name, bytes } of [one, two]) files.keep(name, bytes);
  expect(files.read(one.name)).toEqual(one.bytes);
  // A kill in the middle of a write, and a bit that fell over.
  writeFileSync(join(folder, one.name), one.bytes.subarray(0, 50));
  writeFileSync(join(folder, two.name), Buffer.concat([two.bytes.subarray(1), Buffer.from("!")]));
  writeFileSync(join(folder, `${one.name}.half`), "abc");
  expect(files.read(one.name)).toBeUndefined();
  await files.check(two.name);
  expect(files.part(two.name, 0, 10)).toBeUndefined();
  files.keep(one.name, one.bytes);
  expect(readdirSync(folder)).toEqual([one.name]);
});

test("what was not used for longest gives way; head and roots stay", () => {
  const files = kept(250);
  const [one, two, three] = [file("one"), file("two"), file("three")];
  files.keep("root-2", Buffer.from("root"));
  for (const { name, bytes } of [one, two]) files.keep(name, bytes);
  for (const { name } of [one, two]) utimesSync(join(folder, name), 1, 1);
  files.read(one.name);
  files.keep(three.name, three.bytes);
  expect(readdirSync(folder).sort()).toEqual([one.name, three.name, "root-2"].sort());
  files.keep(file("large", 251).name, Buffer.alloc(251, "large"));
  expect(readdirSync(folder)).toHaveLength(3);
  expect(files.newestRoot()).toBe(2);
});

test("on a disk with little room nothing is kept, and what was gives its room back", () => {
  const one = file("one");
  kept().keep(one.name, one.bytes);
  kept(1000, () => 1999).keep(file("two").name, file("two").bytes);
  expect(readdirSync(folder)).toEqual([]);
  kept(0).keep(one.name, one.bytes);
  expect(readdirSync(folder)).toEqual([]);
});

test("a folder that can't be used is no fault: it is as if nothing were kept", () => {
  writeFileSync(folder, "a file where the folder should be");
  const one = file("one");
  const files = kept();
  files.keep(one.name, one.bytes);
  expect([files.read(one.name), files.part(one.name, 0, 10), files.newestRoot()]).toEqual([
    undefined,
    undefined,
    0,
  ]);
  expect(() => files.read("../secret")).toThrow("no file's name");
});
