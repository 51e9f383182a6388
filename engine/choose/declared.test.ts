/** What comes beside money from a promotion of several mechanics comes once, whichever of them promises it. */

import { expect, it } from "vitest";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { SATURDAY } from "../example.ts";
import type { PromotionData, Selector } from "../promotion.ts";
import { readBasket } from "../wire.ts";

it("a voucher beside two mechanics is weighed with those of a rival, and the best is known", () => {
  const sold = [
    ["e", 1, "3"],
    ["e", 1, "2"],
    ["e", 10, "2"],
    ["c", 1, "2.009", "kg"],
    ["b", 100, "1"],
    ["c", 700, "2"],
    ["c", 1, "1"],
    ["a", 1000, "1"],
  ] as const;
  const goods = readBasket({
    lines: sold.map(([article, unitPriceCents, quantity, measure], line) => ({
      lineId: `${line}`,
      article,
      unitPriceCents,
      quantity,
      ...(measure && { measure }),
    })),
  });
  const of = (...articles: string[]): Selector => ({ of: [{ articles }] });
  const two: PromotionData = {
    id: "P8",
    name: { en: "bundles and a voucher" },
    layer: "offers",
    mechanics: [
      { kind: "multi-buy", select: of("b", "e"), buy: 3, reward: { priceCents: 1 } },
      {
        kind: "scaled",
        select: { of: [{ everything: true }] },
        tiers: [{ measureThousandths: 1, reward: { amountCents: 10 } }],
      },
      { kind: "voucher", series: "V", days: 1 },
    ],
  };
  const rival: PromotionData = {
    id: "P10",
    name: { en: "two per cent" },
    layer: "offers",
    mechanics: [
      {
        kind: "scaled",
        select: of("e", "c", "a"),
        tiers: [
          { spendCents: 1, reward: { percent: "2" } },
          { spendCents: 10, reward: { percent: "1" } },
        ],
        on: "slice",
      },
    ],
  };
  const ruleSet = compile({
    semantics: 1,
    currency: "EUR",
    values: { voucherCents: { V: 1 } },
    layers: [{ id: "offers", stage: "item", mode: "best" }],
    promotions: [two, rival],
  });
  const { layers, effects } = evaluate(ruleSet, goods, SATURDAY);
  expect(layers.map(({ gapCents, tied }) => ({ gapCents, tied }))).toEqual([{ gapCents: 0 }]);
  expect(effects.filter(({ kind }) => kind === "voucher")).toHaveLength(1);
});
