/**
 * Sales of which the agent perhaps does not know what the POS knows: something that was said of them was not answered,
 * or a line of theirs was refused. When they are paid they are told whole, so that what was sold is what is recorded.
 */

import type { CallName } from "../contract/calls.ts";
import { errorCode } from "../contract/reasons.ts";
import type { PosCallError } from "./connect.ts";

export interface Doubts {
  answered(params: object, answer: object): void;
  rejected(name: CallName, params: object, error: PosCallError): void;
  /** The agent may have died: what was not on its disk is gone. */
  connectionLost(): void;
  has(transactionId: string): boolean;
  settled(transactionId: string): void;
}

/** They change nothing: what they were not answered makes no difference. */
const ASKING: readonly CallName[] = [
  "transaction.subtotal",
  "transaction.evaluate",
  "tender.preview",
  "explain",
  "agent.status",
];
/** Whatever is wrong with them, the POS sells the goods. */
const GOODS: readonly CallName[] = ["transaction.begin", "line.add", "line.change", "line.void"];
/** Of sales that nobody completes. */
const SALES_MAX = 1000;

export function doubts(): Doubts {
  const doubtful = new Set<string>();
  const unkept = new Set<string>();
  const add = (sales: Set<string>, transactionId: string) => {
    sales.add(transactionId);
    if (sales.size > SALES_MAX) sales.delete(sales.values().next().value!);
  };
  return {
    answered(params, answer) {
      const transactionId = saleOf(params);
      if (transactionId !== undefined && (answer as { kept?: false }).kept === false)
        add(unkept, transactionId);
    },
    rejected(name, params, { code }) {
      const transactionId = saleOf(params);
      if (transactionId === undefined || ASKING.includes(name)) return;
      const isUnanswered = code === 0 || code === errorCode.internal;
      if (isUnanswered || GOODS.includes(name)) add(doubtful, transactionId);
    },
    connectionLost() {
      for (const transactionId of unkept) add(doubtful, transactionId);
      unkept.clear();
    },
    has: (transactionId) => doubtful.has(transactionId),
    settled(transactionId) {
      doubtful.delete(transactionId);
      unkept.delete(transactionId);
    },
  };
}

function saleOf(params: object): string | undefined {
  return "transactionId" in params ? String(params.transactionId) : undefined;
}
