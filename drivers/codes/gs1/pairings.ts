/** What must stand together on a label and what must not: GS1 General Specifications, section 4.13 "Data relationships". */
import type { ElementString } from "../code.ts";
import { dictionary } from "./dictionary.ts";

/**
 * The identifier whose company is wrong: it lacks what it needs, stands beside what excludes it, or comes twice with
 * two values. `undefined` where all is well. One label is judged alone, as a till sees it.
 */
export function brokenPairing(elements: readonly ElementString[]): string | undefined {
  const values = new Map<string, string>();
  /** How many different identifiers begin so: "31", "310", "3102". */
  const beginning = new Map<string, number>();
  for (const { ai, value } of elements) {
    const before = values.get(ai);
    if (before !== undefined && before !== value) return ai;
    if (before !== undefined) continue;
    values.set(ai, value);
    for (let length = 2; length <= ai.length; length++) {
      const start = ai.slice(0, length);
      beginning.set(start, (beginning.get(start) ?? 0) + 1);
    }
  }
  const count = (start: string): number => beginning.get(start) ?? 0;
  for (const ai of values.keys()) {
    const { needs, never } = dictionary.get(ai)!;
    if (needs.length > 0 && !needs.some((group) => group.every((start) => count(start) > 0))) return ai;
    // An identifier does not exclude itself, though its family may be excluded.
    if (never.some((start) => count(start) > (ai.startsWith(start) ? 1 : 0))) return ai;
  }
  return undefined;
}
