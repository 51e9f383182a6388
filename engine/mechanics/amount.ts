import type { Cents } from "../basket.ts";
import type { Goods } from "../deal.ts";
import { mechanic } from "../mechanic.ts";
import { divide } from "../rounding.ts";
import type { AmountTerms } from "./amount.terms.ts";
import { aboveFloor } from "./price.ts";

/** An amount off each selected piece, each kilo or each line ("1 euro off a kilo of parmesan"). */
export const amount = mechanic<AmountTerms>({
  kind: "amount",

  deal(terms, { select, rounding }) {
    const { amountCents: off, per, floorCents } = terms;
    const atMost = (left: Cents, goods: Goods) => aboveFloor(floorCents, left, goods);
    return {
      shape: "unit",
      select: select(terms.select, "discount"),
      on: terms.on,
      by: terms.per === "line" ? "line" : (terms.round ?? "unit"),
      saving(cents, goods) {
        const most = atMost(cents, goods);
        switch (per) {
          case "unit":
            return Math.min(most, off * goods.pieces);
          case "measure":
            return Math.min(most, divide(off * (goods.measureThousandths ?? 0), 1000, rounding));
          case "line":
            return Math.min(most, off);
          default:
            return per satisfies never;
        }
      },
      ...(floorCents === undefined ? {} : { atMost }),
    };
  },
});
