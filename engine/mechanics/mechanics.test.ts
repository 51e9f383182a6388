import { describe, expect, it } from "vitest";
import { compile } from "../compile.ts";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluate.ts";
import { basket, mechanicData } from "../example.ts";
import { explain } from "../explain.ts";
import { mechanics } from "./index.ts";
import { mechanicSchemas } from "./schemas.ts";

const context: Context = {
  date: "2026-11-21",
  time: "10:00:00",
  weekday: 6,
  store: "0042",
  storeGroups: [],
  till: "3",
  channel: "till",
  coupons: [],
};

it("every mechanic has terms and worked examples", () => {
  expect([...mechanicSchemas.keys()]).toEqual([...mechanics.keys()]);
  for (const [kind, { examples }] of mechanicSchemas) expect(examples.length, kind).toBeGreaterThan(0);
});

for (const [kind, { terms, examples }] of mechanicSchemas) {
  describe(kind, () => {
    for (const example of examples) {
      it(example.name, () => {
        const { stage, mode } = example.layer ?? { stage: "item", mode: "best" };
        const ruleSet = compile({
          semantics: 1,
          currency: "EUR",
          layers: [{ id: "only", stage, mode }],
          promotions: [
            {
              id: "P",
              name: { en: example.name },
              layer: "only",
              mechanics: [mechanicData(kind, terms.parse(example.terms))],
            },
          ],
        });
        const evaluation = evaluate(ruleSet, basket(example.basket), context);
        expect(evaluation.discountCents).toBe(example.saving);
        if (example.missing !== undefined) {
          const [why] = explain(ruleSet, basket(example.basket), context);
          const { pieces, amountCents } = example.missing;
          const short = pieces ? { kind: "units-short", pieces } : { kind: "amount-short", amountCents };
          expect(why!.reasons).toContainEqual(short);
        }
        const shares = evaluation.lines.map(({ discountCents }) => discountCents);
        expect(shares).toEqual(example.shares ?? shares);
        const points = evaluation.effects.reduce(
          (sum, one) => sum + (one.kind === "points" ? one.points : 0),
          0,
        );
        expect(points).toBe(example.points ?? 0);
      });
    }
  });
}
