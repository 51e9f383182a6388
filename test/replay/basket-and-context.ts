/** A recorded sale as the basket and context that its steps leave on the counter: no socket, no till. */

import type { RecordedSale } from "../../agent/demo/play/recorded-sale.ts";
import type { Basket } from "../../engine/basket.ts";
import type { Context, Customer } from "../../engine/context.ts";
import { readBasket, readContext } from "../../engine/wire.ts";

/** What the sale's steps leave on the counter. Understands begin, add, void, identify; the rest changes no basket. */
export function basketAndContext(
  sale: RecordedSale,
  customerOf: (card: string) => Customer | undefined = () => undefined,
): { basket: Basket; context: Context } {
  const lines = new Map<string, object>();
  let customer: Customer | undefined;
  let count = 0;
  for (const step of sale.steps) {
    if (step.step === "add") {
      count += 1;
      const { step: _, expect: __, lineId = String(count), ...line } = step;
      lines.set(lineId, { lineId, ...line });
    } else if (step.step === "void") lines.delete(step.lineId);
    else if (step.step === "identify") customer = customerOf(step.card);
  }
  return {
    basket: readBasket({ currency: sale.currency ?? "EUR", lines: [...lines.values()] }),
    context: readContext({
      at: sale.at ?? "2026-01-01T12:00:00+01:00",
      store: sale.store ?? "",
      storeGroups: [],
      till: "1",
      channel: "till",
      ...(customer === undefined ? {} : { customer }),
      coupons: [],
    }),
  };
}
