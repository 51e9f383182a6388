/** Goods are rung up, changed and voided. */

import { excessOf } from "../../engine/wire/read-basket.ts";
import { readLines } from "../contract/read-lines.ts";
import { giftTakenOut } from "../gifts-taken-out.ts";
import { PosError } from "../pos/protocol.ts";
import type { OpenSale } from "../sale.ts";
import { byOf } from "../session/allowed.ts";
import type { SessionLine } from "../session/session.ts";
import type { TillCalls, Work } from "./parts.ts";

export function lineCalls(work: Work): TillCalls<"line.add" | "line.change" | "line.void"> {
  const { open, deadlines, change } = work;
  /** Read at the door, before the sale's turn has come. */
  const read = (transactionId: string, line: object): SessionLine =>
    readLines([line], open(transactionId).session.currency, "line")[0]!;
  /** The same bounds as a basket that is told whole: what is beyond them could not be told late. */
  const mustFit = ({ session }: OpenSale, { item }: SessionLine): void => {
    const others = session.lines.filter((line) => line.item.lineId !== item.lineId);
    const excess = excessOf([...others.map((line) => line.item), item]);
    if (excess !== undefined) throw new PosError("bad-parameters", { field: "line", detail: excess });
  };
  return {
    "line.add": async (params, caller) => {
      const line = read(params.transactionId, params.line);
      return change(params, caller, deadlines.lineMs, (sale) => {
        mustFit(sale, line);
        sale.advance({ kind: "line.add", line, ...byOf(params) });
      });
    },

    "line.change": async (params, caller) => {
      const line = read(params.transactionId, params.line);
      return change(params, caller, deadlines.lineMs, (sale) => {
        mustFit(sale, line);
        sale.advance({ kind: "line.change", line, ...byOf(params) });
      });
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
