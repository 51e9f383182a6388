import type { Cents } from "../basket.ts";
import type { Goods } from "../deal.ts";
import { mechanic } from "../mechanic.ts";
import type { FixedPriceTerms } from "./fixed-price.terms.ts";
import { savingAt } from "./price.ts";

/** Another price for each selected piece, kilo or line ("oil at 4.99"). A price above the current one is skipped. */
export const fixedPrice = mechanic<FixedPriceTerms>({
  kind: "fixed-price",

  deal(terms, { select, rounding }) {
    const { priceCents: price, per } = terms;
    const saving = (cents: Cents, goods: Goods) => {
      switch (per) {
        case "unit":
          return Math.max(0, cents - price * goods.pieces);
        case "measure":
          // A price by the kilo says nothing about goods sold by the piece.
          return goods.measureThousandths === undefined ? 0 : savingAt(price, cents, goods, rounding);
        case "line":
          return Math.max(0, cents - price);
        default:
          return per satisfies never;
      }
    };
    return {
      shape: "unit",
      select: select(terms.select, "discount"),
      on: terms.on,
      by: terms.per === "line" ? "line" : (terms.round ?? "unit"),
      saving,
      atMost: saving,
    };
  },
});
