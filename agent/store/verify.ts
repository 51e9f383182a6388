/**
 * Is a journal whole? SQLite checks its pages; this checks what stands in them: that nothing was changed, is missing,
 * stands twice or belongs to nothing. Reads one moment of the file, also while an agent writes it.
 */

import { hash } from "node:crypto";
import Database from "better-sqlite3";
import { eventHash } from "../../sync/event-hash.ts";
import type { Lane, OutboxEvent } from "../../sync/protocol.ts";
import { NAMED_AGAIN } from "./journal-definitions.ts";
import { LANES } from "./journal-lanes.ts";
import { journalLayout } from "./journal-layout.ts";
import { openStoreReader, storeError } from "./open.ts";
import type { StoredSale } from "./stored-sale.ts";

/** One thing that is not as the journal left it. */
export interface Break {
  readonly table: string;
  /** The row's own name: "sales 17" of an event, a sale's id, a coupon's. */
  readonly row: string;
  /** What is wrong with it, in English. */
  readonly what: string;
}

export interface Verified {
  /** Events that are still here, by lane. */
  readonly events: Readonly<Record<Lane, number>>;
  readonly sales: number;
  /** The first that was found; absent: the journal is whole. */
  readonly broken?: Break;
}

/** Throws StoreError where the file can't be read, or not as far as its rows. */
export function verifyJournal(path: string): Verified {
  const db = openStoreReader(path, journalLayout);
  try {
    return db.transaction(() => {
      const count = (sql: string, ...with_: string[]) =>
        db
          .prepare(sql)
          .pluck()
          .get(...with_) as number;
      const [broken] = breaks(db);
      return {
        events: Object.fromEntries(
          LANES.map((lane) => [lane, count("SELECT count(*) FROM outbox WHERE lane = ?", lane)]),
        ) as Record<Lane, number>,
        sales: count("SELECT count(*) FROM sale"),
        ...(broken === undefined ? {} : { broken }),
      };
    })();
  } catch (error) {
    // Of some damages not even a row can be named.
    throw error instanceof Database.SqliteError ? storeError(path, journalLayout, error) : error;
  } finally {
    db.close();
  }
}

function* breaks(db: Database.Database): Generator<Break> {
  for (const text of db.prepare("PRAGMA integrity_check(1)").pluck().all() as string[])
    if (text !== "ok") yield { table: "sqlite", row: "integrity_check", what: text };
  for (const lane of LANES) yield* breaksInLane(db, lane);
  yield* breaksInSales(db);
  yield* breaksByQuestion(db);
}

interface LaneRow {
  readonly last: number;
  readonly lastHash: string;
  readonly settled: number;
  readonly beforeEpoch: number;
}
type EventRow = Omit<OutboxEvent, "lane"> & { readonly parked: number };

/** Events that are read at a time, so that a long journal needs no memory. */
const AT_ONCE = 1000;

/** The chain: nothing changed, nothing missing between two rows, and the lane's own row knows the last. */
function* breaksInLane(db: Database.Database, lane: Lane): Generator<Break> {
  const state = db
    .prepare(`
      SELECT last_sequence AS last, last_hash AS lastHash, settled_sequence AS settled, before_epoch AS beforeEpoch
      FROM lane WHERE lane = ?`)
    .get(lane) as LaneRow | undefined;
  if (state === undefined) return yield { table: "lane", row: lane, what: "is missing" };
  const { last, lastHash, settled, beforeEpoch } = state;
  if (settled > last || beforeEpoch > last)
    yield {
      table: "lane",
      row: lane,
      what: `HQ is said to hold more than the ${last} events there ever were`,
    };
  const page = db.prepare(`
    SELECT sequence, previous_hash AS previousHash, hash, kind, at_ms AS atMs, body,
      EXISTS (SELECT 1 FROM parked WHERE parked.lane = outbox.lane AND parked.sequence = outbox.sequence) AS parked
    FROM outbox WHERE lane = ? AND sequence > ? ORDER BY sequence LIMIT ${AT_ONCE}`);
  const broken = (row: number, what: string): Break => ({ table: "outbox", row: `${lane} ${row}`, what });
  let before: EventRow | undefined;
  /** Of parked events alone may the next be missing: they stay where the others were forgotten. */
  let forgetful = true;
  /** The row before the epoch that is read; undefined after a hole, until an event tells. */
  let base: number | undefined;
  let at = 0;
  for (;;) {
    const events = page.all(lane, at) as EventRow[];
    for (const event of events) {
      const { sequence: row, previousHash } = event;
      const hole = row !== at + 1;
      if (hole && !(forgetful && row - 1 <= settled))
        yield broken(at + 1, at + 2 === row ? "is missing" : `is missing, and all up to ${row - 1}`);
      if (row > beforeEpoch) base = beforeEpoch;
      else if (previousHash === "") base = row - 1;
      else if (hole) base = baseOf(lane, event);
      if (row === beforeEpoch + 1 && previousHash !== "")
        yield broken(row, "begins an epoch and does not begin a chain");
      else if (!hole && before !== undefined && previousHash !== "" && previousHash !== before.hash)
        yield broken(row, "does not follow from the event before it");
      else if (!hole && before !== undefined && previousHash === "" && row > beforeEpoch + 1)
        yield broken(row, "begins a chain in the middle of an epoch");
      if (base === undefined || linkOf(lane, event, base) !== event.hash)
        yield broken(row, "is not what was recorded: its contents do not fit its hash");
      forgetful &&= event.parked === 1;
      before = event;
      at = row;
    }
    if (events.length < AT_ONCE) break;
  }
  if (at > last) yield broken(at, `is more than the ${last} events that its lane knows`);
  if (at < last && !(forgetful && last <= settled)) yield broken(at + 1, `is missing, and all up to ${last}`);
  const expected = last === beforeEpoch ? "" : at === last ? before?.hash : undefined;
  if (expected !== undefined && expected !== lastHash)
    yield { table: "lane", row: lane, what: "its last hash is not that of its last event" };
}

function linkOf(lane: Lane, event: EventRow, base: number): string {
  const { previousHash, kind, atMs, body } = event;
  return eventHash({ lane, sequence: event.sequence - base, previousHash, kind, atMs, body });
}

/** Where an earlier epoch began, told by the number that fits an event's hash: that epoch's own row is gone. */
function baseOf(lane: Lane, event: EventRow): number | undefined {
  for (let base = 0; base < event.sequence; base += 1)
    if (linkOf(lane, event, base) === event.hash) return base;
  return undefined;
}

/** Each sale is its event, and its promotions are the bytes it names. */
function* breaksInSales(db: Database.Database): Generator<Break> {
  const namedAt = new Map<string, number>();
  for (const row of db.prepare("SELECT hash, json, named_at AS at FROM definition").iterate()) {
    const definition = row as { hash: string; json: string; at: number };
    if (hash("sha256", definition.json, "hex") !== definition.hash)
      yield { table: "definition", row: definition.hash, what: "its text does not fit its hash" };
    namedAt.set(definition.hash, definition.at);
  }
  const sales = db.prepare(`
    SELECT sale_id AS saleId, transaction_id AS transactionId, receipt, sale.sequence, answer, kind, body
    FROM sale LEFT JOIN outbox ON lane = 'sales' AND outbox.sequence = sale.sequence
    WHERE sale.sequence > ? ORDER BY sale.sequence LIMIT ${AT_ONCE}`);
  for (let after = 0; ; ) {
    const page = sales.all(after) as (Pick<StoredSale, "saleId" | "transactionId" | "receipt"> & {
      readonly sequence: number;
      readonly answer: string;
      readonly kind: string | null;
      readonly body: string | null;
    })[];
    for (const row of page) {
      after = row.sequence;
      const broken = (what: string): Break => ({ table: "sale", row: row.saleId, what });
      if (row.kind !== "sale" || row.body === null) {
        yield broken(`its event, sales ${row.sequence}, is not there`);
        continue;
      }
      const body = JSON.parse(row.body) as StoredSale;
      for (const name of ["saleId", "transactionId", "receipt"] as const)
        if (body[name] !== row[name]) yield broken(`its ${name} is not that of its event`);
      if ((JSON.parse(row.answer) as { saleId?: string }).saleId !== row.saleId)
        yield broken("the answer kept with it is another sale's");
      for (const hash of body.definitions) {
        const at = namedAt.get(hash);
        if (at === undefined) yield broken(`a promotion that it names is not there: ${hash}`);
        else if (at <= row.sequence - NAMED_AGAIN)
          yield broken(`a promotion that it names will be forgotten before it: ${hash}`);
      }
    }
    if (page.length < AT_ONCE) break;
  }
}

/** Nothing of this lane was forgotten yet: whatever belongs to it must be here. */
const allOf = (lane: Lane) =>
  `(SELECT count(*) FROM outbox WHERE lane = '${lane}') = (SELECT last_sequence FROM lane WHERE lane = '${lane}')`;

/** Questions whose every row is a break. What was forgotten in time is none. */
const QUESTIONS: readonly { readonly table: string; readonly what: string; readonly sql: string }[] = [
  {
    table: "outbox",
    what: "is a sale that the list of sales does not have",
    sql: `SELECT 'sales ' || sequence FROM outbox WHERE lane = 'sales' AND kind = 'sale'
      AND sequence NOT IN (SELECT sequence FROM sale)`,
  },
  {
    table: "outbox",
    what: "is a return that the list of returns does not have",
    sql: `SELECT 'sales ' || sequence FROM outbox WHERE lane = 'sales' AND kind = 'return'
      AND sequence NOT IN (SELECT sequence FROM sale_return)`,
  },
  {
    table: "sale_return",
    what: "has no event",
    sql: `SELECT return_id FROM sale_return r WHERE NOT EXISTS (SELECT 1 FROM outbox
        WHERE lane = 'sales' AND outbox.sequence = r.sequence AND kind = 'return'
          AND body ->> 'returnId' = return_id AND body ->> 'saleId' IS sale_id)`,
  },
  {
    table: "coupon",
    what: "is used up by a sale or a return that is not there",
    sql: `SELECT coupon_id FROM coupon WHERE state = 'redeemed'
      AND transaction_id NOT IN (SELECT transaction_id FROM sale UNION ALL SELECT 'return ' || return_id FROM sale_return)
      AND ${allOf("sales")}`,
  },
  {
    table: "coupon",
    what: "is used up, and HQ is not told of it",
    sql: `SELECT coupon_id FROM coupon WHERE state = 'redeemed'
      AND coupon_id NOT IN (SELECT body ->> 'couponId' FROM outbox WHERE lane = 'claims' AND kind IN ('coupon.redeemed', 'coupon.voided'))
      AND ${allOf("claims")}`,
  },
  {
    table: "outbox",
    what: "tells of a coupon used in a sale that is not there",
    sql: `SELECT 'claims ' || sequence FROM outbox WHERE lane = 'claims' AND kind = 'coupon.redeemed'
      AND body ->> 'saleId' NOT IN (SELECT sale_id FROM sale)
      AND ${allOf("sales")}`,
  },
  {
    table: "allowance",
    what: "is used up by a sale that is not there",
    sql: `SELECT transaction_id || ' ' || promotion_id FROM allowance WHERE state = 'booked'
      AND transaction_id NOT IN (SELECT transaction_id FROM sale)
      AND ${allOf("sales")}`,
  },
  {
    table: "allowance_used",
    what: "is not the sum of what the sales have used up",
    sql: `SELECT used.promotion_id || ' ' || used.period FROM allowance_used AS used
      WHERE (applications, amount_cents) <> (
        SELECT coalesce(sum(applications), 0), coalesce(sum(amount_cents), 0) FROM allowance AS booked
        WHERE state = 'booked' AND booked.scope = used.scope AND booked.promotion_id = used.promotion_id
          AND booked.period = used.period)
      AND ${allOf("sales")}`,
  },
  {
    table: "allowance",
    what: "is used up, and no sum counts it",
    sql: `SELECT transaction_id || ' ' || promotion_id FROM allowance AS booked WHERE state = 'booked'
      AND NOT EXISTS (SELECT 1 FROM allowance_used AS used WHERE booked.scope = used.scope
        AND booked.promotion_id = used.promotion_id AND booked.period = used.period)
      AND ${allOf("sales")}`,
  },
  {
    table: "ledger",
    what: "moves points for a sale that is not there",
    sql: `SELECT entry FROM ledger WHERE NOT EXISTS (SELECT 1 FROM sale
        WHERE sale.sale_id = ledger.sale_id AND sale.sequence = ledger.sequence)
      AND NOT EXISTS (SELECT 1 FROM sale_return r
        WHERE r.sale_id = ledger.sale_id AND r.sequence = ledger.sequence)
      AND ${allOf("sales")}`,
  },
];

function* breaksByQuestion(db: Database.Database): Generator<Break> {
  for (const { table, what, sql } of QUESTIONS) {
    const row = db.prepare(sql).pluck().get() as string | number | undefined;
    if (row !== undefined) yield { table, row: String(row), what };
  }
}
