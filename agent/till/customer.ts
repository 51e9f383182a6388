/** The customer's card. */

import { usedElsewhere } from "../allowances/elsewhere.ts";
import { allowancesFor } from "../allowances/reserve.ts";
import { deadlineIn } from "../deadline.ts";
import { PosError } from "../pos/protocol.ts";
import { ofNobody } from "../session/advance.ts";
import { byOf } from "../session/allowed.ts";
import type { TillCalls, Work } from "./parts.ts";

export function customerCalls(work: Work): TillCalls<"customer.identify" | "customer.forget"> {
  const { lookUp, releases, sales, deadlines, news, inTurn, change, answered } = work;
  return {
    "customer.identify": (params, caller) =>
      inTurn(params.transactionId, caller, async (sale) => {
        const deadline = deadlineIn(deadlines.lookUpMs);
        const found = await lookUp.card(sale.session.release, params.card, deadline);
        if (found === undefined)
          return answered(sale, deadline, params, { degraded: true, degradedReason: "late" });
        if (found.kind !== "found") throw new PosError(found.kind, { field: "card" });
        const { customer, balanceAt } = found;
        // Where nobody answers in time, what is known stays: never of another card's limits.
        const known = sale.session.customer?.id === customer.id ? {} : { allowances: ofNobody(sale.session) };
        const theirs = { ...sale.session, ...known, customer };
        const allowances = await allowancesFor(
          theirs,
          releases,
          deadline,
          sales,
          usedElsewhere(sale, customer.id),
        );
        const other = sale.session.customer?.id !== customer.id;
        sale.advance({ kind: "identify", customer, allowances, ...byOf(params) });
        if (other) sales.freePoints(sale);
        work.elsewhere.ask(sale);
        news.touched(sale, caller.language);
        return answered(sale, deadline, params, { customer: { ...customer, balanceAt } });
      }),

    "customer.forget": (params, caller) =>
      change(params, caller, deadlines.lookUpMs, (sale) => {
        sale.advance({ kind: "forget", ...byOf(params) });
        sales.freePoints(sale);
      }),
  };
}
