/** What the POS does with a label: sells an article, weighs, identifies a card, presents a coupon. */

import type { Code } from "../../../drivers/codes/code.ts";
import { quantityText } from "../../quantity.ts";
import { thousandthsForPrice } from "./line-amount.ts";
import type { Pos, Reply } from "./pos.ts";
import { RecordedSaleError } from "./recorded-sale.ts";

/** Throws RecordedSaleError for a label that is nothing of this chain's, PosCallError where the agent refuses. */
export function takeLabel(pos: Pos, code: Code): Promise<Reply> {
  switch (code.kind) {
    case "gtin":
      return pos.add({ article: code.gtin, quantity: "1" });
    case "measure": {
      const { article } = code;
      if ("weightGrams" in code)
        return pos.add({ article, quantity: quantityText(code.weightGrams), measure: "kg" });
      const thousandths = thousandthsForPrice(code.extendedCents, pos.priceOf(article));
      return pos.add({
        article,
        quantity: quantityText(thousandths),
        measure: "kg",
        extendedCents: code.extendedCents,
      });
    }
    case "card":
      return pos.identify(code.number);
    case "coupon":
      return pos.presentCoupon(code.code);
    case "unknown":
    case "refused":
      throw new RecordedSaleError(
        code.kind === "unknown" ? "the label is nothing this chain knows" : `label refused: ${code.reason}`,
      );
    default:
      return code satisfies never;
  }
}
