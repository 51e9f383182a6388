/** The hub's database on PostgreSQL, and on what speaks its protocol: for several hub processes side by side. */

import { setTimeout } from "node:timers/promises";
import postgres from "postgres";
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
const CONNECT_SECONDS = 10;

type Client = Pick<postgres.Sql, "unsafe">;

/**
 * @param url postgres://user:password@host:port/database
 * Makes or brings up to date its tables. Throws SyncError `unusable`, saying what to do.
 */
export async function openPostgres(url: string, migrations: Migrations): Promise<Database> {
  const client = clientOf(url);
  try {
    await migrate(client, migrations);
  } catch (cause) {
    await client.end({ timeout: 1 });
    if (cause instanceof SyncError) throw cause;
    const { message, code } = cause as NodeJS.ErrnoException;
    const advice = "check the address, and that the user may make tables in that database (--database)";
    throw new SyncError("unusable", `cannot use PostgreSQL at ${shown(url)}: ${message || code}: ${advice}`, {
      cause,
    });
  }
  return {
    kind: "postgres",
    ...connectionOf(client),
    transaction: (work) => attempt(() => client.begin((tx) => work(connectionOf(tx)))) as never,
    forUpdate: " FOR UPDATE",
    list: (param) => `(SELECT value FROM json_array_elements_text(CAST(CAST(:${param} AS text) AS json)))`,
    close: () => client.end({ timeout: 5 }),
  };
}

function clientOf(url: string): postgres.Sql<{ bigint: number }> {
  try {
    return postgres(url, {
      max: CONNECTIONS_MAX,
      connect_timeout: CONNECT_SECONDS,
      onnotice: () => {},
      // Cents, sequences and milliseconds all fit a number; 20 is PostgreSQL's own id of bigint.
      types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
      connection: { application_name: "tillside-hub" },
    });
  } catch (cause) {
    throw new SyncError(
      "unusable",
      `${shown(url)} is no address of a database: write postgres://user:password@host:5432/name (--database)`,
      { cause },
    );
  }
}

function connectionOf(client: Client): Connection {
  const ask = async (sql: string, params: Params) => {
    const { text, names } = positional(sql);
    const values = names.map((name) => params[name] ?? null) as (string | number | null)[];
    return client.unsafe(text, values, { prepare: true });
  };
  return {
    all: async <Row>(sql: string, params: Params = {}) => [...(await ask(sql, params))] as Row[],
    one: async <Row>(sql: string, params: Params = {}) => (await ask(sql, params))[0] as Row | undefined,
    run: async (sql, params = {}) => (await ask(sql, params)).count,
    async insert(into, rows, returning) {
      if (rows.length === 0) return new Set();
      const done = await ask(insertion(into, returning), { rows: JSON.stringify(rows) });
      return new Set(returning === undefined ? [] : done.map((row) => row[returning] as Value));
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
    found = { text, names };
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
async function migrate(client: postgres.Sql<{ bigint: number }>, migrations: Migrations): Promise<void> {
  await attempt(() =>
    client.begin(async (tx) => {
      await tx.unsafe(
        "CREATE TABLE IF NOT EXISTS hub_schema (one BIGINT PRIMARY KEY, version BIGINT NOT NULL)",
      );
      await tx.unsafe("INSERT INTO hub_schema VALUES (1, 0) ON CONFLICT DO NOTHING");
      const [row] = await tx.unsafe("SELECT version FROM hub_schema FOR UPDATE");
      const version = row?.version as number;
      if (version > migrations.length)
        throw new SyncError(
          "unusable",
          `the database was written by a newer hub (schema ${version}): start that version`,
        );
      for (const sql of migrations.slice(version)) await tx.unsafe(sql);
      await tx.unsafe(`UPDATE hub_schema SET version = ${migrations.length}`);
    }),
  );
}

/** Without its password. */
function shown(url: string): string {
  return url.replace(/\/\/([^:/@]*):[^@]*@/, "//$1:…@");
}
