/** What this till's journal has of a receipt, for another till of the store. */

import type { HeldReceipt } from "../../sync/protocol.ts";
import type { JournalReader } from "../store/journal-reader.ts";
import type { ReceiptAsk } from "./neighbours.ts";

/** Null: nothing. */
export function heldHere(
  journal: Pick<JournalReader, "find" | "returnsOf" | "vouchersUsed">,
  ask: ReceiptAsk,
): HeldReceipt | null {
  const found = journal.find("sale" in ask ? ask.sale : ask.wanted);
  const saleId = found?.sale.saleId ?? ("sale" in ask ? ask.sale : undefined);
  if (saleId === undefined) return null;
  const returns = journal.returnsOf(saleId);
  const vouchersUsed = journal.vouchersUsed("sale" in ask ? ask.vouchers : vouchersIn(found?.sale));
  if (found === undefined && returns.length + vouchersUsed.length === 0) return null;
  return { sale: found?.sale ?? null, definitions: found?.definitions ?? [], returns, vouchersUsed };
}

/** Those with a number, of a sale as somebody holds it. */
export function vouchersIn(sale: object | null | undefined): string[] {
  const { vouchers = [] } = (sale ?? {}) as { readonly vouchers?: readonly { readonly couponId: string }[] };
  return vouchers.map(({ couponId }) => couponId);
}
