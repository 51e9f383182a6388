/** Labels with what they must come to, each with where that is written; the data are in `vectors/`. */

import { describe, expect, test } from "vitest";
import type { Code } from "./code.ts";
import { codeRulesSchema } from "./code-rules.ts";
import { fnc1 } from "./gs1/element-strings.ts";
import { parseCode } from "./parse-code.ts";
import cards from "./vectors/cards.json" with { type: "json" };
import coupons from "./vectors/coupons.json" with { type: "json" };
import digitalLinks from "./vectors/digital-links.json" with { type: "json" };
import ean from "./vectors/ean.json" with { type: "json" };
import elementStrings from "./vectors/element-strings.json" with { type: "json" };
import inStore from "./vectors/in-store.json" with { type: "json" };

interface Vector {
  readonly says: string;
  /** U+001D where the scanner sends FNC1. */
  readonly label: string;
  readonly aim?: string;
  /** Code rules; the rest of them as they are by themselves. */
  readonly rules?: object;
  /** Without `elements`: those are compared with the label itself. */
  readonly code: object;
  readonly source: string;
}

const files: Readonly<Record<string, readonly Vector[]>> = {
  ean,
  inStore,
  coupons,
  cards,
  elementStrings,
  digitalLinks,
};
const all = Object.values(files).flat();

function read({ label, aim, rules = {} }: Vector): Code {
  const bytes = new TextEncoder().encode(label);
  return parseCode({ bytes, ...(aim === undefined ? {} : { aim }) }, codeRulesSchema.parse(rules));
}

for (const [name, vectors] of Object.entries(files))
  describe(name, () => {
    test.each(vectors.map((vector) => [vector.says, vector] as const))("%s", (_says, vector) => {
      const { elements: _elements, ...code } = read(vector) as Code & { elements?: unknown };
      expect(code).toEqual(vector.code);
    });
  });

test("what a GS1 label says is told whole and in its order", () => {
  const bare = (text: string) => text.replaceAll(fnc1, "").replaceAll("|", "");
  const labels = elementStrings.filter(({ code }) => !("unknownAis" in code)) as readonly Vector[];
  let compared = 0;
  for (const vector of labels) {
    const code = read(vector);
    if (!("elements" in code) || code.elements === undefined) continue;
    const told = code.elements.map(({ ai, value }) => ai + value).join("");
    if (!vector.label.includes("{GS}")) expect(told, vector.says).toBe(bare(vector.label));
    compared += 1;
  }
  expect(compared).toBeGreaterThan(40);
});

test("there are at least 150 of them, half invalid, each with its source", () => {
  const invalid = all.filter(({ code }) => (code as Code).kind === "refused");
  expect(all.length).toBeGreaterThanOrEqual(150);
  expect(invalid.length * 2).toBeGreaterThanOrEqual(all.length);
  expect(all.filter(({ source }) => source.length < 8)).toEqual([]);
});
