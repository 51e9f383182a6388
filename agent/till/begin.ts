/** A sale begins, or leaves without being paid. */

import { allowancesFor } from "../allowances/reserve.ts";
import { deadlineIn } from "../deadline.ts";
import { PosError } from "../pos/protocol.ts";
import { OpenSale } from "../sale.ts";
import { byOf } from "../session/allowed.ts";
import { beginSession } from "../session/session.ts";
import type { TillCalls, Work } from "./parts.ts";

export function beginCalls(work: Work): TillCalls<"transaction.begin" | "transaction.cancel"> {
  const { releases, sales, ended, handovers, keeper, place, own, deadlines, inTurn, answered } = work;
  return {
    "transaction.begin": async (params, { owner }) => {
      const { transactionId, operator, channel, currency = work.currency() } = params;
      const release = releases.current()?.release ?? 0;
      const begun = place.begunAt(params.at, channel);
      const { training, suggestions } = params;
      const switchedOff = work.switchedOff();
      const start = {
        transactionId,
        release,
        begun,
        operator,
        currency,
        training,
        suggestions,
        ...(switchedOff && { switchedOff }),
      };
      const session = beginSession(start);
      const sale = new OpenSale(session, owner);
      sales.add(sale);
      ended.forget(transactionId);
      handovers.forget(transactionId);
      return sale.inTurn(owner, async () => {
        const evaluator = releases.of(release);
        const [known, allowances] = await Promise.all([
          evaluator
            ?.call("transactionKnown", transactionId, { deadlineMs: deadlines.lineMs })
            .catch(() => false),
          allowancesFor(session, releases, deadlineIn(deadlines.lineMs), sales),
        ]);
        if (known) {
          // Voided, so that commands that were sent ahead and wait for their turn are refused.
          sale.advance({ kind: "cancel" });
          sales.drop(sale);
          throw new PosError("transaction-id-used", { field: "transactionId" });
        }
        if (allowances !== undefined) sale.advance({ kind: "allowances", allowances });
        sale.keeping = keeper.begun(sale.session, sale.evaluations);
        return answered(sale, deadlineIn(deadlines.lineMs), {}, { at: begun.at });
      });
    },

    "transaction.cancel": async (params, caller) => {
      const { transactionId } = params;
      const before = sales.get(transactionId) === undefined ? ended.of(transactionId) : undefined;
      if (before?.state === "voided") return before.answer;
      return inTurn(transactionId, caller, async (sale) => {
        sale.mayCome("cancel");
        // Another till may be selling it: then there is nothing left to cancel here.
        const waits = sale.session.suspension !== undefined;
        const isOurs = waits ? (await own.takeBack(sale, deadlines.lineMs)) === "sure" : undefined;
        const { release, state, confirmed, training } = sale.advance({ kind: "cancel", ...byOf(params) });
        sales.end(sale, isOurs);
        work.told();
        const practice = training ? { training } : {};
        const doubt = isOurs === false ? { unconfirmed: true } : {};
        const answer = { transactionId, state, release, ...practice, ...doubt, tenders: confirmed };
        ended.put(transactionId, { state: "voided", answer });
        return answer;
      });
    },
  };
}
