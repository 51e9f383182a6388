import { expect, test } from "vitest";
import { unknownStore } from "./known-stores.ts";

test("of many stores those are named that are written most alike", () => {
  const stores = new Set(Array.from({ length: 500 }, (_, n) => String(n + 1).padStart(4, "0")));
  expect(unknownStore(stores, "0042")).toBeUndefined();
  expect(unknownStore(stores, "42")).toMatch(
    /^no release in use names a store 42; the most alike are 0042, /,
  );
  expect(unknownStore(stores, "0510")).toContain("the most alike are 0010, 0110, 0210, 0310, 0410, 0500, ");
  // Before the first release nobody can say.
  expect(unknownStore(undefined, "42")).toBeUndefined();
});
