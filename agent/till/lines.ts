/** Goods are rung up, changed and voided. */

import { readLines } from "../pos/calls.ts";
import type { SessionLine } from "../session/session.ts";
import type { TillCalls, Work } from "./parts.ts";

export function lineCalls(work: Work): TillCalls<"line.add" | "line.change" | "line.void"> {
  const { sales, deadlines, change } = work;
  /** Read at the door, before the sale's turn has come. */
  const read = (transactionId: string, line: object): SessionLine =>
    readLines([line], sales.of(transactionId).session.currency, "line")[0]!;
  return {
    "line.add": async ({ transactionId, line }, caller) => {
      const added = read(transactionId, line);
      return change(transactionId, caller, deadlines.lineMs, (sale) =>
        sale.advance({ kind: "line.add", line: added }),
      );
    },

    "line.change": async ({ transactionId, line }, caller) => {
      const changed = read(transactionId, line);
      return change(transactionId, caller, deadlines.lineMs, (sale) =>
        sale.advance({ kind: "line.change", line: changed }),
      );
    },

    "line.void": ({ transactionId, lineId }, caller) =>
      change(transactionId, caller, deadlines.lineMs, (sale) => sale.advance({ kind: "line.void", lineId })),
  };
}
