/** From the shop floor, where one evaluation does not show it. What one does show is data: `cases/`. */

import { describe, expect, it } from "vitest";
import { book } from "./answers/book.ts";
import { suggest } from "./answers/suggest.ts";
import { compile } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { basket, SATURDAY } from "./example.ts";
import type { MechanicData } from "./promotion.ts";

const here = SATURDAY;
const articles = (...names: string[]) => ({ of: [{ articles: names }] });
const offer = (id: string, ...mechanics: MechanicData[]) =>
  compile({
    semantics: 1,
    currency: "EUR",
    layers: [{ id: "offers", stage: "item", mode: "best" }],
    promotions: [{ id, name: { en: id }, layer: "offers", mechanics }],
  });

describe("suggesting", () => {
  it("one more pack and the third is free", () => {
    const three = offer("3x2", { kind: "multi-buy", select: articles("pasta"), buy: 3, reward: { free: 1 } });
    expect(suggest(three, basket("pasta/2/119"), here)).toEqual([
      {
        promotionId: "3x2",
        text: { en: "3x2" },
        gainCents: 119,
        gainPoints: 0,
        probes: [{ article: "pasta", pieces: 1, unitPriceCents: 119 }],
        spendCents: 0,
        missing: { pieces: 1 },
      },
    ]);
  });

  it("proposes an article that is not in the basket, if the shop knows its price", () => {
    const both = offer("menu", {
      kind: "multi-buy",
      select: articles("bun", "burger"),
      buy: 2,
      reward: { priceCents: 400 },
    });
    const assortment = {
      article: (code: string) => (code === "burger" ? { article: code, unitPriceCents: 350 } : undefined),
    };
    const [first] = suggest(both, basket("bun/1/250"), here, { assortment });
    expect(first).toMatchObject({ gainCents: 200, spendCents: 150, probes: [{ article: "burger" }] });
  });
});

describe("booking", () => {
  it("two mechanics of one promotion are booked as two, each under its own name", () => {
    const ruleSet = offer(
      "P",
      { kind: "percent", select: articles("pasta"), percent: "10" },
      { kind: "amount", select: articles("rice"), amountCents: 30, per: "unit" },
    );
    const goods = basket("pasta/1/500 rice/1/200");
    const { effects } = evaluate(ruleSet, goods, here);
    expect(effects.map((one) => "modifierId" in one && one.modifierId)).toEqual(["P/1", "P/2"]);
    const cuts = effects.filter((one) => one.kind === "price-modifier");
    expect(book(ruleSet, goods, here, cuts).effects).toEqual(effects);
  });
});
