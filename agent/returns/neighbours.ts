/** The other tills of the store, as the answering thread asks them for receipts while HQ is away: the lead worker does it. */

import type { HeldReceipt } from "../../sync/protocol.ts";

export type ReceiptAsk = {
  /** For how long the answer is waited for, milliseconds. */
  readonly withinMs: number;
} & (
  | {
      /** Receipt number, sale id or transaction id. */
      readonly wanted: string;
      /** Only if that till has sold it. */
      readonly till?: string;
    }
  /** A sale, what came back of it at whoever is asked, and which of these vouchers of it were used there. */
  | { readonly sale: string; readonly vouchers: readonly string[] }
);

export interface ReceiptNeighbours {
  /** What those have of it that answered in time. Never rejects. */
  receipts(ask: ReceiptAsk): Promise<readonly HeldReceipt[]>;
}
