/** The sale is paid. */

import { type CompleteParts, completedBefore, completeSale, practisedBefore } from "../complete-sale.ts";
import type { Params } from "../contract/calls.ts";
import { type Deadline, deadlineIn } from "../deadline.ts";
import { reservedIn } from "../open-sales.ts";
import { receiptLines } from "../pos/receipt-lines.ts";
import type { OpenSale } from "../sale.ts";
import { takenElsewhere } from "../suspended/own.ts";
import { lateSales, toldLate } from "./late-sales.ts";
import type { TillCaller, TillCalls, Work } from "./parts.ts";

type Completion = Params<"transaction.complete">;

export function completeCalls(work: Work): TillCalls<"transaction.complete"> {
  const { releases, journal, log, sales, ended, handovers, place, deadlines } = work;
  const late = lateSales(work);
  /** The slip is printed by whoever prints, and that is known only from the POS that completes. */
  const partsFor = ({ profile }: TillCaller): CompleteParts => ({
    releases,
    journal,
    log,
    zone: place.zone,
    recorded(sale, receipt, isLate) {
      const { transactionId } = sale.session;
      sales.drop(sale);
      late.recorded(transactionId);
      ended.put(transactionId, { state: "finalised" });
      const blocks = profile.abilities.prints === "agent" ? receipt : [];
      work.recorded({ transactionId, blocks, isLate });
      work.grants.tell();
    },
    practised(sale, { completionHash, answer, sale: { applied } }) {
      const { transactionId } = sale.session;
      sales.drop(sale);
      late.recorded(transactionId);
      ended.put(transactionId, { state: "finalised", completionHash, answer, applied });
    },
    slip:
      profile.abilities.prints === "pos" ? (receipt) => receiptLines(receipt, profile.columns) : undefined,
  });

  /** What was answered already: of practice from memory, else from the journal. Throws PosError. */
  const before = async (params: Completion, deadline: Deadline) =>
    practisedBefore(params, ended.of(params.transactionId)) ?? completedBefore(params, deadline, journal);

  const complete = async (sale: OpenSale, params: Completion, caller: TillCaller) => {
    const deadline = deadlineIn(deadlines.completeMs);
    // Two completions in a row: the second finds the sale in the journal.
    if (sale.session.state === "finalised") return before(params, deadline);
    const parts = partsFor(caller);
    // Paid is paid, also where the sale was said to wait.
    sales.rouse(sale);
    if (params.basket === undefined) return completeSale(sale, params, caller.language, deadline, parts);
    const { release } = sale.session;
    releases.hold(release);
    try {
      const told = await toldLate(sale, params.basket, work, deadline);
      const dropped = sale.session.coupons.filter((coupon) => !told.basket.coupons.includes(coupon));
      sales.free(reservedIn(dropped));
      return await completeSale(sale, params, caller.language, deadline, parts, told);
    } finally {
      releases.letGo(release);
    }
  };

  const completeUnknown = async (params: Completion, caller: TillCaller) => {
    const { transactionId, basket } = params;
    const gone = handovers.wentTo({ transactionId });
    const answer = await before(params, deadlineIn(deadlines.completeMs)).catch((error) => {
      // Unknown to the journal: then it is what it is told to be.
      if (error.reason !== "unknown-transaction") throw error;
      if (basket === undefined) throw gone === undefined ? error : takenElsewhere(gone.till);
      return undefined;
    });
    if (answer !== undefined) return answer;
    const sale = late.of(transactionId, basket!, caller.owner, gone);
    return sale.inTurn(caller.owner, () => complete(sale, params, caller));
  };

  return {
    "transaction.complete": async (params, caller) => {
      const open = sales.get(params.transactionId);
      if (open === undefined) return completeUnknown(params, caller);
      return open.inTurn(caller.owner, () =>
        // It may have left for another till while this waited for its turn.
        open.session.state === "moved" ? completeUnknown(params, caller) : complete(open, params, caller),
      );
    },
  };
}
