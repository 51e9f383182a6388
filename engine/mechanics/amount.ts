import { mechanic } from "../mechanic.ts";
import { divide } from "../rounding.ts";
import type { AmountTerms } from "./amount.terms.ts";

/** An amount off each selected piece, each kilo or each line ("1 euro off a kilo of parmesan"). */
export const amount = mechanic<AmountTerms>({
  kind: "amount",

  deal(terms, { select, rounding }) {
    const off = terms.amountCents;
    return {
      shape: "unit",
      select: select(terms.select, "discount"),
      on: terms.on,
      by: terms.per === "line" ? "line" : (terms.round ?? "unit"),
      saving(cents, { pieces, measureThousandths = 0 }) {
        switch (terms.per) {
          case "unit":
            return Math.min(cents, off * pieces);
          case "measure":
            return Math.min(cents, divide(off * measureThousandths, 1000, rounding));
          case "line":
            return Math.min(cents, off);
          default:
            return terms.per satisfies never;
        }
      },
    };
  },
});
