/** How the customer means to pay, and what he wants for points or stamps. */

import type { TillCalls, Work } from "./parts.ts";

export function tenderCalls({ deadlines, change }: Work): TillCalls<"tender.preview" | "reward.choose"> {
  return {
    "tender.preview": ({ transactionId, tenders }, caller) =>
      change(transactionId, caller, deadlines.subtotalMs, (sale) =>
        sale.advance({ kind: "tenders", tenders }),
      ),

    "reward.choose": ({ transactionId, rewards }, caller) =>
      change(transactionId, caller, deadlines.subtotalMs, (sale) =>
        sale.advance({ kind: "rewards", rewards }),
      ),
  };
}
