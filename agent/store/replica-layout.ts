import { replicaTables } from "../../sync/release/tables.ts";
import type { Layout } from "./open.ts";

/**
 * What can be fetched again from HQ at any time: the channels' tables as releases carry them, each row with the channel
 * it came by, so that a shard's snapshot replaces its own rows and no others.
 */
export const replicaLayout: Layout = {
  name: "replica",
  synchronous: "FULL",
  migrations: [
    `
    CREATE TABLE replica_state (one INTEGER PRIMARY KEY CHECK (one = 1), release INTEGER NOT NULL) STRICT;
    INSERT INTO replica_state VALUES (1, 0);
    CREATE TABLE channel (
      channel TEXT PRIMARY KEY, version INTEGER NOT NULL, digest TEXT NOT NULL
    ) WITHOUT ROWID, STRICT;

    CREATE TABLE rule_setting (name TEXT PRIMARY KEY, json TEXT NOT NULL, channel TEXT NOT NULL) STRICT;
    CREATE TABLE article_group (
      group_id TEXT NOT NULL, article TEXT NOT NULL, channel TEXT NOT NULL, PRIMARY KEY (group_id, article)
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE promotion (id TEXT PRIMARY KEY, json TEXT NOT NULL, channel TEXT NOT NULL) STRICT;
    CREATE TABLE article (
      article TEXT PRIMARY KEY, text TEXT, department TEXT, brand TEXT, supplier TEXT, vat_rate TEXT,
      price_cents INTEGER, regular_price_cents INTEGER, flags TEXT, attributes TEXT, channel TEXT NOT NULL
    ) STRICT;
    CREATE TABLE card (
      token TEXT PRIMARY KEY, key_id TEXT, status TEXT, tier TEXT, staff INTEGER, segments TEXT, attributes TEXT,
      balances TEXT, balance_at TEXT, channel TEXT NOT NULL
    ) STRICT;
    CREATE TABLE coupon_series (
      series TEXT PRIMARY KEY, name TEXT, valid_from TEXT, valid_to TEXT, single_use INTEGER, personal INTEGER,
      code TEXT, channel TEXT NOT NULL
    ) STRICT;
    CREATE INDEX coupon_series_code ON coupon_series (code) WHERE code IS NOT NULL;
    CREATE TABLE coupon (
      token TEXT PRIMARY KEY, series TEXT, card_token TEXT, valid_from TEXT, valid_to TEXT, status TEXT,
      channel TEXT NOT NULL
    ) STRICT;
    CREATE TABLE config (name TEXT PRIMARY KEY, json TEXT NOT NULL, channel TEXT NOT NULL) STRICT;
    `,
    `
    -- A hash of the release's number and of the channels' versions and digests; empty before the next release.
    ALTER TABLE replica_state ADD COLUMN seal TEXT NOT NULL DEFAULT '';
    `,
    `
    -- Promotions that headquarters has switched off, whatever the release says of them.
    CREATE TABLE switched_off (
      promotion_id TEXT PRIMARY KEY, reason TEXT NOT NULL, by_whom TEXT NOT NULL, at TEXT NOT NULL, channel TEXT NOT NULL
    ) STRICT;
    `,
    `
    -- The store that may hold a lease on it.
    ALTER TABLE coupon ADD COLUMN home TEXT;
    ALTER TABLE card ADD COLUMN home TEXT;
    CREATE INDEX coupon_home ON coupon (home) WHERE home IS NOT NULL;
    CREATE INDEX card_home ON card (home) WHERE home IS NOT NULL;
    `,
    `
    -- The program that has read the rules and their configuration and found nothing in them that it does not understand.
    ALTER TABLE replica_state ADD COLUMN read_by TEXT NOT NULL DEFAULT '';
    `,
    `
    -- What headquarters has blocked, whatever cards and coupons say.
    CREATE TABLE blocked (
      kind TEXT NOT NULL, id TEXT NOT NULL, from_at TEXT, name TEXT NOT NULL, reason TEXT NOT NULL,
      by_whom TEXT NOT NULL, at TEXT NOT NULL, channel TEXT NOT NULL, PRIMARY KEY (kind, id)
    ) WITHOUT ROWID, STRICT;
    `,
    `
    -- The store whose till it is; empty before the next release.
    ALTER TABLE replica_state ADD COLUMN store TEXT NOT NULL DEFAULT '';
    -- Articles that this store has otherwise than the chain: whole rows, which win.
    CREATE TABLE store_article (
      article TEXT PRIMARY KEY, text TEXT, department TEXT, brand TEXT, supplier TEXT, vat_rate TEXT,
      price_cents INTEGER, regular_price_cents INTEGER, flags TEXT, attributes TEXT, channel TEXT NOT NULL
    ) STRICT;
    `,
  ],
};

/** The tables a channel may carry: `cards/home` carries those of `cards`. */
export function tablesOf(channel: string) {
  const family = channel.split("/")[0];
  return replicaTables.filter((table) => table.channel === family);
}
