/** The hub's store in one SQLite file. The statements are plain SQL; only `schema` would differ on PostgreSQL. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Acknowledgement, Batch } from "../outbox.ts";
import { type OutboxEvent, SyncError } from "../protocol.ts";
import { interpret } from "./interpret.ts";
import { receiptSchema, receiptsIn, restoredAnew, restoredIn } from "./receipts.ts";
import type { Fork, HubStatus, HubStore, LaneStatus, SaleRow } from "./store.ts";
import { suspendedIn, suspendedSchema } from "./suspended.ts";

const SCHEMA_VERSION = 1;
const schema = `
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
  CREATE UNIQUE INDEX IF NOT EXISTS sale_once ON sale (sale_id);
  CREATE TABLE IF NOT EXISTS coupon_use (
    coupon_id TEXT NOT NULL, store TEXT NOT NULL, till TEXT NOT NULL, sale_id TEXT NOT NULL,
    series TEXT NOT NULL, customer_id TEXT, at_ms INTEGER NOT NULL,
    PRIMARY KEY (coupon_id, store, till, sale_id));`;

const LANE = "store = :store AND till = :till AND epoch = :epoch AND lane = :lane";
const sql = {
  insert: `INSERT INTO event (store, till, epoch, lane, sequence, previous_hash, hash, kind, at_ms, body, received_ms)
    VALUES (:store, :till, :epoch, :lane, :sequence, :previousHash, :hash, :kind, :atMs, :body, :receivedMs)
    ON CONFLICT DO NOTHING`,
  link: `SELECT previous_hash AS previousHash, hash FROM event WHERE ${LANE} AND sequence = :sequence`,
  cursor: `SELECT sequence FROM lane_cursor WHERE ${LANE}`,
  after: `SELECT sequence FROM event WHERE ${LANE} AND sequence > :sequence ORDER BY sequence`,
  moveCursor: `INSERT INTO lane_cursor (store, till, epoch, lane, sequence, heard_ms)
    VALUES (:store, :till, :epoch, :lane, :sequence, :receivedMs)
    ON CONFLICT (store, till, epoch, lane) DO UPDATE SET sequence = excluded.sequence, heard_ms = excluded.heard_ms`,
  fork: `INSERT INTO fork (store, till, epoch, lane, sequence, hash, event, received_ms)
    VALUES (:store, :till, :epoch, :lane, :sequence, :hash, :event, :receivedMs) ON CONFLICT DO NOTHING`,
  quarantine: `INSERT INTO quarantine (store, till, epoch, lane, sequence, reason, received_ms)
    VALUES (:store, :till, :epoch, :lane, :sequence, :reason, :receivedMs) ON CONFLICT DO NOTHING`,
  sale: `INSERT INTO sale (store, till, sale_id, epoch, sequence, receipt, at_ms, total_cents, discount_cents)
    VALUES (:store, :till, :saleId, :epoch, :sequence, :receipt, :atMs, :totalCents, :discountCents)
    ON CONFLICT (sale_id) DO NOTHING`,
  heldSale: `SELECT body FROM sale JOIN event USING (store, till, epoch, sequence)
    WHERE sale_id = :saleId AND lane = :lane AND kind = 'sale'`,
  couponUse: `INSERT INTO coupon_use (coupon_id, store, till, sale_id, series, customer_id, at_ms)
    VALUES (:couponId, :store, :till, :saleId, :series, :customerId, :atMs) ON CONFLICT DO NOTHING`,
  goodsReturn: `INSERT INTO goods_return (return_id, sale_id, store, till, epoch, sequence, receipt, at_ms, paid_out_cents)
    VALUES (:returnId, :saleId, :store, :till, :epoch, :sequence, :receipt, :atMs, :paidOutCents)
    ON CONFLICT DO NOTHING`,
  heldReturn: `SELECT body FROM goods_return JOIN event USING (store, till, epoch, sequence)
    WHERE store = :store AND till = :till AND return_id = :returnId AND lane = :lane AND kind = 'return'`,
  couponRestored: `INSERT INTO coupon_restored (coupon_id, sale_id, return_id, at_ms)
    VALUES (:couponId, :saleId, :returnId, :atMs) ON CONFLICT DO NOTHING`,
  restoredAnew,
  sales: `SELECT position, store, till, sale_id AS saleId, receipt, at_ms AS atMs, total_cents AS totalCents,
    discount_cents AS discountCents FROM sale
    WHERE position > :since AND (:store IS NULL OR store = :store) ORDER BY position LIMIT :limit`,
  counts: `SELECT (SELECT COUNT(*) FROM sale) AS sales, (SELECT COUNT(*) FROM event) AS events,
    (SELECT COUNT(*) FROM quarantine) AS quarantined, (SELECT COUNT(*) FROM fork) AS forked,
    (SELECT COUNT(*) FROM (SELECT coupon_id FROM coupon_use
      WHERE (coupon_id, sale_id) NOT IN (SELECT coupon_id, sale_id FROM coupon_restored) GROUP BY coupon_id HAVING COUNT(DISTINCT sale_id) > 1) AS twice)
      AS couponsUsedTwice,
    (SELECT COUNT(*) FROM suspended WHERE state = 'open' AND until_ms > :nowMs) AS suspended,
    (SELECT COUNT(*) FROM (SELECT 1 FROM suspended_sale GROUP BY store, key HAVING COUNT(*) > 1)) AS salesForked`,
  lanes: `SELECT store, till, epoch, lane, sequence AS cursor, heard_ms AS heardMs FROM lane_cursor
    ORDER BY store, till, heard_ms DESC, lane`,
} as const;

/** Opens `hub.db` in the folder, making both if missing. Throws SyncError `unusable`, saying what to do. */
export function openSqliteHubStore(dataDir: string): HubStore {
  const db = openChecked(dataDir);
  const run = Object.fromEntries(Object.entries(sql).map(([name, text]) => [name, db.prepare(text)])) as {
    readonly [K in keyof typeof sql]: Database.Statement;
  };

  const receipt = receiptsIn(db);
  const restored = restoredIn(db);
  const suspended = suspendedIn(db);

  const accept = db.transaction((batch: Batch, receivedMs: number): Acknowledgement | Fork => {
    const { store, till, epoch, lane, events } = batch;
    const key = { store, till, epoch, lane };
    const fits = (event: OutboxEvent): boolean => {
      const held = linkAt(event.sequence);
      if (held) return held.hash === event.hash;
      const before = event.sequence === 1 ? { hash: "" } : linkAt(event.sequence - 1);
      const behind = linkAt(event.sequence + 1);
      return (
        (before === undefined || before.hash === event.previousHash) &&
        (behind === undefined || behind.previousHash === event.hash)
      );
    };
    const linkAt = (sequence: number) =>
      run.link.get({ ...key, sequence }) as { previousHash: string; hash: string } | undefined;

    const heldSale = (saleId: string) =>
      (run.heldSale.get({ saleId, lane }) as { body: string } | undefined)?.body;

    const heldReturn = (returnId: string) =>
      (run.heldReturn.get({ store, till, lane, returnId }) as { body: string } | undefined)?.body;

    const odd = events.findIndex((event) => {
      if (!fits(event)) return true;
      const inserted = run.insert.run({ ...event, ...key, receivedMs }).changes === 1;
      if (inserted) effects(event);
      return false;
    });
    function effects(event: OutboxEvent): void {
      const meaning = interpret(event);
      const at = { ...key, sequence: event.sequence, atMs: event.atMs };
      const doubt = (reason: string) =>
        run.quarantine.run({ ...key, sequence: event.sequence, reason, receivedMs });
      switch (meaning.kind) {
        case "sale":
          // A till that had to open a new epoch sends its unacknowledged sales again, and so does a copy of its journal.
          if (run.sale.run({ ...at, ...meaning }).changes > 0) run.restoredAnew.run(meaning);
          else if (heldSale(meaning.saleId) !== event.body)
            doubt("sale: its saleId is here already, with other contents");
          if (meaning.suspension !== null) {
            const { key: of, couponsUsed: used } = meaning.suspension;
            suspended.ended(key, { key: of, saleId: meaning.saleId, used }, receivedMs);
          }
          return;
        case "coupon-use":
          run.couponUse.run({ ...at, ...meaning });
          return;
        case "return":
          if (
            run.goodsReturn.run({ ...at, ...meaning }).changes === 0 &&
            heldReturn(meaning.returnId) !== event.body
          )
            doubt("return: its returnId is here already, with other contents");
          return;
        case "coupon-restored":
          run.couponRestored.run({ ...at, ...meaning });
          return;
        case "suspension-cancelled":
          suspended.ended(key, { key: meaning.key, saleId: null }, receivedMs);
          return;
        case "unclear":
          doubt(meaning.reason);
          return;
        case "nothing":
          return;
        default:
          meaning satisfies never;
      }
    }

    let cursor = (run.cursor.get(key) as { sequence: number } | undefined)?.sequence ?? 0;
    for (const { sequence } of run.after.iterate({ ...key, sequence: cursor }) as Iterable<{
      sequence: number;
    }>) {
      if (sequence !== cursor + 1) break;
      cursor = sequence;
    }
    run.moveCursor.run({ ...key, sequence: cursor, receivedMs });
    if (odd < 0) return { lane, cursor };
    for (const event of events.slice(odd)) {
      const { sequence, hash } = event;
      run.fork.run({ ...key, sequence, hash, event: JSON.stringify(event), receivedMs });
    }
    return { lane, cursor, forkedAt: events[odd]?.sequence ?? 0 };
  });

  return {
    accept: async (batch, receivedMs) => accept.immediate(batch, receivedMs),
    sales: async ({ since, limit, store = null }) => run.sales.all({ since, limit, store }) as SaleRow[],
    receipt: async (question) => receipt(question),
    offer: async (place, offer, nowMs) => suspended.offer(place, offer, nowMs),
    claim: async (place, claim, nowMs) => suspended.claim(place, claim, nowMs),
    takeBack: async (place, sale, nowMs) => suspended.takeBack(place, sale, nowMs),
    standings: async (store, keys) => suspended.standings(store, keys),
    forkedSales: async () => suspended.forked(),
    restored: async (store, since) => restored(store, since),
    status: async (nowMs) => ({
      ...(run.counts.get({ nowMs }) as Omit<HubStatus, "lanes">),
      lanes: run.lanes.all() as LaneStatus[],
    }),
    close: async () => {
      db.close();
    },
  };
}

function openChecked(dataDir: string): Database.Database {
  const file = join(dataDir, "hub.db");
  let db: Database.Database | undefined;
  try {
    mkdirSync(dataDir, { recursive: true });
    db = new Database(file);
    db.pragma("journal_mode = WAL");
    // A reopened WAL file defaults to NORMAL, which loses acknowledged events in a power cut.
    db.pragma("synchronous = FULL");
    db.pragma("trusted_schema = OFF");
    db.pragma("cell_size_check = ON");
    const damage = db.pragma("quick_check(1)", { simple: true });
    if (damage !== "ok") throw damaged(file, String(damage));
    const version = db.pragma("user_version", { simple: true }) as number;
    if (version > SCHEMA_VERSION) {
      throw new SyncError(
        "unusable",
        `${file} was written by a newer hub (schema ${version}): start that version`,
      );
    }
    if (
      db.pragma("synchronous", { simple: true }) !== 2 ||
      db.pragma("journal_mode", { simple: true }) !== "wal"
    ) {
      throw new SyncError(
        "unusable",
        `${file} can't be written durably: its file system supports no WAL; use a local disk`,
      );
    }
    db.exec(schema + receiptSchema + suspendedSchema);
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
    return db;
  } catch (cause) {
    db?.close();
    if (cause instanceof SyncError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "SQLITE_CORRUPT" || code === "SQLITE_NOTADB") throw damaged(file, message, cause);
    const advice = "give the hub a folder that it may write to (--data)";
    throw new SyncError("unusable", `cannot open the hub's database ${file}: ${message}: ${advice}`, {
      cause,
    });
  }
}

/** Never set aside and begun anew: it is the only copy of what tills were told is safe. */
function damaged(file: string, detail: string, cause?: unknown): SyncError {
  const advice = "stop here, keep the file aside, and restore the latest backup";
  return new SyncError(
    "unusable",
    `the hub's database ${file} is damaged (${detail.split("\n").at(-1)}): ${advice}`,
    { cause },
  );
}
