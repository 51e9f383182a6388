/**
 * The hub's tables, the same on every database. `event` is all that came, byte for byte; the rest is derived from it, but
 * for `suspended`, which tills hand over, and `fork` and `quarantine`, which people look into.
 *
 * What is listed in order of arrival has a `position`: given when somebody first asks, in a transaction that only one hub
 * can have at a time. A number given on arrival could become visible after a higher one, and a reader who asks "since"
 * would miss it for ever.
 */

import type { Migrations, Table } from "./database/database.ts";

const tables = `
  CREATE TABLE lane (
    id BIGINT PRIMARY KEY, store TEXT NOT NULL, till TEXT NOT NULL, epoch TEXT NOT NULL, lane TEXT NOT NULL,
    cursor BIGINT NOT NULL, heard_ms BIGINT NOT NULL, events BIGINT NOT NULL,
    UNIQUE (store, till, epoch, lane));
  CREATE TABLE event (
    lane_id BIGINT NOT NULL, sequence BIGINT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL,
    kind TEXT NOT NULL, at_ms BIGINT NOT NULL, body TEXT NOT NULL, received_ms BIGINT NOT NULL,
    PRIMARY KEY (lane_id, sequence));
  CREATE TABLE fork (
    lane_id BIGINT NOT NULL, sequence BIGINT NOT NULL, hash TEXT NOT NULL, event TEXT NOT NULL,
    received_ms BIGINT NOT NULL,
    PRIMARY KEY (lane_id, sequence, hash));
  CREATE TABLE quarantine (
    lane_id BIGINT NOT NULL, sequence BIGINT NOT NULL, reason TEXT NOT NULL, received_ms BIGINT NOT NULL,
    PRIMARY KEY (lane_id, sequence));
  CREATE TABLE sale (
    sale_id TEXT PRIMARY KEY, store TEXT NOT NULL, till TEXT NOT NULL, lane_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL, transaction_id TEXT, suspension_key TEXT, receipt TEXT NOT NULL, at_ms BIGINT NOT NULL,
    total_cents BIGINT NOT NULL, discount_cents BIGINT NOT NULL, received_ms BIGINT NOT NULL, position BIGINT);
  CREATE UNIQUE INDEX sale_position ON sale (position);
  CREATE INDEX sale_unnumbered ON sale (received_ms) WHERE position IS NULL;
  CREATE INDEX sale_receipt ON sale (receipt, store);
  CREATE TABLE definition (
    hash TEXT PRIMARY KEY, lane_id BIGINT NOT NULL, sequence BIGINT NOT NULL);
  CREATE TABLE coupon_use (
    coupon_id TEXT NOT NULL, store TEXT NOT NULL, till TEXT NOT NULL, sale_id TEXT NOT NULL,
    series TEXT NOT NULL, customer_id TEXT, at_ms BIGINT NOT NULL,
    PRIMARY KEY (coupon_id, store, till, sale_id));
  CREATE INDEX coupon_use_sale ON coupon_use (sale_id);
  CREATE TABLE goods_return (
    store TEXT NOT NULL, till TEXT NOT NULL, return_id TEXT NOT NULL, sale_id TEXT, lane_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL, receipt TEXT NOT NULL, at_ms BIGINT NOT NULL,
    paid_out_cents BIGINT NOT NULL,
    PRIMARY KEY (store, till, return_id));
  CREATE INDEX goods_return_sale ON goods_return (sale_id);
  CREATE TABLE coupon_restored (
    coupon_id TEXT NOT NULL, sale_id TEXT NOT NULL, return_id TEXT NOT NULL, at_ms BIGINT NOT NULL, position BIGINT,
    PRIMARY KEY (coupon_id, sale_id));
  CREATE UNIQUE INDEX coupon_restored_position ON coupon_restored (position);
  CREATE INDEX coupon_restored_unnumbered ON coupon_restored (sale_id) WHERE position IS NULL;
  CREATE TABLE till_report (
    store TEXT NOT NULL, till TEXT NOT NULL, heard_ms BIGINT NOT NULL, report TEXT NOT NULL,
    PRIMARY KEY (store, till));
  CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
  CREATE TABLE suspended (
    store TEXT NOT NULL, key TEXT NOT NULL, till TEXT NOT NULL, round BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'held', 'over')),
    offered_by TEXT NOT NULL, code TEXT NOT NULL, format BIGINT NOT NULL, body BYTEA,
    until_ms BIGINT NOT NULL, changed_ms BIGINT NOT NULL, used TEXT NOT NULL,
    PRIMARY KEY (store, key));
  CREATE INDEX suspended_code ON suspended (store, code);
  CREATE INDEX suspended_until ON suspended (until_ms);
  CREATE TABLE suspended_sale (
    store TEXT NOT NULL, key TEXT NOT NULL, sale_id TEXT NOT NULL, till TEXT NOT NULL,
    PRIMARY KEY (store, key, sale_id));`;

const counters = "INSERT INTO counter VALUES ('lane', 0), ('sale', 0), ('coupon_restored', 0);";

/** As the first released hub made them, on SQLite only. */
const first = `
  CREATE TABLE IF NOT EXISTS event (
    store TEXT NOT NULL, till TEXT NOT NULL, epoch TEXT NOT NULL, lane TEXT NOT NULL, sequence INTEGER NOT NULL,
    previous_hash TEXT NOT NULL, hash TEXT NOT NULL, kind TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    PRIMARY KEY (store, till, epoch, lane, sequence));
  CREATE TABLE IF NOT EXISTS lane_cursor (
    store TEXT NOT NULL, till TEXT NOT NULL, epoch TEXT NOT NULL, lane TEXT NOT NULL, sequence INTEGER NOT NULL,
    heard_ms INTEGER NOT NULL,
    PRIMARY KEY (store, till, epoch, lane));
  CREATE TABLE IF NOT EXISTS fork (
    store TEXT NOT NULL, till TEXT NOT NULL, epoch TEXT NOT NULL, lane TEXT NOT NULL, sequence INTEGER NOT NULL,
    hash TEXT NOT NULL, event TEXT NOT NULL, received_ms INTEGER NOT NULL,
    PRIMARY KEY (store, till, epoch, lane, sequence, hash));
  CREATE TABLE IF NOT EXISTS quarantine (
    store TEXT NOT NULL, till TEXT NOT NULL, epoch TEXT NOT NULL, lane TEXT NOT NULL, sequence INTEGER NOT NULL,
    reason TEXT NOT NULL, received_ms INTEGER NOT NULL,
    PRIMARY KEY (store, till, epoch, lane, sequence));
  CREATE TABLE IF NOT EXISTS sale (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    store TEXT NOT NULL, till TEXT NOT NULL, sale_id TEXT NOT NULL, epoch TEXT NOT NULL, sequence INTEGER NOT NULL,
    receipt TEXT NOT NULL, at_ms INTEGER NOT NULL, total_cents INTEGER NOT NULL, discount_cents INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS coupon_use (
    coupon_id TEXT NOT NULL, store TEXT NOT NULL, till TEXT NOT NULL, sale_id TEXT NOT NULL,
    series TEXT NOT NULL, customer_id TEXT, at_ms INTEGER NOT NULL,
    PRIMARY KEY (coupon_id, store, till, sale_id));
  CREATE TABLE IF NOT EXISTS goods_return (
    store TEXT NOT NULL, till TEXT NOT NULL, return_id TEXT NOT NULL, sale_id TEXT, epoch TEXT NOT NULL,
    sequence INTEGER NOT NULL, receipt TEXT NOT NULL, at_ms INTEGER NOT NULL, paid_out_cents INTEGER NOT NULL,
    PRIMARY KEY (store, till, return_id));
  CREATE TABLE IF NOT EXISTS coupon_restored (
    coupon_id TEXT NOT NULL, sale_id TEXT NOT NULL, return_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (coupon_id, sale_id));
  CREATE TABLE IF NOT EXISTS suspended (
    store TEXT NOT NULL, key TEXT NOT NULL, till TEXT NOT NULL, round INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'held', 'over')),
    offered_by TEXT NOT NULL, code TEXT NOT NULL, format INTEGER NOT NULL, body BLOB,
    until_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL, used TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (store, key));
  CREATE TABLE IF NOT EXISTS suspended_sale (
    store TEXT NOT NULL, key TEXT NOT NULL, sale_id TEXT NOT NULL, till TEXT NOT NULL,
    PRIMARY KEY (store, key, sale_id));`;

const renamed = [
  "event",
  "lane_cursor",
  "fork",
  "quarantine",
  "sale",
  "coupon_use",
  "goods_return",
  "coupon_restored",
  "suspended",
  "suspended_sale",
];

/** Everything that came stays, and its numbers with it. Tables that were added to the first version may be missing. */
const second = `
  ${first}
  ${renamed.map((name) => `ALTER TABLE ${name} RENAME TO old_${name};`).join("\n")}
  DROP INDEX IF EXISTS sale_receipt;
  DROP INDEX IF EXISTS goods_return_sale;
  DROP INDEX IF EXISTS suspended_code;
  DROP INDEX IF EXISTS suspended_until;
  ${tables}
  ${counters}
  INSERT INTO lane SELECT row_number() OVER (ORDER BY heard_ms), store, till, epoch, lane, sequence, heard_ms,
    (SELECT count(*) FROM old_event e WHERE (e.store, e.till, e.epoch, e.lane) = (c.store, c.till, c.epoch, c.lane))
    FROM old_lane_cursor c;
  INSERT INTO event SELECT id, sequence, previous_hash, hash, kind, at_ms, body, received_ms
    FROM old_event JOIN lane USING (store, till, epoch, lane);
  INSERT INTO fork SELECT id, sequence, hash, event, received_ms FROM old_fork JOIN lane USING (store, till, epoch, lane);
  INSERT INTO quarantine SELECT id, sequence, reason, received_ms
    FROM old_quarantine JOIN lane USING (store, till, epoch, lane);
  INSERT INTO sale SELECT sale_id, s.store, s.till, lane_id, s.sequence, body ->> 'transactionId',
    body ->> '$.suspension.key', receipt, s.at_ms, total_cents, discount_cents, received_ms, position
    FROM old_sale s JOIN lane USING (store, till, epoch) JOIN event e ON e.lane_id = lane.id AND e.sequence = s.sequence
    WHERE kind = 'sale' AND body ->> 'saleId' = sale_id ON CONFLICT DO NOTHING;
  INSERT INTO definition SELECT body ->> 'hash', lane_id, sequence FROM event
    WHERE kind = 'definition' AND json_valid(body) AND body ->> 'hash' IS NOT NULL ON CONFLICT DO NOTHING;
  INSERT INTO coupon_use SELECT * FROM old_coupon_use;
  INSERT INTO goods_return SELECT store, till, return_id, sale_id, lane.id, r.sequence, receipt, at_ms, paid_out_cents
    FROM old_goods_return r JOIN lane USING (store, till, epoch) WHERE lane = 'sales';
  INSERT INTO coupon_restored SELECT coupon_id, sale_id, return_id, at_ms, rowid FROM old_coupon_restored;
  INSERT INTO suspended SELECT * FROM old_suspended;
  INSERT INTO suspended_sale SELECT * FROM old_suspended_sale;
  UPDATE counter SET value = (SELECT coalesce(max(id), 0) FROM lane) WHERE name = 'lane';
  UPDATE counter SET value = (SELECT coalesce(max(position), 0) FROM sale) WHERE name = 'sale';
  UPDATE counter SET value = (SELECT coalesce(max(position), 0) FROM coupon_restored) WHERE name = 'coupon_restored';
  ${renamed.map((name) => `DROP TABLE old_${name};`).join("\n")}`;

/** What may be used once, and points: what tills hold, and what sales have used. */
const claims = `
  CREATE TABLE claim_thing (thing TEXT PRIMARY KEY, fence BIGINT NOT NULL);
  CREATE TABLE claim (
    reservation TEXT PRIMARY KEY, thing TEXT NOT NULL, store TEXT NOT NULL, till TEXT NOT NULL,
    transaction_id TEXT NOT NULL, amount BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'used', 'free')), sale_id TEXT, fence BIGINT NOT NULL,
    until_ms BIGINT NOT NULL, changed_ms BIGINT NOT NULL);
  CREATE INDEX claim_of_thing ON claim (thing) WHERE state <> 'free';
  CREATE TABLE points_use (
    customer_id TEXT NOT NULL, account TEXT NOT NULL, sale_id TEXT NOT NULL, store TEXT NOT NULL, till TEXT NOT NULL,
    points BIGINT NOT NULL, missing BIGINT NOT NULL, at_ms BIGINT NOT NULL, received_ms BIGINT NOT NULL,
    PRIMARY KEY (customer_id, account, sale_id));`;

/** Who tills are. A code is kept as its name and the number it was made of: without the hub's secret neither is worth anything. */
const enrolment = `
  CREATE TABLE enrol_code (
    name TEXT PRIMARY KEY, serial TEXT NOT NULL, store TEXT NOT NULL, till TEXT NOT NULL,
    made_ms BIGINT NOT NULL, until_ms BIGINT NOT NULL, used_ms BIGINT, key_id TEXT);
  CREATE INDEX enrol_code_till ON enrol_code (store, till);
  CREATE TABLE till_key (
    key_id TEXT PRIMARY KEY, store TEXT NOT NULL, till TEXT NOT NULL, public_key TEXT NOT NULL, machine TEXT NOT NULL,
    enrolled_ms BIGINT NOT NULL, revoked_ms BIGINT, revoked_why TEXT CHECK (revoked_why IN ('replaced', 'revoked')));
  CREATE UNIQUE INDEX till_key_counts ON till_key (store, till) WHERE revoked_ms IS NULL;
  CREATE TABLE authority (one BIGINT PRIMARY KEY, certificate TEXT NOT NULL);`;

/** Stores that hold leases on what is homed there, and what these and HQ owe each other (`home-book.ts`). */
const homes = `
  CREATE TABLE lease (
    store TEXT PRIMARY KEY, number BIGINT NOT NULL, until_ms BIGINT NOT NULL, till TEXT NOT NULL,
    homed BIGINT NOT NULL, line BIGINT NOT NULL);
  CREATE TABLE home_claim (
    id TEXT PRIMARY KEY, reservation TEXT NOT NULL, thing TEXT NOT NULL, home TEXT NOT NULL, store TEXT NOT NULL,
    till TEXT NOT NULL, amount BIGINT NOT NULL, call TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'used', 'free', 'restored', 'over')),
    answer TEXT, sale_id TEXT, ended_ms BIGINT, changed_ms BIGINT NOT NULL);
  CREATE INDEX home_claim_thing ON home_claim (thing);
  CREATE INDEX home_claim_reservation ON home_claim (reservation);
  CREATE INDEX home_claim_open ON home_claim (home, changed_ms) WHERE state <> 'over';`;

/** Vouchers that tills have issued and taken (`vouchers.ts`). Events of before say nothing of how these had proved themselves. */
const vouchers = `
  CREATE TABLE voucher_issued (
    coupon_id TEXT PRIMARY KEY, store TEXT NOT NULL, till TEXT NOT NULL, sale_id TEXT NOT NULL, series TEXT NOT NULL,
    amount_cents BIGINT, at_ms BIGINT NOT NULL);
  CREATE INDEX voucher_issued_at ON voucher_issued (at_ms);
  CREATE TABLE voucher_use (
    coupon_id TEXT NOT NULL, store TEXT NOT NULL, till TEXT NOT NULL, sale_id TEXT NOT NULL,
    form TEXT NOT NULL CHECK (form IN ('signed', 'number', 'earlier')), key_id TEXT, issuer_store TEXT, issuer_till TEXT,
    issued_ms BIGINT, amount_cents BIGINT, at_ms BIGINT NOT NULL,
    PRIMARY KEY (coupon_id, store, till, sale_id));
  CREATE INDEX voucher_use_issuer ON voucher_use (issuer_store, issuer_till, issued_ms);`;

/** What sales took of limits for each customer, called by the sale, and what returns gave back, called by the return; from now on. */
const customerUses = `
  CREATE TABLE customer_use (
    name TEXT NOT NULL, promotion_id TEXT NOT NULL, period TEXT NOT NULL, sale_id TEXT NOT NULL, customer_id TEXT NOT NULL,
    store TEXT NOT NULL, till TEXT NOT NULL, applications BIGINT NOT NULL, amount_cents BIGINT NOT NULL,
    PRIMARY KEY (name, promotion_id, period));
  CREATE INDEX customer_use_of ON customer_use (customer_id, period);`;

/** To which tills this database had lost what it had acknowledged, and when that showed last. */
const lost = `CREATE TABLE till_lost (
    store TEXT NOT NULL, till TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (store, till));`;

/** By which what can be forgotten is found (`tidy-claims.ts`). */
const forgotten = `
  CREATE INDEX claim_forgotten ON claim (state, changed_ms);
  CREATE INDEX home_claim_forgotten ON home_claim (state, changed_ms);`;

const since: Migrations = [claims, enrolment, homes, vouchers, customerUses, lost, forgotten];
export const sqliteMigrations: Migrations = [first, second, ...since];
export const postgresMigrations: Migrations = [`${tables} ${counters}`, ...since];

const place = { store: "text", till: "text" } as const;
const at = { lane_id: "bigint", sequence: "bigint" } as const;

/** What a batch writes, row by row. */
export const rows = {
  event: {
    name: "event",
    columns: {
      ...at,
      previous_hash: "text",
      hash: "text",
      kind: "text",
      at_ms: "bigint",
      body: "text",
      received_ms: "bigint",
    },
  },
  fork: { name: "fork", columns: { ...at, hash: "text", event: "text", received_ms: "bigint" } },
  quarantine: { name: "quarantine", columns: { ...at, reason: "text", received_ms: "bigint" } },
  sale: {
    name: "sale",
    columns: {
      sale_id: "text",
      ...place,
      ...at,
      transaction_id: "text",
      suspension_key: "text",
      receipt: "text",
      at_ms: "bigint",
      total_cents: "bigint",
      discount_cents: "bigint",
      received_ms: "bigint",
    },
  },
  definition: { name: "definition", columns: { hash: "text", ...at } },
  couponUse: {
    name: "coupon_use",
    columns: {
      coupon_id: "text",
      ...place,
      sale_id: "text",
      series: "text",
      customer_id: "text",
      at_ms: "bigint",
    },
  },
  goodsReturn: {
    name: "goods_return",
    columns: {
      return_id: "text",
      sale_id: "text",
      ...place,
      ...at,
      receipt: "text",
      at_ms: "bigint",
      paid_out_cents: "bigint",
    },
  },
  couponRestored: {
    name: "coupon_restored",
    columns: { coupon_id: "text", sale_id: "text", return_id: "text", at_ms: "bigint" },
  },
  voucherIssued: {
    name: "voucher_issued",
    columns: {
      coupon_id: "text",
      ...place,
      sale_id: "text",
      series: "text",
      amount_cents: "bigint",
      at_ms: "bigint",
    },
  },
  voucherUse: {
    name: "voucher_use",
    columns: {
      coupon_id: "text",
      ...place,
      sale_id: "text",
      form: "text",
      key_id: "text",
      issuer_store: "text",
      issuer_till: "text",
      issued_ms: "bigint",
      amount_cents: "bigint",
      at_ms: "bigint",
    },
  },
  claimThing: { name: "claim_thing", columns: { thing: "text", fence: "bigint" } },
  claim: {
    name: "claim",
    columns: {
      reservation: "text",
      thing: "text",
      ...place,
      transaction_id: "text",
      amount: "bigint",
      state: "text",
      sale_id: "text",
      fence: "bigint",
      until_ms: "bigint",
      changed_ms: "bigint",
    },
  },
  lease: {
    name: "lease",
    columns: {
      store: "text",
      number: "bigint",
      until_ms: "bigint",
      till: "text",
      homed: "bigint",
      line: "bigint",
    },
  },
  homeClaim: {
    name: "home_claim",
    columns: {
      id: "text",
      reservation: "text",
      thing: "text",
      home: "text",
      ...place,
      amount: "bigint",
      call: "text",
      state: "text",
      answer: "text",
      sale_id: "text",
      ended_ms: "bigint",
      changed_ms: "bigint",
    },
  },
  customerUse: {
    name: "customer_use",
    columns: {
      name: "text",
      promotion_id: "text",
      period: "text",
      sale_id: "text",
      customer_id: "text",
      ...place,
      applications: "bigint",
      amount_cents: "bigint",
    },
  },
  pointsUse: {
    name: "points_use",
    columns: {
      customer_id: "text",
      account: "text",
      sale_id: "text",
      ...place,
      points: "bigint",
      missing: "bigint",
      at_ms: "bigint",
      received_ms: "bigint",
    },
  },
} as const satisfies Record<string, Table>;
