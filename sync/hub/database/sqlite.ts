/** The hub's database in one SQLite file of this process: the default, without any setup. */

import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { makeFolder } from "../../make-folder.ts";
import { SyncError } from "../../protocol.ts";
import { untilFree } from "../../until-free.ts";
import type { Connection, Database, Migrations, Params, Table, Value } from "./database.ts";

const CACHE_KIB = 64 * 1024;
/** Of 4 KiB, until they are moved from the log into the file. */
const LOG_PAGES = 8192;
/** Transactions that are one on the disk: more would let the first of them wait for long. */
const TOGETHER_MAX = 16;

interface Waiting {
  readonly work: (tx: Connection) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Opens `hub.db` in the folder, making both if missing. Throws SyncError `unusable`, saying what to do. */
export function openSqlite(dataDir: string, migrations: Migrations): Database {
  const db = openChecked(dataDir, migrations);
  const statements = new Map<string, Sqlite.Statement>();
  const prepared = (sql: string): Sqlite.Statement => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = db.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };

  const connection: Connection = {
    all: async <Row>(sql: string, params: Params = {}) => prepared(sql).all(params) as Row[],
    one: async <Row>(sql: string, params: Params = {}) => prepared(sql).get(params) as Row | undefined,
    run: async (sql, params = {}) => prepared(sql).run(params).changes,
    async insert(into, rows, returning) {
      const statement = prepared(insertion(into));
      const columns = Object.keys(into.columns);
      const added = new Set<Value>();
      for (const row of rows) {
        const { changes } = statement.run(columns.map((column) => row[column]!));
        if (changes > 0 && returning !== undefined) added.add(row[returning]!);
      }
      return added;
    },
  };

  /** One after the other: there is one connection, and what waits inside a transaction must not let others in. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  };

  const waiting: Waiting[] = [];
  /**
   * Transactions that wait for their turn share one way to the disk, which costs more than they do. Each may fail by itself;
   * none is told that it is done before the disk has them all.
   */
  async function together(): Promise<void> {
    const group = waiting.splice(0, TOGETHER_MAX);
    if (group.length === 0) return;
    const tell: (() => void)[] = [];
    try {
      prepared("BEGIN IMMEDIATE").run();
      for (const { work, resolve, reject } of group) {
        prepared("SAVEPOINT one").run();
        try {
          const result = await work(connection);
          tell.push(() => resolve(result));
        } catch (error) {
          // A full or broken disk ends the whole transaction.
          if (!db.inTransaction) throw error;
          prepared("ROLLBACK TO one").run();
          tell.push(() => reject(error));
        }
        prepared("RELEASE one").run();
      }
      prepared("COMMIT").run();
    } catch (error) {
      if (db.inTransaction) prepared("ROLLBACK").run();
      for (const { reject } of group) reject(error);
      return;
    }
    for (const each of tell) each();
  }

  return {
    kind: "sqlite",
    all: (sql, params) => inTurn(() => connection.all(sql, params)),
    one: (sql, params) => inTurn(() => connection.one(sql, params)),
    run: (sql, params) => inTurn(() => connection.run(sql, params)),
    insert: (into, rows, returning) => inTurn(() => connection.insert(into, rows, returning)),
    transaction: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({ work, resolve: resolve as Waiting["resolve"], reject });
        void inTurn(together);
      }),
    // A transaction has the whole file for itself.
    forUpdate: "",
    list: (param) => `(SELECT value FROM json_each(:${param}))`,
    close: () =>
      inTurn(async () => {
        db.close();
      }),
  };
}

function insertion({ name, columns }: Table): string {
  const names = Object.keys(columns);
  return `INSERT INTO ${name} (${names}) VALUES (${names.map(() => "?")}) ON CONFLICT DO NOTHING`;
}

function openChecked(dataDir: string, migrations: Migrations): Sqlite.Database {
  const file = join(dataDir, "hub.db");
  let db: Sqlite.Database | undefined;
  try {
    makeFolder(dataDir);
    db = new Sqlite(file);
    db.pragma("journal_mode = WAL");
    // A reopened WAL file defaults to NORMAL, which loses acknowledged events in a power cut.
    db.pragma("synchronous = FULL");
    db.pragma("trusted_schema = OFF");
    db.pragma("cell_size_check = ON");
    // Receipts touch pages all over the indexes: they are written to the file once for many batches.
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
    const damage = db.pragma("quick_check(1)", { simple: true });
    if (damage !== "ok") throw damaged(file, String(damage));
    if (
      db.pragma("synchronous", { simple: true }) !== 2 ||
      db.pragma("journal_mode", { simple: true }) !== "wal"
    ) {
      throw new SyncError(
        "unusable",
        `${file} can't be written durably: its file system supports no WAL; use a local disk`,
      );
    }
    migrate(db, file, migrations);
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

function migrate(db: Sqlite.Database, file: string, migrations: Migrations): void {
  const version = db.pragma("user_version", { simple: true }) as number;
  if (version > migrations.length) {
    throw new SyncError(
      "unusable",
      `${file} was written by a newer hub (schema ${version}): start that version`,
    );
  }
  // Nobody else has what tills were told is safe.
  if (version > 0 && version < migrations.length) backUp(db, `${file}.${version}`);
  db.transaction(() => {
    for (const sql of migrations.slice(version)) db.exec(sql);
    db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}

/** In the place of one that an attempt before has left. */
function backUp(db: Sqlite.Database, target: string): void {
  const beginning = `${target}.new`;
  rmSync(beginning, { force: true });
  db.prepare("VACUUM INTO ?").run(beginning);
  untilFree(() => renameSync(beginning, target));
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
