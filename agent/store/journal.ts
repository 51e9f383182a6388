/**
 * The journal: what the till granted and owes, each change one durable transaction. Only the journal worker writes it;
 * `journal-reader.ts` is for everybody else. Throws SqliteError where the disk or another process is in the way: then
 * nothing was changed.
 */

import { randomBytes, randomUUID } from "node:crypto";
import type { CouponRefusal } from "../../engine/context.ts";
import { eventHash } from "../../sync/event-hash.ts";
import type { Lane, OutboxEvent, Role, TillIdentity } from "../../sync/protocol.ts";
import { journalLayout } from "./journal-layout.ts";
import { statements } from "./journal-statements.ts";
import { openStore } from "./open.ts";
import type { Definition, StoredSale } from "./stored-sale.ts";

/** A paid sale on its way into the journal. */
export interface SaleToCommit {
  /** SHA-256 of what the POS sent with `complete`: the same again is the same sale. */
  readonly completionHash: string;
  readonly sale: Omit<StoredSale, "saleId">;
  readonly definitions: readonly Definition[];
  /** By account; nothing without a customer. */
  readonly points: readonly { readonly account: string; readonly points: number }[];
  readonly redeemed: readonly {
    readonly couponId: string;
    readonly series: string;
    readonly unique: boolean;
  }[];
  readonly freed: readonly string[];
  /** What the POS is told, stored to be told again. */
  readonly answer: Readonly<Record<string, unknown>>;
}

export type Committed =
  | {
      readonly kind: "recorded";
      readonly answer: Readonly<Record<string, unknown>>;
      readonly repeated: boolean;
    }
  | { readonly kind: "completed-differently" };

/** One coupon for one open sale. Structured-cloneable. */
export interface Reservation {
  readonly couponId: string;
  readonly series: string;
  readonly transactionId: string;
}

export type ReserveAnswer = "reserved" | Extract<CouponRefusal, "already-used" | "reserved-elsewhere">;

export interface Journal {
  identity(): TillIdentity;
  commitSale(sale: SaleToCommit): Committed;
  /** The stored answer to a sale that was completed earlier, also before a restart. */
  completed(transactionId: string, completionHash: string): Committed | undefined;
  reserve(reservation: Reservation): ReserveAnswer;
  /** Frees what this transaction has reserved; a redeemed coupon stays redeemed. */
  free(transactionId: string, couponIds: readonly string[]): void;
  pending(lane: Lane, limit: number): readonly OutboxEvent[];
  settle(lane: Lane, sequence: number): void;
  highest(role: Role): number;
  raise(role: Role, version: number): void;
  /** Forgets what HQ has acknowledged and is older, a bounded part each time. Answers how many events went. */
  prune(beforeMs: number): number;
  unsettled(): Readonly<Record<Lane, number>>;
  close(): void;
}

/** Events that one `prune` forgets at most, so that no sale waits behind it. */
const PRUNE_MAX = 500;

/** Opens or makes the journal of this till. `now` gives milliseconds since 1970. Throws StoreError. */
export function openJournal(
  path: string,
  till: { readonly store: string; readonly till: string },
  now: () => number = Date.now,
): Journal {
  const db = openStore(path, journalLayout);
  const run = randomBytes(8).toString("hex");
  const sql = statements(db);
  const epoch = db.transaction(() => {
    const known = sql.setting.get("epoch") as string | undefined;
    if (known !== undefined) return known;
    const fresh = randomBytes(16).toString("hex");
    sql.addSetting.run("epoch", fresh);
    return fresh;
  })();

  /** Appends to a lane's chain; inside a transaction only. Answers its sequence. */
  const append = (lane: Lane, kind: string, atMs: number, body: string): number => {
    const last = sql.lane.get(lane) as { last_sequence: number; last_hash: string };
    const event = { lane, sequence: last.last_sequence + 1, previousHash: last.last_hash, kind, atMs, body };
    const hash = eventHash(event);
    sql.addEvent.run(lane, event.sequence, event.previousHash, hash, kind, atMs, body);
    sql.moveLane.run(event.sequence, hash, lane);
    return event.sequence;
  };

  const completed = (transactionId: string, completionHash: string): Committed | undefined => {
    const row = sql.sale.get(transactionId) as { completion_hash: string; answer: string } | undefined;
    if (row === undefined) return undefined;
    if (row.completion_hash !== completionHash) return { kind: "completed-differently" };
    return { kind: "recorded", answer: JSON.parse(row.answer), repeated: true };
  };

  const commitSale = db.transaction((commit: SaleToCommit): Committed => {
    const { transactionId, receipt } = commit.sale;
    const known = completed(transactionId, commit.completionHash);
    if (known !== undefined) return known;
    const saleId = randomUUID();
    const atMs = now();
    const customerId = commit.sale.context.customer?.id;
    for (const { hash, promotionId, json } of commit.definitions)
      if (sql.addDefinition.run(hash, promotionId, json).changes > 0)
        append("sales", "definition", atMs, JSON.stringify({ hash, promotionId, json }));
    const body: StoredSale = { saleId, ...commit.sale };
    const sequence = append("sales", "sale", atMs, JSON.stringify(body));
    const answer = { ...commit.answer, saleId };
    sql.addSale.run(
      saleId,
      transactionId,
      receipt,
      commit.completionHash,
      sequence,
      atMs,
      JSON.stringify(answer),
    );
    for (const { hash } of commit.definitions) sql.addSaleDefinition.run(saleId, hash);
    if (customerId !== undefined)
      for (const { account, points } of commit.points)
        sql.addLedger.run(customerId, account, points, saleId, sequence, atMs);
    for (const { couponId, series, unique } of commit.redeemed) {
      if (unique) sql.redeem.run(couponId, series, transactionId, run, atMs);
      const claim = { couponId, series, saleId, ...(customerId === undefined ? {} : { customerId }) };
      append("claims", "coupon.redeemed", atMs, JSON.stringify(claim));
    }
    for (const couponId of commit.freed) sql.free.run(couponId, transactionId);
    return { kind: "recorded", answer, repeated: false };
  });

  const reserve = db.transaction(({ couponId, series, transactionId }: Reservation): ReserveAnswer => {
    const row = sql.coupon.get(couponId) as
      | { state: string; transaction_id: string; run: string }
      | undefined;
    if (row?.state === "redeemed") return "already-used";
    // A reservation of an earlier run belongs to a sale that no longer exists.
    if (row !== undefined && row.run === run && row.transaction_id !== transactionId)
      return "reserved-elsewhere";
    sql.reserve.run(couponId, series, transactionId, run, now());
    return "reserved";
  });

  const settle = db.transaction((lane: Lane, sequence: number) => {
    sql.settle.run(sequence, lane);
    if (lane === "sales") sql.settleLedger.run(now(), sequence);
  });

  const prune = db.transaction((beforeMs: number): number => {
    let gone = 0;
    for (const lane of ["claims", "sales"] as const) {
      const last = sql.prunable.get({ lane, beforeMs, limit: PRUNE_MAX }) as number | null;
      if (last === null) continue;
      if (lane === "sales") sql.pruneSales.run(last);
      gone += sql.pruneEvents.run(lane, last).changes;
    }
    if (gone > 0) {
      sql.pruneDefinitions.run();
      sql.pruneLedger.run(beforeMs);
    }
    return gone;
  });

  return {
    identity: () => ({ ...till, epoch }),
    commitSale: (sale) => commitSale.immediate(sale),
    completed,
    reserve: (reservation) => reserve.immediate(reservation),
    free: db.transaction((transactionId: string, couponIds: readonly string[]) => {
      for (const couponId of couponIds) sql.free.run(couponId, transactionId);
    }).immediate,
    pending: (lane, limit) => sql.pending.all({ lane, limit }) as OutboxEvent[],
    settle: (lane, sequence) => settle.immediate(lane, sequence),
    highest: (role) => (sql.floor.get(role) as number | undefined) ?? 0,
    raise: (role, version) => void sql.raise.run(role, version),
    prune: (beforeMs) => prune.immediate(beforeMs),
    unsettled: () =>
      Object.fromEntries(sql.unsettled.raw().all() as [Lane, number][]) as Record<Lane, number>,
    close: () => void db.close(),
  };
}
