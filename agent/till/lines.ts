/** Goods are rung up, changed and voided. */

import { readLines } from "../contract/read-lines.ts";
import { giftTakenOut } from "../gifts-taken-out.ts";
import { byOf } from "../session/allowed.ts";
import type { SessionLine } from "../session/session.ts";
import type { TillCalls, Work } from "./parts.ts";

export function lineCalls(work: Work): TillCalls<"line.add" | "line.change" | "line.void"> {
  const { open, deadlines, change } = work;
  /** Read at the door, before the sale's turn has come. */
  const read = (transactionId: string, line: object): SessionLine =>
    readLines([line], open(transactionId).session.currency, "line")[0]!;
  return {
    "line.add": async (params, caller) => {
      const line = read(params.transactionId, params.line);
      return change(params, caller, deadlines.lineMs, (sale) =>
        sale.advance({ kind: "line.add", line, ...byOf(params) }),
      );
    },

    "line.change": async (params, caller) => {
      const line = read(params.transactionId, params.line);
      return change(params, caller, deadlines.lineMs, (sale) =>
        sale.advance({ kind: "line.change", line, ...byOf(params) }),
      );
    },

    "line.void": (params, caller) =>
      change(params, caller, deadlines.lineMs, (sale) =>
        sale.advance({
          kind: "line.void",
          lineId: params.lineId,
          gift: giftTakenOut(
            sale.session.lines.find(({ item }) => item.lineId === params.lineId),
            sale.last,
          ),
          ...byOf(params),
        }),
      ),
  };
}
