/** Slices by pieces where goods of one price weigh differently: what they save is not for the scanner to say. */

import { describe, expect, it } from "vitest";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { readBasket, readContext, readRuleSet } from "../wire.ts";

const HERE = readContext({ at: "2026-11-21T10:31:00+01:00" });
const PIECE = { lineId: "1", article: "b", unitPriceCents: 10, quantity: "1" };
/** 0.10 as well. Its article comes before the other in one basket and after it in the next. */
const BAG = { lineId: "2", article: "a", unitPriceCents: 20, quantity: "0.500", measure: "kg" };
const LATER_BAG = { ...BAG, article: "c" };

describe.each(["best", "first", "stack"])("a piece and half a kilo at one price in a `%s` layer", (mode) => {
  it.each([
    // Of the piece 0.10; half a kilo would save 0.05.
    ["0.10 off each piece or kilo above the first", { amountCents: 10 }, 10],
    // The piece saves 0.09; half a kilo would save 0.095.
    ["each piece or kilo above the first at 0.01", { unitPriceCents: 1 }, 9],
  ])("%s: the heavier is rewarded, whatever was scanned first", (_, reward, saved) => {
    const ruleSet = compile(
      readRuleSet({
        semantics: 1,
        currency: "EUR",
        layers: [{ id: "offers", stage: "item", mode }],
        promotions: [{ id: "P", name: { en: "P" }, layer: "offers", mechanics: [slice(reward)] }],
      }),
    );
    const baskets = [BAG, LATER_BAG].flatMap((bag) => [
      [PIECE, bag],
      [bag, PIECE],
    ]);
    for (const lines of baskets) {
      const { discountCents, layers } = evaluate(ruleSet, readBasket({ lines }), HERE);
      expect([discountCents, layers[0]!.gapCents]).toEqual([saved, 0]);
    }
  });
});

function slice(reward: object) {
  const select = { of: [{ everything: true }] };
  return { kind: "scaled", select, tiers: [{ pieces: 1, reward }], on: "slice" };
}
