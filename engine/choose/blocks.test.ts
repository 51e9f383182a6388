/** Long chains of promotions that exclude their neighbours, each on goods of its own. */

import { expect, it } from "vitest";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { basket, SATURDAY } from "../example.ts";
import { drawFrom } from "../oracle/contest.ts";
import type { PromotionData } from "../promotion.ts";

const CHAINS = 20;
const LINKS = 30;

it("of thirty promotions that never meet their neighbours those that save most together are taken, and known to be", () => {
  for (let seed = 1; seed <= CHAINS; seed++) {
    const draw = drawFrom(seed);
    const cents = Array.from({ length: LINKS }, () => 10 + draw(90));
    const promotions = cents.map(
      (amountCents, link): PromotionData => ({
        id: `P${link}`,
        name: { en: "off" },
        layer: "offers",
        excludes: [`${link}`, `${link + 1}`],
        mechanics: [
          { kind: "amount", select: { of: [{ articles: [`a${link}`] }] }, amountCents, per: "unit" },
        ],
      }),
    );
    const ruleSet = compile({
      semantics: 1,
      currency: "EUR",
      layers: [{ id: "offers", stage: "item", mode: "best" }],
      promotions,
    });
    const goods = basket(cents.map((_, link) => `a${link}/1/100`).join(" "));
    const { discountCents, layers } = evaluate(ruleSet, goods, SATURDAY);
    // With the last one, and without it.
    let [taken, left] = [0, 0];
    for (const one of cents) [taken, left] = [left + one, Math.max(taken, left)];
    expect({ discountCents, gaps: layers.map(({ gapCents }) => gapCents) }).toEqual({
      discountCents: Math.max(taken, left),
      gaps: [0],
    });
  }
});
