/** Questions to the journal that change nothing, over a connection of their own: a stalled writer never stops them. */

import { journalLayout } from "./journal-layout.ts";
import { openStoreReader } from "./open.ts";
import type { StoredReturn } from "./stored-return.ts";
import type { Definition, StoredSale } from "./stored-sale.ts";

/** A past sale with the promotions that touched it, as they were. */
export interface FoundSale {
  readonly sale: StoredSale;
  readonly definitions: readonly Definition[];
}

export interface JournalReader {
  /** Points by account that HQ's balance of that moment (ISO 8601) can't know yet. */
  movements(customerId: string, balanceAt: string): Readonly<Record<string, number>>;
  hasTransaction(transactionId: string): boolean;
  /** By sale id, transaction id or receipt number; of several with one receipt number the newest. */
  find(sale: string): FoundSale | undefined;
  /** What came back here of a sale of any till, in order. */
  returnsOf(saleId: string): readonly StoredReturn[];
  findReturn(returnId: string): StoredReturn | undefined;
  close(): void;
}

/** Throws StoreError, also when there is no journal yet. */
export function openJournalReader(path: string): JournalReader {
  const db = openStoreReader(path, journalLayout);
  const movements = db.prepare(`
    SELECT account, sum(points) FROM ledger
    WHERE customer_id = ? AND (settled_at_ms IS NULL OR settled_at_ms >= ?) GROUP BY account`);
  const transaction = db.prepare("SELECT 1 FROM sale WHERE transaction_id = ?").pluck();
  const found = db.prepare(`
    SELECT sale_id AS saleId, body FROM sale JOIN outbox ON lane = 'sales' AND outbox.sequence = sale.sequence
    WHERE @sale IN (sale_id, transaction_id, receipt) ORDER BY sale.sequence DESC LIMIT 1`);
  const definitions = db.prepare(`
    SELECT hash, promotion_id AS promotionId, json FROM sale_definition JOIN definition USING (hash)
    WHERE sale_id = ? ORDER BY promotion_id`);
  const returned = db
    .prepare(`
    SELECT body FROM sale_return JOIN outbox ON lane = 'sales' AND outbox.sequence = sale_return.sequence
    WHERE @saleId = sale_id OR @returnId = return_id ORDER BY outbox.sequence`)
    .pluck();
  const returns = (wanted: { saleId: string | null; returnId: string | null }) =>
    (returned.all(wanted) as string[]).map((body) => JSON.parse(body) as StoredReturn);
  return {
    movements(customerId, balanceAt) {
      const sinceMs = Date.parse(balanceAt) || 0;
      return Object.fromEntries(movements.raw().all(customerId, sinceMs) as [string, number][]);
    },
    hasTransaction: (transactionId) => transaction.get(transactionId) !== undefined,
    find(sale) {
      const row = found.get({ sale }) as { saleId: string; body: string } | undefined;
      if (row === undefined) return undefined;
      return { sale: JSON.parse(row.body), definitions: definitions.all(row.saleId) as Definition[] };
    },
    returnsOf: (saleId) => returns({ saleId, returnId: null }),
    findReturn: (returnId) => returns({ saleId: null, returnId })[0],
    close: () => void db.close(),
  };
}
