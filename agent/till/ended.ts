/** The sales that ended last, for a POS that asks again: the journal knows the recorded ones only. */

import type { AppliedModifier } from "../../engine/effect.ts";

export type Ended =
  | { readonly state: "voided"; readonly answer: object }
  /** Recorded, and in the journal. */
  | { readonly state: "finalised" }
  /** Practice: nobody else remembers it. */
  | {
      readonly state: "finalised";
      readonly completionHash: string;
      readonly answer: object;
      readonly applied: readonly AppliedModifier[];
    };

const KEPT = 512;

export interface EndedSales {
  of(transactionId: string): Ended | undefined;
  put(transactionId: string, ended: Ended): void;
  /** The id is taken again. */
  forget(transactionId: string): void;
}

export function endedSales(): EndedSales {
  const ended = new Map<string, Ended>();
  return {
    of: (transactionId) => ended.get(transactionId),
    put(transactionId, one) {
      ended.delete(transactionId);
      ended.set(transactionId, one);
      if (ended.size > KEPT) ended.delete(ended.keys().next().value!);
    },
    forget: (transactionId) => void ended.delete(transactionId),
  };
}
