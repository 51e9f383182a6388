/** What a connection has rung up, as far as the agent has taken it: for corrections, and for describing rewards. */

import type { Request } from "../protocol.ts";
import type { WireLine } from "./read-sale.ts";
import type { KnownLine } from "./rewards.ts";

/** Sales of one connection; the one that began first is forgotten, and its rewards only point to their lines. */
const SALES_MAX = 16;

export interface KnownSales {
  /** Lines that stand, in their order; empty for a sale that isn't known here. */
  standing(transactionId: unknown): readonly WireLine[];
  /** The lines that an answer may speak of: those of its sale, or those that its own request brought. */
  linesOf(request: Request | undefined): ReadonlyMap<string, KnownLine>;
  /** A call was answered: only what the agent took is known. */
  answered(request: Request, well: boolean): void;
}

export function knownSales(): KnownSales {
  const sales = new Map<string, Map<string, WireLine>>();

  return {
    standing: (transactionId) => [...(sales.get(String(transactionId))?.values() ?? [])],
    linesOf(request) {
      const { transactionId, lines } = fieldsOf(request);
      if (Array.isArray(lines)) return new Map(lines.filter(isLine).map((line) => [line.lineId, line]));
      return sales.get(String(transactionId)) ?? new Map();
    },
    answered(request, well) {
      if (!well) return;
      const { transactionId, line, lineId } = fieldsOf(request);
      if (typeof transactionId !== "string") return;
      switch (request.method) {
        case "line.add":
        case "line.change":
          if (isLine(line)) linesIn(transactionId).set(line.lineId, line);
          break;
        case "line.void":
          sales.get(transactionId)?.delete(String(lineId));
          break;
        case "transaction.complete":
        case "transaction.cancel":
          sales.delete(transactionId);
          break;
        default:
          break;
      }
    },
  };

  function linesIn(transactionId: string): Map<string, WireLine> {
    let lines = sales.get(transactionId);
    if (lines === undefined) {
      const [oldest] = sales.keys();
      if (sales.size >= SALES_MAX && oldest !== undefined) sales.delete(oldest);
      lines = new Map();
      sales.set(transactionId, lines);
    }
    return lines;
  }
}

function fieldsOf(request: Request | undefined): Readonly<Record<string, unknown>> {
  const params = request?.params;
  return typeof params === "object" && params !== null ? (params as Record<string, unknown>) : {};
}

/** Whole enough to be described; lines in other words than the log's may lack their text or their department. */
function isLine(line: unknown): line is WireLine {
  if (typeof line !== "object" || line === null) return false;
  const { lineId, article, department, text, quantity } = line as Partial<Record<keyof WireLine, unknown>>;
  return [lineId, article, department, text, quantity].every((value) => typeof value === "string");
}
