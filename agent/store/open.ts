/**
 * Opens one of the till's SQLite files, the same way everywhere: WAL, the layout's synchronous asserted (a reopened WAL
 * file defaults to NORMAL and would lose acknowledged sales in a power cut), numbered migrations, no trust in the file.
 */

import { existsSync, renameSync } from "node:fs";
import Database from "better-sqlite3";
import { untilFree } from "../../sync/until-free.ts";
import { backUp } from "./backup.ts";

export type StoreFault = "newer" | "corrupt" | "unusable";

/** A database file can't be used. `message` says which and what to do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreFault;
  constructor(code: StoreFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What a file holds, and how it became so: SQL number n brings a file of version n to n + 1. */
export interface Layout {
  readonly name: "journal" | "replica" | "sessions" | "lead";
  /** FULL: a commit that has returned survives a power cut. NORMAL: it survives the end of the process. */
  readonly synchronous: Synchronous;
  readonly migrations: readonly string[];
  /** Nobody else has what it holds: it is copied before a newer version changes it. */
  readonly irreplaceable?: true;
}

export type Synchronous = "FULL" | "NORMAL";

/** How long a write waits for another process's lock, and a read; the worker is deaf meanwhile. */
const WRITE_BUSY_MS = 1000;
const READ_BUSY_MS = 50;
const LEVEL: Readonly<Record<Synchronous, number>> = { NORMAL: 1, FULL: 2 };

/**
 * Opens for reading and writing; makes the file and brings it up to date. Throws StoreError.
 * @param busyMs how long a write waits for another program's lock
 */
export function openStore(path: string, layout: Layout, busyMs = WRITE_BUSY_MS): Database.Database {
  return opened(path, layout, { timeout: busyMs }, (db) => {
    const mode = db.pragma("journal_mode = WAL", { simple: true });
    if (mode !== "wal" || !synchronize(db, layout.synchronous))
      throw new StoreError(
        "unusable",
        `${path} can't be written durably: use a local disk, not a network share`,
      );
    const check = db.pragma("quick_check(1)", { simple: true });
    if (check !== "ok") throw damaged(path, new Error(String(check)));
    migrate(db, path, layout);
  });
}

/** From the next transaction on. False: the connection did not take it. */
export function synchronize(db: Database.Database, synchronous: Synchronous): boolean {
  db.pragma(`synchronous = ${synchronous}`);
  return db.pragma("synchronous", { simple: true }) === LEVEL[synchronous];
}

/** Opens for reading only, never makes or changes the file. Throws StoreError, also when there is no file. */
export function openStoreReader(path: string, layout: Layout): Database.Database {
  return opened(path, layout, { readonly: true, fileMustExist: true, timeout: READ_BUSY_MS }, (db) => {
    const version = versionOf(db);
    if (version > layout.migrations.length) throw newer(path, layout, version);
    if (version < layout.migrations.length)
      throw new StoreError("unusable", `${path} is of version ${version} and was not brought up to date yet`);
  });
}

/**
 * Puts a damaged file and its companions out of the way, as `.broken`; the last broken one is replaced. Throws the file
 * system's error, on Windows also while somebody has the file open; then everything is where it was.
 */
export function setAside(path: string): string {
  const aside = `${path}.broken`;
  const moved: string[] = [];
  try {
    for (const suffix of ["-wal", "-shm", ""]) {
      if (!existsSync(path + suffix)) continue;
      untilFree(() => renameSync(path + suffix, aside + suffix));
      moved.push(suffix);
    }
  } catch (error) {
    // A file without its log is an older file, and may look whole.
    for (const suffix of moved) renameSync(aside + suffix, path + suffix);
    throw error;
  }
  return aside;
}

function opened(
  path: string,
  layout: Layout,
  options: Database.Options,
  ready: (db: Database.Database) => void,
): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, options);
    db.pragma("trusted_schema = OFF");
    db.pragma("cell_size_check = ON");
    // Kilobytes, for each of half a dozen connections: the system keeps the file's pages anyway.
    db.pragma("cache_size = -1024");
    ready(db);
    return db;
  } catch (error) {
    db?.close();
    throw storeError(path, layout, error);
  }
}

function migrate(db: Database.Database, path: string, layout: Layout): void {
  const before = versionOf(db);
  if (before > layout.migrations.length) throw newer(path, layout, before);
  if (layout.irreplaceable && before > 0 && before < layout.migrations.length) backUp(db, path, before);
  for (let version = versionOf(db); version < layout.migrations.length; version += 1) {
    db.transaction(() => {
      // Read again under the lock: another opener may have been quicker.
      if (versionOf(db) !== version) return;
      db.exec(layout.migrations[version]!);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
}

function versionOf(db: Database.Database): number {
  return db.pragma("user_version", { simple: true }) as number;
}

function newer(path: string, layout: Layout, version: number): StoreError {
  return new StoreError(
    "newer",
    `${path} was written by a newer Tillside (${layout.name} version ${version}, this one knows ${layout.migrations.length}). ` +
      "Install that version again; nothing was changed.",
  );
}

/** What SQLite says of a file, by the file's name. */
export function storeError(path: string, layout: Layout, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { code = "", message } = error as { code?: string; message: string };
  return code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB"
    ? damaged(path, error as Error)
    : new StoreError("unusable", `The ${layout.name} ${path} can't be opened: ${message}.`, { cause: error });
}

/** @param cause what SQLite says: one of its sentences, or rows of its check, which name pages and cells */
export function damaged(path: string, cause: Error): StoreError {
  const why =
    (cause as { code?: string }).code === "SQLITE_NOTADB"
      ? "it is no database"
      : "its pages do not fit together";
  return new StoreError("corrupt", `${path} is damaged (${why}).`, { cause });
}
