/** The customer's card. */

import { deadlineIn } from "../deadline.ts";
import { PosError } from "../pos/protocol.ts";
import type { TillCalls, Work } from "./parts.ts";

export function customerCalls(work: Work): TillCalls<"customer.identify" | "customer.forget"> {
  const { lookUp, deadlines, inTurn, change, answered } = work;
  return {
    "customer.identify": ({ transactionId, card }, caller) =>
      inTurn(transactionId, caller, async (sale) => {
        const deadline = deadlineIn(deadlines.lookUpMs);
        const found = await lookUp.card(sale.session.release, card, deadline);
        if (found === undefined) return answered(sale, deadline, { degraded: true, degradedReason: "late" });
        if (found.kind !== "found") throw new PosError(found.kind, { field: "card" });
        const { customer, balanceAt } = found;
        sale.advance({ kind: "identify", customer });
        return answered(sale, deadline, { customer: { ...customer, balanceAt } });
      }),

    "customer.forget": ({ transactionId }, caller) =>
      change(transactionId, caller, deadlines.lookUpMs, (sale) => sale.advance({ kind: "forget" })),
  };
}
