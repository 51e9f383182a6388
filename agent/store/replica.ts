/**
 * The replica as sync writes it: one release after the other, each all or nothing. A release that does not hold what it
 * says, or whose rules this engine can't read, leaves everything as it was.
 */

import { hash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { type Channel, type ChannelFile, type Replica, SyncError } from "../../sync/protocol.ts";
import { canonicalJson } from "../../sync/release/canonical-json.ts";
import { EMPTY_DIGEST } from "../../sync/release/channel-digest.ts";
import { storeOf, urgentChannels } from "../../sync/release/channels.ts";
import { replicaTables } from "../../sync/release/tables.ts";
import type { SwitchedOff } from "../session/session.ts";
import { applyFile, heldDigest } from "./channel-rows.ts";
import { isDamage } from "./damage.ts";
import { damaged, openStore, openStoreReader, StoreError } from "./open.ts";
import { putAside } from "./put-aside.ts";
import { THIS_READER } from "./reader.ts";
import { replicaLayout, tablesOf } from "./replica-layout.ts";

export interface OpenedReplica extends Replica {
  /** Where a damaged replica was put when this one was opened, empty in its place; HQ's next release fills it. */
  readonly broken: string | undefined;
  /**
   * Moves the log into the file, as far as readers allow. A reader that opens after a whole checkpoint reads the file
   * alone, and then the next release begins the log anew; otherwise the log would grow with every release.
   */
  checkpoint(): void;
  /** Coupons and cards whose home this store is. */
  homed(store: string): number;
  /** What headquarters has switched off, with its reasons. */
  switchedOff(): SwitchedOff;
  close(): void;
}

/**
 * Opens or makes the replica; a damaged one, or one of another store (a disk that was copied), is set aside. Throws
 * StoreError, never for those.
 * @param busyMs how long a release waits for another program's lock; default a second
 * @param reached the release that this till's replica has reached: an older one was put back, and is set aside too
 */
export function openReplica(path: string, store: string, busyMs?: number, reached = 0): OpenedReplica {
  const { db, broken } = openOrRebuild(path, store, busyMs, reached);
  db.pragma("wal_checkpoint(TRUNCATE)");
  const state = db.prepare("SELECT release FROM replica_state").pluck();
  const held = db.prepare("SELECT channel, version, digest FROM channel");
  const switchedOff = db.prepare("SELECT promotion_id, reason FROM switched_off ORDER BY 1").raw();
  const homed = db
    .prepare(
      "SELECT (SELECT count(*) FROM coupon WHERE home = ?) + (SELECT count(*) FROM card WHERE home = ?)",
    )
    .pluck();
  const moveChannel = db.prepare(
    "INSERT INTO channel VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, digest = excluded.digest",
  );

  const take = (file: ChannelFile): void => {
    const known = (held.all() as { channel: string; version: number; digest: string }[]).find(
      ({ channel }) => channel === file.channel,
    );
    const digest = applyFile(db, file, known ?? { version: 0, digest: EMPTY_DIGEST });
    if (digest !== file.digestAfter)
      throw new Error(`${file.channel} holds other rows than its digest says after ${file.from}-${file.to}`);
    moveChannel.run(file.channel, file.to, digest);
  };
  const seal = () => db.prepare("UPDATE replica_state SET seal = ?").run(sealOf(db));
  const takeUrgent = db.transaction((files: readonly ChannelFile[]) => {
    for (const file of files) take(file);
    seal();
  });

  type Check = typeof import("./check-meaning.ts").checkMeaning;
  /** First of all: what a channel leaves, another may bring. */
  const dropOthers = (channels: readonly string[]): void => {
    const kept = new Set([...channels, ...urgentChannels]);
    for (const { channel } of held.all() as { channel: string }[]) {
      if (kept.has(channel)) continue;
      for (const { table } of tablesOf(channel))
        db.prepare(`DELETE FROM ${table} WHERE channel = ?`).run(channel);
      db.prepare("DELETE FROM channel WHERE channel = ?").run(channel);
    }
  };
  const activate = db.transaction(
    (
      release: number,
      files: readonly ChannelFile[],
      channels: readonly string[] | undefined,
      checkMeaning: Check,
    ) => {
      if (channels !== undefined) dropOthers(channels);
      for (const file of files) take(file);
      const understood = checkMeaning(db, files, store);
      const readBy = understood === undefined ? null : understood ? THIS_READER : "";
      db.prepare("UPDATE replica_state SET release = ?, store = ?, read_by = coalesce(?, read_by)").run(
        release,
        store,
        readBy,
      );
      seal();
    },
  );
  /** A release that was not taken leaves its rows in the log, which may have filled the disk: the journal needs that room. */
  const giveBackRoom = (): void => {
    try {
      db.pragma("wal_checkpoint(TRUNCATE)");
    } catch {
      // What was wrong is told already; the next opening tries again.
    }
  };
  /** A release that is at fault is called so; a full or busy disk is not its fault. */
  const blamed = (what: string, run: () => void): void => {
    try {
      run();
    } catch (error) {
      giveBackRoom();
      if ((error as { code?: unknown }).code === "SQLITE_FULL") throw noRoom(what, path, error);
      if (error instanceof SyncError || isStorageFault(error)) throw error;
      throw rejected(what, (error as Error).message, error);
    }
  };

  return {
    broken,
    async versions() {
      const rows = held.all() as { channel: Channel; version: number }[];
      return new Map(rows.map(({ channel, version }) => [channel, version]));
    },
    activeRelease: async () => state.get() as number,
    async activate(release, files, channels) {
      // The engine and its schemas are loaded only where a release comes: most days none does.
      const { checkMeaning } = await import("./check-meaning.ts");
      blamed(`release ${release}`, () => activate.immediate(release, files, channels, checkMeaning));
    },
    async takeUrgent(files) {
      const names = new Set(files.map(({ channel }) => channel));
      blamed([...names].join(), () => takeUrgent.immediate(files));
    },
    homed: (store) => homed.get(store, store) as number,
    switchedOff: () => Object.fromEntries(switchedOff.all() as [string, string][]),
    checkpoint: () => void db.pragma("wal_checkpoint(PASSIVE)"),
    close: () => void db.close(),
  };
}

function openOrRebuild(
  path: string,
  store: string,
  busyMs: number | undefined,
  reached: number,
): { db: Database.Database; broken: string | undefined } {
  let db: Database.Database | undefined;
  try {
    // To SQLite a file of no bytes is a new one.
    if (reached > 0 && existsSync(path) && statSync(path).size === 0)
      throw new StoreError("corrupt", `${path} is empty.`);
    db = openStore(path, replicaLayout, busyMs);
    checkAll(db, path, store, reached);
    return { db, broken: undefined };
  } catch (error) {
    db?.close();
    if (!isDamage(error, path)) throw error;
    const broken = putAside(path);
    return { db: openStore(path, replicaLayout, busyMs), broken };
  }
}

/** Whole, this store's, and of the release that was reached. Throws StoreError, or what SQLite throws of damage. */
function checkAll(db: Database.Database, path: string, store: string, reached: number): void {
  // Indexes too, which the quick check passes over: an article that its index does not find is not there.
  const check = db.pragma("integrity_check(1)", { simple: true });
  if (check !== "ok") throw damaged(path, new Error(String(check)));
  checkContent(db, path);
  checkStore(db, path, store);
  checkAge(db, path, reached);
}

/**
 * The same, and nothing is changed: the release that it holds. Reads one moment of the file, also while an agent writes it.
 * Throws StoreError: `corrupt`, whatever is wrong with it; `newer`, `unusable`.
 */
export function inspectReplica(path: string, store: string, reached: number): number {
  const db = openStoreReader(path, replicaLayout);
  try {
    return db.transaction(() => {
      checkAll(db, path, store, reached);
      return db.prepare("SELECT release FROM replica_state").pluck().get() as number;
    })();
  } catch (cause) {
    if (cause instanceof StoreError || !isDamage(cause, path)) throw cause;
    throw damaged(path, cause as Error);
  } finally {
    db.close();
  }
}

function sealOf(db: Database.Database): string {
  const state = db.prepare("SELECT release FROM replica_state").pluck().get();
  const channels = db.prepare("SELECT channel, version, digest FROM channel ORDER BY channel").raw().all();
  return hash("sha256", canonicalJson([state, channels]), "hex");
}

/** A row that is not what HQ signed shows here, where SQLite's own check passes. Throws StoreError. */
function checkContent(db: Database.Database, path: string): void {
  const seal = db.prepare("SELECT seal FROM replica_state").pluck().get();
  // Empty: written before there were seals, or nothing yet.
  if (seal !== "" && seal !== sealOf(db))
    throw new StoreError("corrupt", `${path}: its channels are not those of its release.`);
  for (const { table } of replicaTables) {
    const stray = db.prepare(`SELECT 1 FROM ${table} WHERE channel NOT IN (SELECT channel FROM channel)`);
    if (stray.get() !== undefined)
      throw new StoreError("corrupt", `${path}: ${table} has rows of no channel.`);
  }
  const channels = db.prepare("SELECT channel, digest FROM channel").all() as {
    channel: string;
    digest: string;
  }[];
  for (const { channel, digest } of channels)
    if (heldDigest(db, channel) !== digest)
      throw new StoreError("corrupt", `${path}: ${channel} is not what HQ published.`);
}

/** Throws StoreError. */
function checkStore(db: Database.Database, path: string, store: string): void {
  const noted = db.prepare("SELECT store FROM replica_state").pluck().get();
  // Empty: nothing yet, or written before it was noted, when each store had channels of its own.
  const of = noted === "" ? (foreign(db, store) ?? "") : noted;
  if (of !== "" && of !== store)
    throw new StoreError("corrupt", `${path} is of store ${of}, this till is in store ${store}.`);
}

/** The store whose channels it has, if that is another. */
function foreign(db: Database.Database, store: string): string | undefined {
  const channels = db.prepare("SELECT channel FROM channel").pluck().all() as Channel[];
  return channels.map(storeOf).find((owner) => owner !== undefined && owner !== store);
}

/** Whole, signed, and yet not what the till sold by last. Throws StoreError. */
function checkAge(db: Database.Database, path: string, reached: number): void {
  const release = db.prepare("SELECT release FROM replica_state").pluck().get() as number;
  if (release > 0 && release < reached)
    throw new StoreError("corrupt", `${path} holds release ${release}, this till had reached ${reached}.`);
}

/** What SQLite says of rows that HQ should not have sent; all else it says is about this machine, and may pass. */
const ROW_FAULT = /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE|ERROR)/;

/** A full or busy disk: the release is not to blame, and is tried again soon. */
function isStorageFault(error: unknown): boolean {
  return error instanceof Database.SqliteError && !ROW_FAULT.test(error.code);
}

function noRoom(what: string, path: string, cause: unknown): SyncError {
  const message = `the disk has no room for ${what} beside ${path}: free some; the till sells on with what it has, and tries again`;
  return new SyncError("unusable", message, { cause });
}

function rejected(what: string, why: string, cause?: unknown): SyncError {
  return new SyncError("release-rejected", `${what}: ${why}; the till stays as it was`, { cause });
}
