import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { checks } from "./checks.ts";

it("the table in the README has every finding with its severity, and no other", () => {
  const text = readFileSync(new URL("README.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `([\w-]+)` \| (\w+) \|/gm)].map(([, code, severity]) => [
    code,
    severity,
  ]);
  const codes = checks.flatMap((check) => Object.entries(check.codes));
  expect(new Set(codes.map(([code]) => code)).size).toBe(codes.length);
  expect(rows).toEqual(codes);
});
