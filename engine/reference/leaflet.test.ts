import { describe, expect, it } from "vitest";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { basket } from "../example.ts";
import { readContext, readRuleSet } from "../wire.ts";
import { leaflet, promotionOf } from "./leaflet.ts";

const layers = [{ id: "offers", stage: "item", mode: "best" }];

for (const sentence of leaflet) {
  const promotions = [JSON.parse(JSON.stringify(promotionOf(sentence)))];
  const rules = compile(readRuleSet({ semantics: 1, currency: "EUR", layers, promotions }));
  describe(sentence.says, () => {
    it.each(sentence.tries)("$who: $offCents cents off", ({ context, basket: notation, offCents }) => {
      const here = readContext({ at: "2026-11-21T10:00:00", store: "0042", till: "3", ...context });
      expect(evaluate(rules, basket(notation ?? "bread/1/1000"), here).discountCents).toBe(offCents);
    });

    it("somebody gets it, and somebody does not", () => {
      const amounts = new Set(sentence.tries.map(({ offCents }) => offCents > 0));
      expect(amounts).toEqual(new Set([true, false]));
    });
  });
}
