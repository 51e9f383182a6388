import type Database from "better-sqlite3";

/** The journal's SQL, prepared once. What each is for stands in `journal.ts`. */
export function statements(db: Database.Database) {
  return {
    setting: db.prepare("SELECT value FROM setting WHERE name = ?").pluck(),
    addSetting: db.prepare("INSERT INTO setting VALUES (?, ?)"),
    lane: db.prepare("SELECT last_sequence, last_hash FROM lane WHERE lane = ?"),
    moveLane: db.prepare("UPDATE lane SET last_sequence = ?, last_hash = ? WHERE lane = ?"),
    addEvent: db.prepare("INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?)"),
    pending: db.prepare(`
      SELECT lane, sequence, previous_hash AS previousHash, hash, kind, at_ms AS atMs, body FROM outbox
      WHERE lane = @lane AND sequence > (SELECT settled_sequence FROM lane WHERE lane = @lane)
      ORDER BY sequence LIMIT @limit`),
    settle: db.prepare(
      "UPDATE lane SET settled_sequence = max(settled_sequence, min(?, last_sequence)) WHERE lane = ?",
    ),
    settleLedger: db.prepare(
      "UPDATE ledger SET settled_at_ms = ? WHERE settled_at_ms IS NULL AND sequence <= ?",
    ),
    unsettled: db.prepare("SELECT lane, last_sequence - settled_sequence FROM lane"),
    sale: db.prepare("SELECT completion_hash, answer FROM sale WHERE transaction_id = ?"),
    addSale: db.prepare("INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?, ?)"),
    addDefinition: db.prepare("INSERT INTO definition VALUES (?, ?, ?) ON CONFLICT DO NOTHING"),
    addSaleDefinition: db.prepare("INSERT INTO sale_definition VALUES (?, ?) ON CONFLICT DO NOTHING"),
    addLedger: db.prepare(`
      INSERT INTO ledger (customer_id, account, points, sale_id, sequence, at_ms) VALUES (?, ?, ?, ?, ?, ?)`),
    coupon: db.prepare("SELECT state, transaction_id, run FROM coupon WHERE coupon_id = ?"),
    reserve: db.prepare(`
      INSERT INTO coupon VALUES (?, ?, 'reserved', ?, ?, ?)
      ON CONFLICT DO UPDATE SET transaction_id = excluded.transaction_id, run = excluded.run, at_ms = excluded.at_ms`),
    // A coupon that another sale has redeemed stays that sale's; HQ hears of both uses.
    redeem: db.prepare(`
      INSERT INTO coupon VALUES (?, ?, 'redeemed', ?, ?, ?)
      ON CONFLICT DO UPDATE SET state = 'redeemed', transaction_id = excluded.transaction_id, at_ms = excluded.at_ms
      WHERE state = 'reserved'`),
    free: db.prepare("DELETE FROM coupon WHERE coupon_id = ? AND transaction_id = ? AND state = 'reserved'"),
    floor: db.prepare("SELECT version FROM version_floor WHERE role = ?").pluck(),
    raise: db.prepare(`
      INSERT INTO version_floor VALUES (?, ?)
      ON CONFLICT DO UPDATE SET version = max(version, excluded.version)`),
    prunable: db
      .prepare(`
      SELECT max(sequence) FROM (
        SELECT sequence, at_ms FROM outbox
        WHERE lane = @lane AND sequence <= (SELECT settled_sequence FROM lane WHERE lane = @lane)
        ORDER BY sequence LIMIT @limit)
      WHERE at_ms < @beforeMs`)
      .pluck(),
    pruneSales: db.prepare("DELETE FROM sale WHERE sequence <= ?"),
    pruneEvents: db.prepare("DELETE FROM outbox WHERE lane = ? AND sequence <= ?"),
    pruneDefinitions: db.prepare(
      "DELETE FROM definition WHERE hash NOT IN (SELECT hash FROM sale_definition)",
    ),
    pruneLedger: db.prepare("DELETE FROM ledger WHERE settled_at_ms < ?"),
  };
}
