/**
 * The one thread that writes the journal. An unusable journal (damaged, of a newer Tillside, not writable) does not end
 * it: every call fails with the reason, and the file is tried again, so that a repair needs no restart.
 */

import { dirname, join } from "node:path";
import { workerData } from "node:worker_threads";
import { openBallast, withBallast } from "../store/ballast.ts";
import { lowRoom } from "../store/free-room.ts";
import { type Journal, openJournal } from "../store/journal.ts";
import { StoreError } from "../store/open.ts";
import { attend } from "./attend.ts";
import { type Caller, serve } from "./call.ts";

export interface JournalWorkerData {
  readonly path: string;
  readonly store: string;
  readonly till: string;
  readonly keepSalesDays: number;
  /** How often what HQ has and is older goes; default ten minutes. */
  readonly pruneEveryMs?: number;
  /** Less than this free on its disk is told. Default `LOW_BYTES`. */
  readonly lowBytes?: number;
  /** Room that is held on the disk for the day it is full; 0: none. */
  readonly ballastBytes: number;
}

/** What other threads may ask: the journal's own functions with one argument each. */
export type JournalApi = ReturnType<typeof apiOf>;
export type JournalCalls = Caller<JournalApi>;

export type JournalReady =
  /** With a message: it can be written, and somebody should look at the disk. */
  { readonly usable: true; readonly message?: string } | { readonly usable: false; readonly message: string };
/** Told when an unusable journal has become usable, or the other way round. */
export type JournalEvent = { readonly journal: JournalReady };

const RETRY_MS = 2000;
const PRUNE_EVERY_MS = 10 * 60_000;
/** How often it is looked whether the disk has room. */
const LOOK_EVERY_MS = 30_000;
const DAY_MS = 86_400_000;
/** The ballast is no hurry: first the till sells. */
const BALLAST_AFTER_MS = 10_000;
const BALLAST_STEP_MS = 200;
/** A POS may send what it has queued again after a holiday: what is younger is still known, and not recorded twice. */
const EARLY_DAYS = 14;
/** Sales come first here too. */
const FORGET_STEP_MS = 100;

const data = workerData as JournalWorkerData;
let journal: Journal | undefined;
let trouble: unknown;
let triedMs = 0;
const ballast = openBallast(join(dirname(data.path), "ballast.bin"), data.ballastBytes);
let overboard = false;
let low = lowRoom(dirname(data.path), data.lowBytes);
growLater(BALLAST_AFTER_MS);
tryOpen();

const pruning = setInterval(() => {
  try {
    journal?.prune(Date.now() - data.keepSalesDays * DAY_MS);
  } catch {
    // Locked or full: the next time will do.
  }
}, data.pruneEveryMs ?? PRUNE_EVERY_MS);
pruning.unref();

setInterval(() => {
  const before = low;
  low = lowRoom(dirname(data.path), data.lowBytes);
  if (low !== before) tell({ journal: state() } satisfies JournalEvent);
}, LOOK_EVERY_MS).unref();

const api = apiOf(opened);
const { tell } = attend({
  api,
  ready: state(),
  connect: (port) => serve(port, api),
  close: () => journal?.close(),
});

/** Whatever writes what must not be lost: also on a full disk, as long as there is ballast. */
function write<Result>(change: (journal: Journal) => Result): Result {
  return withBallast(
    ballast,
    () => {
      overboard = true;
      setTimeout(forgetEarly, FORGET_STEP_MS).unref();
      tell({ journal: state() } satisfies JournalEvent);
    },
    () => change(opened()),
  );
}

/**
 * The ballast lasts for so many sales: while there is room to write at all, the oldest sales that HQ has make as much room
 * in the journal itself.
 */
function forgetEarly(): void {
  try {
    if (!overboard || journal === undefined || journal.freeBytes() >= data.ballastBytes) return;
    if (journal.forget(Date.now() - EARLY_DAYS * DAY_MS) === 0) return;
  } catch {
    // Locked, or full for good: nothing is lost by that.
    return;
  }
  setTimeout(forgetEarly, FORGET_STEP_MS).unref();
}

function growLater(afterMs: number): void {
  setTimeout(() => {
    let grown: ReturnType<typeof ballast.grow> = "no-room";
    try {
      grown = ballast.grow();
    } catch {
      // No room after all, or no right to write there: the journal's own writes will say so.
    }
    if (grown === "whole" && overboard) {
      overboard = false;
      tell({ journal: state() } satisfies JournalEvent);
    }
    growLater(grown === "more" ? BALLAST_STEP_MS : PRUNE_EVERY_MS);
  }, afterMs).unref();
}

function opened(): Journal {
  if (journal === undefined && performance.now() - triedMs > RETRY_MS) {
    tryOpen();
    if (journal !== undefined) tell({ journal: state() } satisfies JournalEvent);
  }
  if (journal === undefined) throw trouble;
  return journal;
}

function tryOpen(): void {
  triedMs = performance.now();
  try {
    journal = openJournal(data.path, data);
    trouble = undefined;
  } catch (error) {
    trouble = error;
  }
}

function state(): JournalReady {
  const full = "The disk was full, and the room that was held for that day is used up: make room now.";
  if (trouble === undefined) {
    const message = overboard ? full : low;
    return { usable: true, ...(message === undefined ? {} : { message }) };
  }
  const { message } = trouble as Error;
  const damaged = trouble instanceof StoreError && trouble.code === "corrupt";
  const advice = damaged
    ? " It was left untouched: it may hold sales that HQ does not have. Restore or move it."
    : "";
  return { usable: false, message: `${message}${advice}` };
}

function apiOf(open: () => Journal) {
  return {
    identity: (_: null) => open().identity(),
    commitSale: (sale: Parameters<Journal["commitSale"]>[0]) => write((journal) => journal.commitSale(sale)),
    completed: (asked: { transactionId: string; completionHash: string }) =>
      open().completed(asked.transactionId, asked.completionHash) ?? null,
    commitReturn: (commit: Parameters<Journal["commitReturn"]>[0]) =>
      write((journal) => journal.commitReturn(commit)),
    returned: (asked: { returnId: string; hash: string }) =>
      open().returned(asked.returnId, asked.hash) ?? null,
    recordedOf: (transactionIds: readonly string[]) => open().recordedOf(transactionIds),
    answerOf: (transactionId: string) => open().answerOf(transactionId) ?? null,
    freeOrphans: (transactionIds: readonly string[]) => open().freeOrphans(transactionIds),
    holdExactly: (sales: Parameters<Journal["holdExactly"]>[0]) =>
      write((journal) => journal.holdExactly(sales)),
    allow: (wanted: Parameters<Journal["allow"]>[0]) => write((journal) => journal.allow(wanted)),
    freeAllowances: (reservation: string) => open().freeAllowances(reservation),
    freeOrphanAllowances: (held: readonly string[]) => open().freeOrphanAllowances(held),
    holdPoints: (wanted: Parameters<Journal["holdPoints"]>[0]) =>
      write((journal) => journal.holdPoints(wanted)),
    holdLess: (asked: { reservation: string; points: number }) =>
      open().holdLess(asked.reservation, asked.points),
    freePoints: (transactionIds: readonly string[]) => open().freePoints(transactionIds),
    alone: (asked: Parameters<Journal["alone"]>[0]) => write((journal) => journal.alone(asked)),
    owed: (limit: number) => open().owed(limit),
    told: (reservations: readonly string[]) => open().told(reservations),
    reserve: (reservation: Parameters<Journal["reserve"]>[0]) =>
      write((journal) => journal.reserve(reservation)),
    free: (reservations: Parameters<Journal["free"]>[0]) => open().free(reservations),
    handOver: (sale: Parameters<Journal["handOver"]>[0]) => write((journal) => journal.handOver(sale)),
    takeOver: (asked: {
      sale: Parameters<Journal["takeOver"]>[0];
      wanted: Parameters<Journal["takeOver"]>[1];
    }) => write((journal) => journal.takeOver(asked.sale, asked.wanted)),
    cancelShared: (asked: { sale: Parameters<Journal["cancelShared"]>[0]; perhapsElsewhere: boolean }) =>
      write((journal) => journal.cancelShared(asked.sale, asked.perhapsElsewhere)),
    keptFor: (_: null) => open().keptFor(),
    settleShared: (asked: { key: string; used: readonly string[] }) =>
      open().settleShared(asked.key, asked.used),
    restoredTo: (_: null) => open().restoredTo(),
    restore: (asked: { coupons: Parameters<Journal["restore"]>[0]; position: number }) =>
      open().restore(asked.coupons, asked.position),
    pending: (asked: { lane: Parameters<Journal["pending"]>[0]; limit: number }) =>
      open().pending(asked.lane, asked.limit),
    settle: (asked: { lane: Parameters<Journal["settle"]>[0]; sequence: number; hqMs: number | undefined }) =>
      open().settle(asked.lane, asked.sequence, asked.hqMs),
    renewEpoch: (epoch: string) => open().renewEpoch(epoch),
    marks: (which: Parameters<Journal["marks"]>[0]) => open().marks(which),
    rewind: (asked: { lane: Parameters<Journal["rewind"]>[0]; row: number }) =>
      open().rewind(asked.lane, asked.row),
    park: (asked: { lane: Parameters<Journal["park"]>[0]; sequence: number; reason: string }) =>
      open().park(asked.lane, asked.sequence, asked.reason),
    parked: (_: null) => open().parked(),
    highest: (name: Parameters<Journal["highest"]>[0]) => open().highest(name),
    raise: (asked: { name: Parameters<Journal["raise"]>[0]; version: number }) =>
      open().raise(asked.name, asked.version),
    unsettled: (_: null) => open().unsettled(),
  };
}
