/**
 * The journal: what the till granted and owes, each change one durable transaction. Only the journal worker writes it;
 * `journal-reader.ts` is for everybody else. Throws SqliteError where the disk or another process is in the way: then
 * nothing was changed.
 */

import { randomUUID } from "node:crypto";
import type { CouponRefusal } from "../../engine/context.ts";
import type { FloorName, KeptMark, Lane, OutboxEvent, TillIdentity } from "../../sync/protocol.ts";
import type { VoucherUsed } from "../../sync/vouchers.ts";
import type { Use } from "../allowances/use.ts";
import { type JournalAllowances, journalAllowances } from "./journal-allowances.ts";
import { type Asks, type BurntPoints, type JournalClaims, journalClaims } from "./journal-claims.ts";
import { journalDefinitions } from "./journal-definitions.ts";
import { LANES, openLanes } from "./journal-lanes.ts";
import { journalLayout } from "./journal-layout.ts";
import { type JournalReturns, journalReturns } from "./journal-returns.ts";
import { type JournalShared, journalShared } from "./journal-shared.ts";
import { statements } from "./journal-statements.ts";
import { openStore } from "./open.ts";
import { settledPoints } from "./settled-points.ts";
import type { Definition, StoredSale } from "./stored-sale.ts";

/** A paid sale on its way into the journal. */
export interface SaleToCommit {
  /** SHA-256 of what the POS sent with `complete`: the same again is the same sale. */
  readonly completionHash: string;
  readonly sale: Omit<StoredSale, "saleId">;
  readonly definitions: readonly Definition[];
  /** By account, what was earned less what was used, stamps too; nothing without a customer. */
  readonly points: readonly { readonly account: string; readonly points: number }[];
  readonly redeemed: readonly {
    readonly couponId: string;
    readonly series: string;
    readonly unique: boolean;
    /** Of a voucher: how it had proved itself. */
    readonly voucher?: VoucherUsed;
  }[];
  /** What it paid with points. */
  readonly burnt?: readonly BurntPoints[] | undefined;
  /** What it has used up of limits that outlive it; undefined where the rules could not be asked. */
  readonly uses?: readonly Use[] | undefined;
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
  /** Of this presentation alone, unique: only who has it can free the coupon again. */
  readonly reservation: string;
  /** Whom the till is going to ask for it; absent: nobody. */
  readonly asks?: Asks;
}

/** All that some sales hold. Structured-cloneable. */
export interface HeldBySales {
  readonly transactionIds: readonly string[];
  readonly reservations: readonly Reservation[];
}

/** What it takes to free a coupon. */
export type Reserved = Pick<Reservation, "couponId" | "reservation">;

/** An event that HQ does not take; it has a note in its place. */
export interface Parked {
  readonly lane: Lane;
  /** Its row in this file. */
  readonly sequence: number;
  readonly reason: string;
  readonly atMs: number;
}

export type ReserveAnswer = "reserved" | Extract<CouponRefusal, "already-used" | "reserved-elsewhere">;

export interface Journal extends JournalReturns, JournalAllowances, JournalShared, JournalClaims {
  identity(): TillIdentity;
  /** What the sale had reserved and did not use up is free afterwards. */
  commitSale(sale: SaleToCommit): Committed;
  /** The stored answer to a sale that was completed earlier, also before a restart. */
  completed(transactionId: string, completionHash: string): Committed | undefined;
  reserve(reservation: Reservation): ReserveAnswer;
  /** Which of these transactions are recorded sales. */
  recordedOf(transactionIds: readonly string[]): readonly string[];
  /** What the POS was told of a recorded sale. */
  answerOf(transactionId: string): Readonly<Record<string, unknown>> | undefined;
  /** Frees what is reserved for any other transaction than these; answers how many coupons. */
  freeOrphans(open: readonly string[]): number;
  /**
   * After a crash: of these open sales exactly this is reserved, whatever was on its way. Answers the coupons that
   * another sale has meanwhile.
   */
  holdExactly(sales: HeldBySales): readonly string[];
  /** Frees what stands under these reservations; a redeemed coupon, or one reserved anew, stays as it is. */
  free(reservations: readonly Reserved[]): void;
  pending(lane: Lane, limit: number): readonly OutboxEvent[];
  settle(lane: Lane, sequence: number, hqMs?: number): void;
  /**
   * Sends all that HQ has not acknowledged again, under a new epoch and from 1 in each lane. Nothing happens when
   * `epoch` is no longer the current one.
   */
  renewEpoch(epoch: string): void;
  /** Of what HQ has acknowledged; see `Outbox`. */
  marks(which: "newest" | "all"): readonly KeptMark[];
  /**
   * HQ holds nothing after this row: what is still here of it is pending again, under a new epoch if some of it was
   * forgotten meanwhile or is of an earlier one.
   */
  rewind(lane: Lane, row: number): void;
  /** HQ has a note instead of this event: it is never sent again and never forgotten. */
  park(lane: Lane, sequence: number, reason: string): void;
  /** The newest twenty. */
  parked(): readonly Parked[];
  highest(name: FloorName): number;
  raise(name: FloorName, version: number): void;
  /** Forgets what HQ has had since before then, a bounded part each time. Answers how many events went. */
  prune(beforeMs: number): number;
  /** The same for sales and other events alone: balances and limits are reckoned with all that they were reckoned with. */
  forget(beforeMs: number): number;
  /** Room inside the file that the next sales take before it grows. */
  freeBytes(): number;
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
  const sql = statements(db);
  const lanes = openLanes(sql);
  const points = settledPoints(sql, now);
  const definitions = journalDefinitions(db, lanes);
  const { books, ...allowances } = journalAllowances(db, lanes, now);
  const { books: claims, ...claimCalls } = journalClaims(db, lanes, now);
  const place = `${till.store}/${till.till}`;
  let epoch = db.transaction(() => {
    const known = sql.setting.get("epoch") as string | undefined;
    const of = sql.setting.get("place") as string | undefined;
    if (known !== undefined && of === place) return known;
    sql.set.run("place", place);
    if (known !== undefined && of === undefined) return known;
    // A journal that was copied to another till must not go on where the first one does.
    const opened = lanes.openEpoch();
    lanes.forgetMarks();
    return opened;
  })();

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
    const met = definitions.meet(commit.definitions, atMs);
    const body: StoredSale = { saleId, ...commit.sale };
    const sequence = lanes.append("sales", "sale", atMs, JSON.stringify(body));
    const answer = { ...commit.answer, saleId };
    sql.addSale.run(
      sequence,
      saleId,
      transactionId,
      receipt,
      commit.completionHash,
      atMs,
      JSON.stringify(answer),
    );
    definitions.name(met, sequence);
    if (customerId !== undefined)
      for (const { account, points } of commit.points)
        sql.addLedger.run(customerId, account, points, saleId, sequence, atMs);
    for (const { couponId, series, unique, voucher } of commit.redeemed) {
      if (unique) sql.redeem.run(couponId, series, transactionId, atMs);
      const reservation = claims.reservationOf(transactionId, couponId);
      const use = {
        couponId,
        series,
        saleId,
        ...(customerId && { customerId }),
        ...(reservation && { reservation }),
        ...(voucher && { voucher }),
      };
      lanes.append("claims", "coupon.redeemed", atMs, JSON.stringify(use));
    }
    sql.freeSale.run(transactionId);
    claims.settlePoints({ transactionId, saleId, customerId, burnt: commit.burnt ?? [] }, atMs);
    claims.sweep();
    const { uses, sale } = commit;
    books.book({ transactionId, saleId, customerId, uses, applied: sale.applied }, atMs);
    return { kind: "recorded", answer, repeated: false };
  });

  const reserve = db.transaction((wanted: Reservation): ReserveAnswer => {
    const { couponId, series, transactionId, reservation, asks } = wanted;
    const row = sql.coupon.get(couponId) as
      | { state: string; transaction_id: string; run: string }
      | undefined;
    // Used up here, or by a sale that had gone from here to another till.
    if (row?.state === "redeemed" || row?.run === "used") return "already-used";
    if (row !== undefined && row.transaction_id !== transactionId) return "reserved-elsewhere";
    sql.reserve.run(couponId, series, transactionId, now(), reservation);
    if (asks !== undefined)
      claims.begin({ reservation, transactionId, what: { kind: "coupon", couponId, series }, asks });
    return "reserved";
  });

  const settled = (lane: Lane, sequence: number, hqMs?: number): number => {
    // By the later of two clocks: one that is years behind makes nothing old.
    const row = lanes.settle(lane, sequence, Math.max(now(), hqMs ?? 0));
    if (lane === "sales") points.settle(row, hqMs);
    return row;
  };
  const settle = db.transaction((lane: Lane, sequence: number, hqMs?: number) => {
    settled(lane, sequence, hqMs);
    claims.heard();
  });
  const park = db.transaction((lane: Lane, sequence: number, reason: string) => {
    sql.park.run(lane, settled(lane, sequence), reason, now());
  });

  const rewind = db.transaction((lane: Lane, row: number) => {
    if (lane === "sales") points.lost(row);
    return lanes.rewind(lane, row) ?? epoch;
  });
  const renew = db.transaction(lanes.openEpoch);

  const forget = db.transaction((wantedMs: number): number => {
    const beforeMs = points.before(wantedMs);
    let gone = 0;
    for (const lane of LANES) {
      const last = sql.prunable.get({ lane, beforeMs, limit: PRUNE_MAX }) as number | null;
      if (last === null) continue;
      if (lane === "sales") {
        sql.pruneSales.run(last);
        sql.pruneReturns.run(last);
      }
      gone += sql.pruneEvents.run({ lane, last }).changes;
      sql.pruneMarks.run({ lane, last });
    }
    if (gone > 0) definitions.prune();
    return gone;
  });
  const prune = db.transaction((beforeMs: number): number => {
    const gone = forget(beforeMs);
    if (gone > 0) {
      points.prune(beforeMs);
      books.prune(new Date(beforeMs).toISOString().slice(0, 10));
      claims.prune(beforeMs);
    }
    return gone;
  });

  return {
    identity: () => ({ ...till, epoch }),
    commitSale(sale) {
      try {
        return commitSale.immediate(sale);
      } catch (error) {
        definitions.unsure();
        throw error;
      }
    },
    completed,
    ...journalReturns(db, lanes, books, now),
    ...allowances,
    ...claimCalls,
    ...journalShared(db, lanes, claims, till, now),
    recordedOf: (transactionIds) => sql.recordedOf.all(JSON.stringify(transactionIds)) as string[],
    answerOf(transactionId) {
      const sale = sql.answerOf.get(transactionId) as { answer: string; applied: string } | undefined;
      return sale && { ...JSON.parse(sale.answer), applied: JSON.parse(sale.applied) };
    },
    freeOrphans: db.transaction((open: readonly string[]) => {
      const { changes } = sql.freeOrphans.run(JSON.stringify(open));
      claims.sweep();
      return changes + claims.freeOrphans(open);
    }).immediate,
    reserve: (reservation) => reserve.immediate(reservation),
    holdExactly: db.transaction(({ transactionIds, reservations }: HeldBySales) => {
      const held = reservations.map(({ reservation }) => reservation);
      sql.freeOthers.run(JSON.stringify(transactionIds), JSON.stringify(held));
      const lost = reservations.filter((one) => reserve(one) !== "reserved").map(({ couponId }) => couponId);
      claims.sweep();
      return lost;
    }).immediate,
    free: db.transaction((reservations: readonly Reserved[]) => {
      for (const { couponId, reservation } of reservations) sql.free.run(couponId, reservation);
      claims.sweep();
    }).immediate,
    pending: (lane, limit) => sql.pending.all({ lane, limit }) as OutboxEvent[],
    settle: (lane, sequence, hqMs) => settle.immediate(lane, sequence, hqMs),
    renewEpoch(known) {
      if (known === epoch) epoch = renew.immediate();
    },
    marks: db.transaction((which: "newest" | "all") => lanes.marks(which)),
    rewind(lane, row) {
      epoch = rewind.immediate(lane, row);
    },
    park: (lane, sequence, reason) => park.immediate(lane, sequence, reason),
    parked: () => sql.parked.all() as Parked[],
    highest: (name) => (sql.floor.get(name) as number | undefined) ?? 0,
    raise: (name, version) => void sql.raise.run(name, version),
    prune: (beforeMs) => prune.immediate(beforeMs),
    forget: (beforeMs) => forget.immediate(beforeMs),
    freeBytes: () =>
      (db.pragma("freelist_count", { simple: true }) as number) *
      (db.pragma("page_size", { simple: true }) as number),
    unsettled: () =>
      Object.fromEntries(sql.unsettled.raw().all() as [Lane, number][]) as Record<Lane, number>,
    close: () => void db.close(),
  };
}
