import { expect, it } from "vitest";
import { basket } from "../example.ts";
import type { Exclusion } from "../promotion.ts";
import { compileExclusions, withExclusions } from "./exclusions.ts";

const byLaw: Exclusion[] = [
  { flag: "no-discount-by-law", select: { of: [{ group: "infant milk" }, { department: "90" }] } },
  { flag: "no-points", select: { of: [{ department: "90" }], except: [{ articles: ["lighter"] }] } },
];
const exclusions = compileExclusions(byLaw, new Map([["infant milk", new Set(["formula"])]]));
const flagsOf = (notation: string, flags: readonly "deposit"[] = []) =>
  withExclusions({ ...basket(notation).lines[0]!, flags }, exclusions).flags;

it("goods that the law keeps out are flagged as if the POS had sent it", () => {
  expect(flagsOf("formula/1/1590/10")).toEqual(["no-discount-by-law"]);
  expect(flagsOf("cigarettes/1/600/90.10")).toEqual(["no-discount-by-law", "no-points"]);
  expect(flagsOf("lighter/1/150/90.20")).toEqual(["no-discount-by-law"]);
});

it("what the POS has flagged already is excluded all the same, and keeps its flag", () => {
  expect(flagsOf("formula/1/1590/10", ["deposit"])).toEqual(["deposit", "no-discount-by-law"]);
});

it("a line that nothing excludes stays the very same", () => {
  const [line] = basket("pasta/1/119/10").lines;
  expect(withExclusions(line!, exclusions)).toBe(line);
  expect(withExclusions(line!, compileExclusions(undefined, new Map()))).toBe(line);
});
