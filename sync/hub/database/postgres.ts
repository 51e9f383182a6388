/** The hub's database on PostgreSQL, and on what speaks its protocol: for several hub processes side by side. */

import { setTimeout } from "node:timers/promises";
import pg, { type Pool, type Queryable } from "pg";
import { SyncError } from "../../protocol.ts";
import type { Connection, Database, Migrations, Params, Table, Value } from "./database.ts";

/** Of one hub process. */
const CONNECTIONS_MAX = 10;
/**
 * Two transactions in each other's way: one of them is told so, and begins anew. The last three are what PostgreSQL says of two
 * that make a table at the same moment, "if not exists" or not.
 */
const IN_THE_WAY = new Set(["40001", "40P01", "23505", "42710", "42P07"]);
const TRIES_MAX = 8;
/** For a connection, a new one or one that another transaction has. */
const CONNECT_MS = 10_000;
/** A connection that nobody used for so long is closed, before something on the way forgets it without a word. */
const UNUSED_MS = 60_000;
/** A database that says nothing for so long is asked whether it is there; by itself the system would ask after two hours. */
const ASK_AFTER_MS = 10_000;
/**
 * A hub that is silent for so long in the middle of a transaction is gone: between two statements it waits for nothing. By
 * itself the database would keep for hours what it had locked.
 */
const SILENT_MS = 5_000;
/**
 * For one statement of the hub's. A batch takes milliseconds, a look at all of a large chain some seconds, and HQ's people wait a
 * minute for it: what takes longer has lost who asked, and would keep one of the connections and what it has locked.
 */
const STATEMENT_MS = 60_000;
/** What is under way has so long to end. */
const CLOSE_MS = 5_000;
/** PostgreSQL's own id of bigint. */
const BIGINT = 20;

/**
 * @param url postgres://user:password@host:port/database
 * @param statementMs after which a statement is undone, and its transaction; those that bring tables up to date may take as long as
 * they need
 * Makes or brings up to date its tables. Throws SyncError `unusable`, saying what to do.
 */
export async function openPostgres(
  url: string,
  migrations: Migrations,
  statementMs = STATEMENT_MS,
): Promise<Database> {
  const pool = poolOf(url, statementMs);
  try {
    await migrate(pool, migrations);
  } catch (cause) {
    await closed(pool);
    if (cause instanceof SyncError) throw cause;
    const { message, code } = cause as NodeJS.ErrnoException;
    const advice = "check the address, and that the user may make tables in that database (--database)";
    throw new SyncError("unusable", `cannot use PostgreSQL at ${shown(url)}: ${message || code}: ${advice}`, {
      cause,
    });
  }
  return {
    kind: "postgres",
    ...connectionOf(pool),
    transaction: (work) => attempt(() => inTransaction(pool, (client) => work(connectionOf(client)))),
    forUpdate: " FOR UPDATE",
    list: (param) => `(SELECT value FROM json_array_elements_text(CAST(CAST(:${param} AS text) AS json)))`,
    close: () => closed(pool),
  };
}

function poolOf(url: string, statementMs: number): Pool {
  if (!/^postgres(ql)?:\/\/./.test(url) || !URL.canParse(url)) {
    throw new SyncError(
      "unusable",
      `${shown(url)} is no address of a database: write postgres://user:password@host:5432/name (--database)`,
    );
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: UNUSED_MS,
    idle_in_transaction_session_timeout: SILENT_MS,
    statement_timeout: statementMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: ASK_AFTER_MS,
    application_name: "tillside-hub",
    // Cents, sequences and milliseconds all fit a number.
    types: {
      getTypeParser: (type, format) => (type === BIGINT ? Number : pg.types.getTypeParser(type, format)),
    },
  });
  // Whoever uses a connection that breaks is told by its statement; one that nobody uses is made anew.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

async function closed(pool: Pool): Promise<void> {
  await Promise.race([pool.end(), setTimeout(CLOSE_MS, undefined, { ref: false })]);
}

async function inTransaction<Result>(
  pool: Pool,
  work: (client: Queryable) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(client);
    // Of one in which a statement failed PostgreSQL makes a rollback, and says only that.
    const { command } = await client.query("COMMIT");
    if (command !== "COMMIT") throw new Error("the transaction was rolled back");
    client.release();
    return result;
  } catch (error) {
    // On a connection that is gone nothing can be rolled back: the database does so by itself.
    await client.query("ROLLBACK").then(
      () => client.release(),
      (lost: Error) => client.release(lost),
    );
    throw error;
  }
}

function connectionOf(client: Queryable): Connection {
  const ask = (sql: string, params: Params) => {
    const { text, name, names } = positional(sql);
    return client.query({ text, name, values: names.map((param) => params[param] ?? null) });
  };
  return {
    all: async <Row>(sql: string, params: Params = {}) => (await ask(sql, params)).rows as Row[],
    one: async <Row>(sql: string, params: Params = {}) => (await ask(sql, params)).rows[0] as Row | undefined,
    run: async (sql, params = {}) => (await ask(sql, params)).rowCount ?? 0,
    async insert(into, rows, returning) {
      if (rows.length === 0) return new Set();
      const done = await ask(insertion(into, returning), { rows: JSON.stringify(rows) });
      return new Set(returning === undefined ? [] : done.rows.map((row) => row[returning] as Value));
    },
  };
}

/** One statement for any number of rows: each trip to the server costs more than a row. */
function insertion({ name, columns }: Table, returning: string | undefined): string {
  const names = Object.keys(columns).join();
  const typed = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
  const ending = returning === undefined ? "" : ` RETURNING ${returning}`;
  return `INSERT INTO ${name} (${names})
    SELECT ${names} FROM json_to_recordset(CAST(CAST(:rows AS text) AS json)) AS given (${typed})
    ON CONFLICT DO NOTHING${ending}`;
}

interface Positional {
  readonly text: string;
  /** Under which it is prepared. */
  readonly name: string;
  /** $1 first. */
  readonly names: readonly string[];
}

const known = new Map<string, Positional>();

/** `:name` → `$1`. Statements hold no colon in quotes; a cast is written CAST. */
function positional(sql: string): Positional {
  let found = known.get(sql);
  if (found === undefined) {
    const names: string[] = [];
    const text = sql.replace(/:(\w+)/g, (_, name: string) => {
      if (!names.includes(name)) names.push(name);
      return `$${names.indexOf(name) + 1}`;
    });
    found = { text, name: `hub${known.size}`, names };
    known.set(sql, found);
  }
  return found;
}

async function attempt<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await run();
    } catch (error) {
      if (!IN_THE_WAY.has((error as { code?: string }).code ?? "") || tried >= TRIES_MAX) throw error;
      await setTimeout(Math.random() * 2 ** tried);
    }
  }
}

/** Several hubs may start at the same moment: the first one makes the tables, the others wait for it. */
async function migrate(pool: Pool, migrations: Migrations): Promise<void> {
  await attempt(() =>
    inTransaction(pool, async (tx) => {
      await tx.query("SET LOCAL statement_timeout = 0");
      await tx.query(
        "CREATE TABLE IF NOT EXISTS hub_schema (one BIGINT PRIMARY KEY, version BIGINT NOT NULL)",
      );
      await tx.query("INSERT INTO hub_schema VALUES (1, 0) ON CONFLICT DO NOTHING");
      const { rows } = await tx.query("SELECT version FROM hub_schema FOR UPDATE");
      const version = rows[0]?.version as number;
      if (version > migrations.length)
        throw new SyncError(
          "unusable",
          `the database was written by a newer hub (schema ${version}): start that version`,
        );
      for (const sql of migrations.slice(version)) await tx.query(sql);
      await tx.query(`UPDATE hub_schema SET version = ${migrations.length}`);
    }),
  );
}

/** Without its password. */
function shown(url: string): string {
  return url.replace(/\/\/([^:/@]*):[^@]*@/, "//$1:…@");
}
