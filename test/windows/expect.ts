/** What a check throws: the whole of what was wrong, in one sentence. */

import { isDeepStrictEqual } from "node:util";
import type { Ended } from "./machine.ts";

export function equal(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
}

/** Throws unless it ended with that code and said that. */
export function ended({ code, said }: Ended, expected: number, what: RegExp): void {
  if (code !== expected || !what.test(said))
    throw new Error(`ended with ${code}, not ${expected} and ${what}: ${said.slice(-500)}`);
}
