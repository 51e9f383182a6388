import { expect, it } from "vitest";
import type { LineItem } from "../basket.ts";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { basket, SATURDAY as context } from "../example.ts";
import type { PromotionData } from "../promotion.ts";

const everything = { of: [{ everything: true as const }] };

it("who meets a condition in two ways, neither with a coupon, has its limits once", () => {
  // Spending 1.00 and spending 2.00 both open the cans: two for one, 1.00 off at most.
  const cans: PromotionData = {
    id: "cans",
    name: { en: "two for one" },
    layer: "offers",
    requires: {
      kind: "any",
      of: [
        { kind: "basket", amountCents: 100 },
        { kind: "basket", amountCents: 200 },
      ],
    },
    limits: { amountCents: 100 },
    mechanics: [{ kind: "multi-buy", select: { of: [{ articles: ["can"] }] }, buy: 2, reward: { free: 1 } }],
  };
  const off: PromotionData = {
    id: "off",
    name: { en: "0.10 off" },
    layer: "offers",
    mechanics: [{ kind: "mix-and-match", slots: [{ select: everything }], reward: { amountCents: 10 } }],
  };
  const rules = compile({
    semantics: 1,
    currency: "EUR",
    layers: [{ id: "offers", stage: "item", mode: "best" }],
    promotions: [cans, off],
  });
  // The bag may not cost less: the search hopes for 0.10 off it in vain, and the simple ways of choosing are asked too.
  const bag = (line: LineItem): LineItem => (line.article === "bag" ? { ...line, floorCents: 10 } : line);
  const goods = basket("can/4/100 bag/1/10");
  const { effects, totalCents } = evaluate(rules, { ...goods, lines: goods.lines.map(bag) }, context);
  const saved = effects.flatMap((one) =>
    one.kind === "price-modifier" ? [[one.promotionId, one.amountCents]] : [],
  );
  // Two cans at the price of one, and 0.10 off each of the other two.
  expect(saved).toEqual([
    ["cans", 100],
    ["off", 20],
  ]);
  expect(totalCents).toBe(290);
});
