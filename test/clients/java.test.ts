import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catchesUp, type Example, sellsOnce, tellsAStrangerNothing } from "./proof.ts";

const client = join(import.meta.dirname, "../../agent/client");

test("the README says how the examples in other languages are started", () => {
  const readme = readFileSync(join(client, "README.md"), "utf8");
  expect(readme).toContain("java agent/client/java/TillsidePos.java 127.0.0.1:7710 shop/till/pos.secret");
  expect(readme).toContain("dotnet run -- 127.0.0.1:7710");
});

if (spawnSync("javac", ["-version"]).error === undefined)
  describe("the example in Java", () => {
    let classes: string;
    let example: Example;
    beforeAll(() => {
      classes = mkdtempSync(join(tmpdir(), "tillside-java-"));
      const source = join(client, "java", "TillsidePos.java");
      const words = ["-Xlint:all", "-Werror", "-d", classes, source];
      const { status, stderr } = spawnSync("javac", words, { encoding: "utf8" });
      expect([status, stderr]).toEqual([0, ""]);
      // Less time to start: it is over before anything is worth compiling.
      example = ["java", "-XX:TieredStopAtLevel=1", "-cp", classes, "TillsidePos"];
    });
    afterAll(() => rmSync(classes, { recursive: true }));

    test("sells three for two, and is recorded once although it sends twice", () => sellsOnce(example));
    test("sells on while nobody answers, and tells the whole sale later", () => catchesUp(example));
    test("tells a program that took the agent's port nothing of its sale", () =>
      tellsAStrangerNothing(example));
  });
