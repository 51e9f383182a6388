import type { Cents } from "../basket.ts";
import type { Goods } from "../deal.ts";
import type { Matcher } from "../finding/selector.ts";
import { mechanic } from "../mechanic.ts";
import { savingAt } from "./price.ts";
import type { PriceListTerms } from "./price-list.terms.ts";

/** Another price for each article of a list. A price above the current one is skipped. */
export const priceList = mechanic<PriceListTerms>({
  kind: "price-list",

  deal({ list, except, notYetCut, round }, { select, priceList, rounding }) {
    const { prices, articles } = priceList(list);
    const admitted = select({ of: [{ everything: true }], except }, "discount");
    const listed: Matcher = {
      // The finder needs to know the articles; whether one is among them, a look at its price tells at once.
      selector: { of: [{ articles }], ...(except && { except }), ...(notYetCut && { notYetCut }) },
      purpose: "discount",
      matches: (line) => prices.has(line.article) && admitted.matches(line),
    };
    const saving = (cents: Cents, goods: Goods, article: string) =>
      savingAt(prices.get(article) ?? cents, cents, goods, rounding);
    return {
      shape: "unit",
      select: listed,
      by: round ?? "unit",
      saving,
      atMost: saving,
    };
  },
});
