/** The sales of the last days that went from here to another till or came from one, for whoever asks for them again. */

import type { Handover } from "../sessions/kept-steps.ts";

export interface Handovers {
  put(handover: Handover): void;
  /** Where the sale with this id of ours went, or with this code. */
  wentTo(asked: { readonly transactionId: string } | { readonly code: string }): Handover | undefined;
  /** What the sale that was suspended so elsewhere is called here. */
  cameAs(code: string, till: string | undefined): string | undefined;
  /** The id is another sale's now. */
  forget(transactionId: string): void;
}

const KEPT = 4096;

export function handoversOf(): Handovers {
  const byKey = new Map<string, Handover>();
  const newest = (is: (one: Handover) => boolean) => [...byKey.values()].findLast(is);
  return {
    put(handover) {
      const key = `${handover.key} ${handover.round} ${handover.way}`;
      byKey.delete(key);
      byKey.set(key, handover);
      if (byKey.size > KEPT) byKey.delete(byKey.keys().next().value!);
    },
    wentTo: (asked) =>
      newest(
        ({ way, transactionId, code }) =>
          way === "out" && ("code" in asked ? code === asked.code : transactionId === asked.transactionId),
      ),
    cameAs: (code, till) =>
      newest((one) => one.way === "in" && one.code === code && (till ?? one.till) === one.till)
        ?.transactionId,
    forget(transactionId) {
      for (const [key, one] of byKey) if (one.transactionId === transactionId) byKey.delete(key);
    },
  };
}
