/** This till's questions for a receipt to the others of its store, and its answers to theirs. */

import { checkedReceipt } from "../../sync/client/receipts.ts";
import { type HeldReceipt, SyncError } from "../../sync/protocol.ts";
import { packed, unpacked } from "../../sync/suspended.ts";
import type { ReceiptAsk } from "../returns/neighbours.ts";
import type { AskedOthers } from "./ask-others.ts";
import type { Said } from "./said.ts";

/** Packed and in base64 it fits a message between tills. */
const BODY_MAX = 900_000;

/** What those have of it that answered in time. Never rejects. */
export async function askForReceipt(
  others: AskedOthers<string | null>,
  say: (till: string, said: Said) => boolean,
  ask: ReceiptAsk,
): Promise<readonly HeldReceipt[]> {
  const said = await others.ask((to, id) => say(to, { kind: "receipt-ask", id, ask }), ask.withinMs);
  return (await Promise.all(said.map(({ answer }) => receiptOf(answer)))).flat();
}

/** What can't be reckoned with is not there. */
async function receiptOf(body: string | null): Promise<HeldReceipt[]> {
  try {
    return body === null ? [] : [checkedReceipt(await unpacked(Buffer.from(body, "base64")), "a till")];
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return [];
  }
}

/** Null: this till has nothing of it, or more than a message holds. */
export async function receiptBody(held: HeldReceipt | null): Promise<string | null> {
  if (held === null) return null;
  try {
    const body = Buffer.from(await packed(held)).toString("base64");
    return body.length > BODY_MAX ? null : body;
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return null;
  }
}
