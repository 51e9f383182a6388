import type { Layout } from "./open.ts";

/**
 * What must never be lost. Events live once, in `outbox`, and stay there after HQ has acknowledged them for as long as
 * the sale is kept: a sale's contents are its event's body.
 */
export const journalLayout: Layout = {
  name: "journal",
  synchronous: "FULL",
  irreplaceable: true,
  migrations: [
    `
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

    -- Where each queue stands. The last hash outlives the rows that were pruned.
    CREATE TABLE lane (
      lane TEXT PRIMARY KEY,
      last_sequence INTEGER NOT NULL,
      last_hash TEXT NOT NULL,
      settled_sequence INTEGER NOT NULL
    ) WITHOUT ROWID, STRICT;
    INSERT INTO lane VALUES ('claims', 0, '', 0), ('sales', 0, '', 0);

    CREATE TABLE outbox (
      lane TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      previous_hash TEXT NOT NULL,
      hash TEXT NOT NULL,
      kind TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (lane, sequence)
    ) STRICT;

    CREATE TABLE sale (
      sale_id TEXT PRIMARY KEY,
      transaction_id TEXT NOT NULL UNIQUE,
      receipt TEXT NOT NULL,
      completion_hash TEXT NOT NULL,
      -- Of its event in the lane 'sales'.
      sequence INTEGER NOT NULL UNIQUE,
      at_ms INTEGER NOT NULL,
      answer TEXT NOT NULL
    ) STRICT;
    CREATE INDEX sale_receipt ON sale (receipt);

    -- Promotions as they were when a sale met them; each once, pruned with the last sale that needs it.
    CREATE TABLE definition (hash TEXT PRIMARY KEY, promotion_id TEXT NOT NULL, json TEXT NOT NULL) STRICT;
    CREATE TABLE sale_definition (
      sale_id TEXT NOT NULL REFERENCES sale ON DELETE CASCADE,
      hash TEXT NOT NULL REFERENCES definition,
      PRIMARY KEY (sale_id, hash)
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX sale_definition_hash ON sale_definition (hash);

    CREATE TABLE ledger (
      entry INTEGER PRIMARY KEY,
      customer_id TEXT NOT NULL,
      account TEXT NOT NULL,
      points INTEGER NOT NULL,
      sale_id TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      at_ms INTEGER NOT NULL,
      -- When HQ acknowledged it: balances computed later include it.
      settled_at_ms INTEGER
    ) STRICT;
    CREATE INDEX ledger_customer ON ledger (customer_id);
    CREATE INDEX ledger_unsettled ON ledger (sequence) WHERE settled_at_ms IS NULL;

    -- Unique coupons only. A reservation holds as long as its transaction is open; the column run is of an earlier kind.
    CREATE TABLE coupon (
      coupon_id TEXT PRIMARY KEY,
      series TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('reserved', 'redeemed')),
      transaction_id TEXT NOT NULL,
      run TEXT NOT NULL,
      at_ms INTEGER NOT NULL
    ) WITHOUT ROWID, STRICT;

    CREATE TABLE version_floor (role TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID, STRICT;
    `,
    `
    -- Which presentation holds it: freeing an earlier one of the same sale must not free a later one.
    ALTER TABLE coupon ADD COLUMN reservation TEXT NOT NULL DEFAULT '';
    CREATE INDEX coupon_reserved ON coupon (transaction_id) WHERE state = 'reserved';

    -- Rows are numbered for the life of this file; HQ counts from 1 in each epoch, that is from the row after this one.
    ALTER TABLE lane ADD COLUMN before_epoch INTEGER NOT NULL DEFAULT 0;

    -- Events that HQ would not take: kept for ever in outbox, HQ has a note in their place.
    CREATE TABLE parked (
      lane TEXT NOT NULL, sequence INTEGER NOT NULL, reason TEXT NOT NULL, at_ms INTEGER NOT NULL,
      PRIMARY KEY (lane, sequence)
    ) WITHOUT ROWID, STRICT;
    `,
    `
    -- Goods that came back. The sale may be of another till, or nobody's: then sale_id is null.
    CREATE TABLE sale_return (
      return_id TEXT PRIMARY KEY,
      sale_id TEXT,
      receipt TEXT NOT NULL,
      hash TEXT NOT NULL,
      -- Of its event in the lane 'sales'.
      sequence INTEGER NOT NULL UNIQUE,
      at_ms INTEGER NOT NULL,
      answer TEXT NOT NULL
    ) STRICT;
    CREATE INDEX sale_return_sale ON sale_return (sale_id);
    `,
    `
    -- Limits that outlive a sale: what an open sale holds of them, and what a recorded one has used up.
    CREATE TABLE allowance (
      transaction_id TEXT NOT NULL,
      promotion_id TEXT NOT NULL,
      -- 'till': this till's part of the promotion's budget; 'customer/ID': that customer's limit.
      scope TEXT NOT NULL,
      period TEXT NOT NULL,
      last_day TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('reserved', 'booked')),
      reservation TEXT NOT NULL,
      applications INTEGER NOT NULL,
      amount_cents INTEGER NOT NULL,
      at_ms INTEGER NOT NULL,
      PRIMARY KEY (transaction_id, promotion_id, scope, period)
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX allowance_reserved ON allowance (scope, promotion_id) WHERE state = 'reserved';

    -- What all recorded sales have used up, less what came back: kept until the period is over, whatever is pruned.
    CREATE TABLE allowance_used (
      scope TEXT NOT NULL,
      promotion_id TEXT NOT NULL,
      period TEXT NOT NULL,
      last_day TEXT NOT NULL,
      applications INTEGER NOT NULL,
      amount_cents INTEGER NOT NULL,
      PRIMARY KEY (scope, promotion_id, period)
    ) WITHOUT ROWID, STRICT;
    `,
    `
    -- What open sales have asked others for, until these hear how it ended.
    CREATE TABLE claim (
      reservation TEXT PRIMARY KEY,
      transaction_id TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('coupon', 'points')),
      -- By the name that all tills have for it.
      thing TEXT NOT NULL,
      points INTEGER NOT NULL,
      -- Who may have granted it: 'lead hq'.
      asks TEXT NOT NULL,
      at_ms INTEGER NOT NULL
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX claim_transaction ON claim (transaction_id);

    -- How claims ended, for the lead till; HQ hears it by the lane 'claims'.
    CREATE TABLE claim_owed (
      reservation TEXT PRIMARY KEY, call TEXT NOT NULL, at_ms INTEGER NOT NULL
    ) WITHOUT ROWID, STRICT;

    -- What was accepted while nobody could be asked: counted against HQ's allowance.
    CREATE TABLE alone (
      reservation TEXT PRIMARY KEY,
      "of" TEXT NOT NULL,
      customer_id TEXT NOT NULL,
      day TEXT NOT NULL,
      amount INTEGER NOT NULL,
      used INTEGER NOT NULL,
      at_ms INTEGER NOT NULL
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX alone_of ON alone ("of", day);
    `,
    `
    -- The last event that HQ acknowledged in each epoch that is over, as it was named and chained there.
    CREATE TABLE epoch_end (
      lane TEXT NOT NULL,
      -- In this file.
      "row" INTEGER NOT NULL,
      sequence INTEGER NOT NULL,
      hash TEXT NOT NULL,
      PRIMARY KEY (lane, "row")
    ) WITHOUT ROWID, STRICT;
    `,
    `
    -- Which sale names which definition stands in its event. named_at: see journal-definitions.ts.
    ALTER TABLE definition ADD COLUMN named_at INTEGER NOT NULL DEFAULT 0;
    UPDATE definition SET named_at = coalesce((
      SELECT max(sequence) FROM sale_definition JOIN sale USING (sale_id)
      WHERE sale_definition.hash = definition.hash), 0);
    DROP TABLE sale_definition;

    -- By its event: one index less to write for each sale.
    CREATE TABLE sale_by_event (
      sequence INTEGER PRIMARY KEY,
      sale_id TEXT NOT NULL UNIQUE,
      transaction_id TEXT NOT NULL UNIQUE,
      receipt TEXT NOT NULL,
      completion_hash TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      answer TEXT NOT NULL
    ) STRICT;
    INSERT INTO sale_by_event
      SELECT sequence, sale_id, transaction_id, receipt, completion_hash, at_ms, answer FROM sale ORDER BY sequence;
    DROP TABLE sale;
    ALTER TABLE sale_by_event RENAME TO sale;
    CREATE INDEX sale_receipt ON sale (receipt);
    `,
    `
    -- Since when HQ has everything up to a row, by the later of its clock and this machine's: a sale that was made while the
    -- clock was years behind is not old. One for each hour; where it was not written down a sale is as old as the newest so far.
    CREATE TABLE settled (
      lane TEXT NOT NULL,
      -- Since 1970.
      hour INTEGER NOT NULL,
      "row" INTEGER NOT NULL,
      at_ms INTEGER NOT NULL,
      PRIMARY KEY (lane, hour)
    ) WITHOUT ROWID, STRICT;
    INSERT INTO settled
      SELECT lane, at_ms / 3600000, max(sequence), max(at_ms) FROM (
        SELECT lane, sequence, max(outbox.at_ms) OVER (PARTITION BY lane ORDER BY sequence) AS at_ms
        FROM outbox JOIN lane USING (lane) WHERE sequence <= settled_sequence)
      GROUP BY lane, at_ms / 3600000;
    `,
  ],
};
