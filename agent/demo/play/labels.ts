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
      if (code.extendedCents === undefined)
        return pos.add({ article, quantity: quantityText(code.weightGrams), measure: "kg" });
      const { extendedCents, weightGrams } = code;
      const thousandths = weightGrams ?? thousandthsForPrice(extendedCents, pos.priceOf(article));
      return pos.add({ article, quantity: quantityText(thousandths), measure: "kg", extendedCents });
    }
    case "card":
      return pos.identify(code.number);
    case "coupon":
      return pos.presentCoupon(code.code);
    case "refund":
      throw new RecordedSaleError("a receipt that pays out is the POS's own business");
    case "unknown":
      throw new RecordedSaleError("the label is nothing this chain knows");
    case "refused":
      throw new RecordedSaleError(`label refused: ${code.reason}`);
    default:
      return code satisfies never;
  }
}
