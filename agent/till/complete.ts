/** The sale is paid. */

import { type CompleteParts, completedBefore, completeSale } from "../complete-sale.ts";
import { deadlineIn } from "../deadline.ts";
import type { TillCalls, Work } from "./parts.ts";

export function completeCalls(work: Work): TillCalls<"transaction.complete"> {
  const { releases, journal, log, sales, ended, place, deadlines } = work;
  const parts: CompleteParts = {
    releases,
    journal,
    log,
    zone: place.zone,
    recorded(sale, receipt) {
      sales.drop(sale);
      ended.put(sale.session.transactionId, { state: "finalised" });
      work.recorded(receipt);
    },
  };
  return {
    "transaction.complete": async (params, caller) => {
      const sale = sales.get(params.transactionId);
      if (sale === undefined) return completedBefore(params, deadlineIn(deadlines.completeMs), journal);
      return sale.inTurn(caller.owner, () => {
        const deadline = deadlineIn(deadlines.completeMs);
        // Two completions in a row: the second finds the sale in the journal.
        if (sale.session.state === "finalised") return completedBefore(params, deadline, journal);
        return completeSale(sale, params, caller.language, deadline, parts);
      });
    },
  };
}
