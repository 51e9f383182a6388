import type Database from "better-sqlite3";

/** The journal's SQL, prepared once. What each is for stands in `journal.ts`. */
export function statements(db: Database.Database) {
  return {
    setting: db.prepare("SELECT value FROM setting WHERE name = ?").pluck(),
    set: db.prepare("INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"),
    lane: db.prepare(`
      SELECT last_sequence AS last, last_hash AS lastHash, settled_sequence AS settled, before_epoch AS beforeEpoch
      FROM lane WHERE lane = ?`),
    moveLane: db.prepare("UPDATE lane SET last_sequence = ?, last_hash = ? WHERE lane = ?"),
    addEvent: db.prepare("INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?)"),
    pending: db.prepare(`
      SELECT lane, sequence - before_epoch AS sequence, previous_hash AS previousHash, hash, kind, at_ms AS atMs, body
      FROM outbox JOIN lane USING (lane)
      WHERE lane = @lane AND sequence > settled_sequence ORDER BY sequence LIMIT @limit`),
    settle: db.prepare(
      "UPDATE lane SET settled_sequence = max(settled_sequence, min(?, last_sequence)) WHERE lane = ?",
    ),
    markSettled: db.prepare(`
      INSERT INTO settled SELECT lane, @hour, settled_sequence, @atMs FROM lane WHERE lane = @lane
      ON CONFLICT DO UPDATE SET "row" = excluded."row", at_ms = max(at_ms, excluded.at_ms)`),
    unmarkSettled: db.prepare('UPDATE settled SET "row" = @row WHERE lane = @lane AND "row" > @row'),
    pruneMarks: db.prepare('DELETE FROM settled WHERE lane = @lane AND "row" <= @last'),
    unsettle: db.prepare("UPDATE lane SET settled_sequence = ? WHERE lane = ?"),
    rowsBetween: db
      .prepare(
        "SELECT sequence FROM outbox WHERE lane = ? AND sequence > ? AND sequence <= ? ORDER BY sequence DESC",
      )
      .pluck(),
    unsettledEvents: db.prepare(`
      SELECT sequence, kind, at_ms AS atMs, body FROM outbox WHERE lane = ? AND sequence > ? ORDER BY sequence LIMIT ?`),
    rechain: db.prepare("UPDATE outbox SET previous_hash = ?, hash = ? WHERE lane = ? AND sequence = ?"),
    // A row's own hash outlives the row in the one after it, in its lane, or where its epoch ended.
    hashAt: db
      .prepare(`
      SELECT coalesce((SELECT hash FROM outbox WHERE lane = @lane AND sequence = @row),
        (SELECT nullif(previous_hash, '') FROM outbox WHERE lane = @lane AND sequence = @row + 1),
        (SELECT hash FROM epoch_end WHERE lane = @lane AND "row" = @row),
        (SELECT nullif(last_hash, '') FROM lane WHERE lane = @lane AND last_sequence = @row))`)
      .pluck(),
    endEpoch: db.prepare("INSERT INTO epoch_end VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"),
    forgetEnds: db.prepare('DELETE FROM epoch_end WHERE lane = ? AND "row" > ?'),
    ends: db.prepare('SELECT "row", sequence FROM epoch_end WHERE lane = ? ORDER BY "row" DESC LIMIT ?'),
    isKept: db.prepare("SELECT 1 FROM outbox WHERE lane = ? AND sequence = ?").pluck(),
    beginEpoch: db.prepare("UPDATE lane SET before_epoch = settled_sequence, last_hash = ? WHERE lane = ?"),
    park: db.prepare("INSERT INTO parked VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"),
    parked: db.prepare(
      "SELECT lane, sequence, reason, at_ms AS atMs FROM parked ORDER BY at_ms DESC, lane, sequence LIMIT 20",
    ),
    settleLedger: db.prepare(
      "UPDATE ledger SET settled_at_ms = ? WHERE settled_at_ms IS NULL AND sequence <= ?",
    ),
    settledBefore: db.prepare("UPDATE ledger SET settled_at_ms = @nowMs WHERE settled_at_ms > @nowMs"),
    unsettleLedger: db.prepare("UPDATE ledger SET settled_at_ms = NULL WHERE sequence > ?"),
    newestLedger: db.prepare("SELECT max(settled_at_ms) FROM ledger").pluck(),
    unsettled: db.prepare("SELECT lane, last_sequence - settled_sequence FROM lane"),
    sale: db.prepare("SELECT completion_hash, answer FROM sale WHERE transaction_id = ?"),
    addSale: db.prepare("INSERT INTO sale VALUES (?, ?, ?, ?, ?, ?, ?)"),
    addLedger: db.prepare(`
      INSERT INTO ledger (customer_id, account, points, sale_id, sequence, at_ms) VALUES (?, ?, ?, ?, ?, ?)`),
    coupon: db.prepare("SELECT state, transaction_id, run FROM coupon WHERE coupon_id = ?"),
    reserve: db.prepare(`
      INSERT INTO coupon VALUES (?, ?, 'reserved', ?, 'session', ?, ?)
      ON CONFLICT DO UPDATE SET transaction_id = excluded.transaction_id, run = excluded.run, at_ms = excluded.at_ms,
        reservation = excluded.reservation`),
    // A coupon that another sale has redeemed stays that sale's; HQ hears of both uses.
    redeem: db.prepare(`
      INSERT INTO coupon VALUES (?, ?, 'redeemed', ?, 'session', ?, '')
      ON CONFLICT DO UPDATE SET state = 'redeemed', transaction_id = excluded.transaction_id, at_ms = excluded.at_ms
      WHERE state = 'reserved'`),
    free: db.prepare("DELETE FROM coupon WHERE coupon_id = ? AND reservation = ? AND state = 'reserved'"),
    freeSale: db.prepare("DELETE FROM coupon WHERE transaction_id = ? AND state = 'reserved'"),
    freeOrphans: db.prepare(`
      DELETE FROM coupon WHERE state = 'reserved' AND run NOT IN ('moved', 'used')
        AND transaction_id NOT IN (SELECT value FROM json_each(?))`),
    freeOthers: db.prepare(`
      DELETE FROM coupon WHERE state = 'reserved' AND transaction_id IN (SELECT value FROM json_each(?))
        AND reservation NOT IN (SELECT value FROM json_each(?))`),
    recordedOf: db
      .prepare("SELECT transaction_id FROM sale WHERE transaction_id IN (SELECT value FROM json_each(?))")
      .pluck(),
    answerOf: db.prepare(`
      SELECT answer, body -> 'applied' AS applied
      FROM sale JOIN outbox ON lane = 'sales' AND outbox.sequence = sale.sequence WHERE transaction_id = ?`),
    floor: db.prepare("SELECT version FROM version_floor WHERE role = ?").pluck(),
    raise: db.prepare(`
      INSERT INTO version_floor VALUES (?, ?)
      ON CONFLICT DO UPDATE SET version = excluded.version WHERE excluded.version > version`),
    prunable: db
      .prepare(`
      SELECT max(sequence) FROM (
        SELECT sequence FROM outbox
        WHERE lane = @lane AND sequence <= (SELECT settled_sequence FROM lane WHERE lane = @lane)
          AND sequence <= (SELECT max("row") FROM settled WHERE lane = @lane AND at_ms < @beforeMs)
          AND sequence NOT IN (SELECT sequence FROM parked WHERE lane = @lane)
          AND (@lane <> 'sales' OR sequence < coalesce((
            -- A sale stays for as long as HQ does not have all that came back of it.
            SELECT min(sale.sequence) FROM sale JOIN sale_return r USING (sale_id)
            WHERE r.sequence > (SELECT settled_sequence FROM lane WHERE lane = 'sales')), 9e15))
        ORDER BY sequence LIMIT @limit)`)
      .pluck(),
    pruneSales: db.prepare(`
      DELETE FROM sale WHERE sequence <= ? AND sequence NOT IN (SELECT sequence FROM parked WHERE lane = 'sales')`),
    pruneReturns: db.prepare(`
      DELETE FROM sale_return WHERE sequence <= ? AND sequence NOT IN (SELECT sequence FROM parked WHERE lane = 'sales')`),
    pruneEvents: db.prepare(`
      DELETE FROM outbox WHERE lane = @lane AND sequence <= @last
        AND sequence NOT IN (SELECT sequence FROM parked WHERE lane = @lane)`),
    pruneLedger: db.prepare("DELETE FROM ledger WHERE settled_at_ms < ?"),
  };
}
