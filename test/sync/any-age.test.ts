import { expect, test } from "vitest";
import { tillsOfAnyAge } from "./any-age.ts";

/** `npm run test:long -- any-age` has hundreds of longer ones. */
test("through weeks of changes every till gets each release, whether it is new, looked yesterday or was long away", async () => {
  expect(await tillsOfAnyAge(3, 16)).toEqual([]);
});
