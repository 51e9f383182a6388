/** A sale begins, or leaves without being paid. */

import { deadlineIn } from "../deadline.ts";
import { PosError } from "../pos/protocol.ts";
import { OpenSale } from "../sale.ts";
import { beginSession } from "../session/session.ts";
import type { TillCalls, Work } from "./parts.ts";

export function beginCalls(work: Work): TillCalls<"transaction.begin" | "transaction.cancel"> {
  const { releases, sales, place, deadlines, inTurn, answered } = work;
  return {
    "transaction.begin": async (params, { owner }) => {
      const { transactionId, operator, channel, currency = work.currency } = params;
      const release = releases.current()?.release ?? 0;
      const begun = place.begunAt(params.at, channel);
      const sale = new OpenSale(beginSession({ transactionId, release, begun, operator, currency }), owner);
      sales.add(sale);
      return sale.inTurn(owner, async () => {
        const evaluator = releases.of(release);
        const known = await evaluator
          ?.call("transactionKnown", transactionId, { deadlineMs: deadlines.lineMs })
          .catch(() => false);
        if (known) {
          // Voided, so that commands that were sent ahead and wait for their turn are refused.
          sale.advance({ kind: "cancel" });
          sales.drop(sale);
          throw new PosError("transaction-id-used", { field: "transactionId" });
        }
        return answered(sale, deadlineIn(deadlines.lineMs), { at: begun.at });
      });
    },

    "transaction.cancel": ({ transactionId }, caller) =>
      inTurn(transactionId, caller, async (sale) => {
        const { release, state } = sale.advance({ kind: "cancel" });
        sales.end(sale);
        return { transactionId, state, release };
      }),
  };
}
