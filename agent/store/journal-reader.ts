/** Questions to the journal that change nothing, over a connection of their own: a stalled writer never stops them. */

import { savedWith } from "../../engine/refund/index.ts";
import type { UsesQuestion } from "../../sync/customer-uses.ts";
import type { UsedVoucher } from "../../sync/protocol.ts";
import type { Counted } from "../allowances/limits.ts";
import { scopeOf } from "./journal-allowances.ts";
import { journalLayout } from "./journal-layout.ts";
import { openStoreReader } from "./open.ts";
import type { StoredReturn } from "./stored-return.ts";
import type { Definition, StoredSale } from "./stored-sale.ts";

/** A past sale with the promotions that touched it, as they were. */
export interface FoundSale {
  readonly sale: StoredSale;
  readonly definitions: readonly Definition[];
}

/** Whose allowances, and when. */
export interface AllowancesQuestion {
  /** What it holds itself is not counted. */
  readonly transactionId: string;
  /** What the customer has used up at other tills. */
  readonly elsewhere?: readonly Counted[];
  readonly customerId?: string | undefined;
  /** Of the sale, "YYYY-MM-DD". */
  readonly date: string;
}

export interface JournalReader {
  /** Points by account that HQ's balance of that moment (ISO 8601) can't know yet. */
  movements(customerId: string, balanceAt: string): Readonly<Record<string, number>>;
  /**
   * What is used up and held of limits that outlive a sale, in periods that are not over on that day: this till's, and
   * the customer's if there is one. What this transaction holds is its own.
   */
  counted(asked: AllowancesQuestion): readonly Counted[];
  /** What the customer has used up here in these periods, and what open sales hold for him since their subtotal. */
  customerUses(question: UsesQuestion): readonly Omit<Counted, "of">[];
  hasTransaction(transactionId: string): boolean;
  /** By sale id, transaction id or receipt number; of several with one receipt number the newest. */
  find(sale: string): FoundSale | undefined;
  /** What came back here of a sale of any till, in order. */
  returnsOf(saleId: string): readonly StoredReturn[];
  findReturn(returnId: string): StoredReturn | undefined;
  /** Those of these coupons that a sale of this journal has used up, and what they took off. */
  vouchersUsed(couponIds: readonly string[]): readonly UsedVoucher[];
  /**
   * What vouchers with an amount the sales from then until now have issued, cents. Sales of a time that has not come are of
   * a clock that was ahead: they must not use up every day until then. Both in milliseconds since 1970.
   */
  issuedSince(sinceMs: number, nowMs: number): number;
  close(): void;
}

/** Throws StoreError, also when there is no journal yet. */
export function openJournalReader(path: string): JournalReader {
  const db = openStoreReader(path, journalLayout);
  const movements = db.prepare(`
    SELECT account, sum(points) FROM ledger
    WHERE customer_id = ? AND (settled_at_ms IS NULL OR settled_at_ms >= ?) GROUP BY account`);
  const counted = db.prepare(`
    SELECT promotion_id AS promotionId, iif(scope = 'till', 'till', 'customer') AS "of", period,
      sum(applications) AS applications, sum(amount_cents) AS amountCents
    FROM (
      SELECT promotion_id, scope, period, applications, amount_cents FROM allowance_used
      WHERE scope IN ('till', @customer) AND last_day >= @date
      UNION ALL
      SELECT promotion_id, scope, period, applications, amount_cents FROM allowance
      WHERE state = 'reserved' AND scope IN ('till', @customer) AND transaction_id <> @transactionId)
    GROUP BY promotion_id, scope, period ORDER BY promotion_id, scope, period`);
  const customerUses = db.prepare(`
    SELECT promotion_id AS promotionId, period, sum(applications) AS applications, sum(amount_cents) AS amountCents
    FROM (
      SELECT scope, promotion_id, period, applications, amount_cents FROM allowance_used
      UNION ALL
      SELECT scope, promotion_id, period, applications, amount_cents FROM allowance WHERE state = 'reserved')
    WHERE scope = @customer AND period IN (SELECT value FROM json_each(@periods))
    GROUP BY promotion_id, period ORDER BY promotion_id, period`);
  const transaction = db.prepare("SELECT 1 FROM sale WHERE transaction_id = ?").pluck();
  const found = db
    .prepare(`
    SELECT body FROM sale JOIN outbox ON lane = 'sales' AND outbox.sequence = sale.sequence
    WHERE @sale IN (sale_id, transaction_id, receipt) ORDER BY sale.sequence DESC LIMIT 1`)
    .pluck();
  const definitions = db.prepare(`
    SELECT hash, promotion_id AS promotionId, json FROM definition
    WHERE hash IN (SELECT value FROM json_each(?)) ORDER BY promotion_id`);
  const returned = db
    .prepare(`
    SELECT body FROM sale_return JOIN outbox ON lane = 'sales' AND outbox.sequence = sale_return.sequence
    WHERE @saleId = sale_id OR @returnId = return_id ORDER BY outbox.sequence`)
    .pluck();
  const usedBy = db.prepare(`
    SELECT coupon_id AS couponId, body -> 'effects' AS effects
    FROM coupon JOIN sale USING (transaction_id) JOIN outbox ON lane = 'sales' AND outbox.sequence = sale.sequence
    WHERE state = 'redeemed' AND coupon_id IN (SELECT value FROM json_each(?))`);
  const newest = db.prepare("SELECT at_ms, answer -> 'vouchers' FROM sale ORDER BY sequence DESC").raw();
  const returns = (wanted: { saleId: string | null; returnId: string | null }) =>
    (returned.all(wanted) as string[]).map((body) => JSON.parse(body) as StoredReturn);
  return {
    movements(customerId, balanceAt) {
      const sinceMs = Date.parse(balanceAt) || 0;
      return Object.fromEntries(movements.raw().all(customerId, sinceMs) as [string, number][]);
    },
    counted: ({ transactionId, customerId, date }) => {
      const customer = customerId === undefined ? "" : scopeOf("customer", customerId);
      return counted.all({ transactionId, customer, date }) as Counted[];
    },
    customerUses({ customerId, periods }) {
      const customer = scopeOf("customer", customerId);
      return customerUses.all({ customer, periods: JSON.stringify(periods) }) as Counted[];
    },
    hasTransaction: (transactionId) => transaction.get(transactionId) !== undefined,
    find(sale) {
      const body = found.get({ sale }) as string | undefined;
      if (body === undefined) return undefined;
      const stored = JSON.parse(body) as StoredSale;
      const named = JSON.stringify(stored.definitions);
      return { sale: stored, definitions: definitions.all(named) as Definition[] };
    },
    returnsOf: (saleId) => returns({ saleId, returnId: null }),
    findReturn: (returnId) => returns({ saleId: null, returnId })[0],
    vouchersUsed(couponIds) {
      if (couponIds.length === 0) return [];
      const rows = usedBy.all(JSON.stringify(couponIds)) as { couponId: string; effects: string }[];
      return rows.map(({ couponId, effects }) => ({
        couponId,
        savedCents: savedWith(JSON.parse(effects), couponId),
      }));
    },
    issuedSince(sinceMs, nowMs) {
      let cents = 0;
      for (const [atMs, vouchers] of newest.iterate() as Iterable<[number, string | null]>) {
        if (atMs < sinceMs) break;
        if (atMs > nowMs) continue;
        for (const { amountCents = 0 } of JSON.parse(vouchers ?? "[]") as { amountCents?: number }[])
          cents += amountCents;
      }
      return cents;
    },
    close: () => void db.close(),
  };
}
