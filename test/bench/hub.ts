/**
 * What HQ's hub takes in: receipts a second in batches as tills send them, on both databases, beside bare inserts of the very
 * same rows into the same tables with nothing looked at. And what it costs to tell tills that there is nothing new.
 */

import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import postgres from "postgres";
import { writeChain } from "../../sync/fixture/chain.ts";
import { startPostgres } from "../../sync/fixture/postgres.ts";
import { chained, saleBody } from "../../sync/fixture/till.ts";
import type { Table } from "../../sync/hub/database/database.ts";
import { openPostgres } from "../../sync/hub/database/postgres.ts";
import { openSqlite } from "../../sync/hub/database/sqlite.ts";
import { startHub } from "../../sync/hub/hub.ts";
import { type HubDatabase, openHubStore } from "../../sync/hub/hub-store.ts";
import { postgresMigrations, rows, sqliteMigrations } from "../../sync/hub/schema.ts";
import type { OutboxEvent } from "../../sync/protocol.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";
import { round } from "./measure.ts";

export interface Ingestion {
  readonly database: "SQLite" | "PostgreSQL";
  readonly receipts: number;
  readonly batch: number;
  readonly bytes: number;
  readonly perSecond: number;
  /** Of this process: on PostgreSQL the server's own work is not in it. */
  readonly cpuUsEach: number;
  /** The event and its sale, with their keys and indexes. */
  readonly bareInsertsPerSecond: number;
  readonly bareCpuUsEach: number;
  /** 1 is as fast as bare inserts. */
  readonly ofBare: number;
  /** Only the receipts' bytes, into a table without any other column or index. */
  readonly bareBytesPerSecond: number;
}

const TILLS = 8;
const BATCHES = 12;
const BATCH = 200;
/** Of a receipt, as `sync` counts them. */
const PADDING = 420;
const POLLS = 4_000;
const POLLING = 32;

/** One after the other: PostgreSQL is started for it, with durable commits. */
export async function ingestFigures(): Promise<readonly Ingestion[]> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-hub-"));
  const server = await startPostgres({ durable: true });
  try {
    const batches = Array.from({ length: TILLS }, receiptsOfATill);
    const bytes = batches[0]![0]![0]!.body.length;
    const receipts = TILLS * BATCHES * BATCH;
    const figures: Ingestion[] = [];
    for (const database of ["SQLite", "PostgreSQL"] as const) {
      const fresh = async (name: string): Promise<HubDatabase> =>
        database === "SQLite"
          ? { dataDir: join(folder, name) }
          : { dataDir: folder, databaseUrl: await server.place() };
      const at = await fresh("bytes");
      const bytesOnly = await bareBytes(at);
      const bytesTook = await timed(() => all(batches, (events) => bytesOnly.insert(events)));
      await bytesOnly.close();
      const bare = await bareRows(await fresh("rows"));
      const bareTook = await timed(() => all(batches, (events, till) => bare.insert(events, till)));
      await bare.close();
      const store = await openHubStore(await fresh("hub"));
      const took = await timed(() =>
        all(batches, (events, till) =>
          store.accept({ store: "0042", till, epoch: "e".repeat(32), lane: "sales", events }, Date.now()),
        ),
      );
      const { sales } = await store.status(Date.now());
      if (sales !== receipts) throw new Error(`${sales} of ${receipts} receipts are there`);
      await store.close();
      figures.push({
        database,
        receipts,
        batch: BATCH,
        bytes,
        perSecond: Math.round((receipts / took.ms) * 1000),
        cpuUsEach: round((took.cpuMs / receipts) * 1000),
        bareInsertsPerSecond: Math.round((receipts / bareTook.ms) * 1000),
        bareCpuUsEach: round((bareTook.cpuMs / receipts) * 1000),
        ofBare: round(bareTook.ms / took.ms),
        bareBytesPerSecond: Math.round((receipts / bytesTook.ms) * 1000),
      });
    }
    return figures;
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Answers "not modified" a second, of one hub process and one that asks, on the same cores. */
export async function pollFigure(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-polls-"));
  const at = (name: string) => join(folder, name);
  initKeys(at("keys"));
  writeChain(at("chain"));
  await publish({ from: at("chain"), to: at("releases"), keys: at("keys"), now: new Date() });
  const hub = await startHub({ dataDir: at("hub"), releasesDir: at("releases"), port: 0 });
  try {
    const url = `${hub.url}/releases/head.json`;
    const first = await fetch(url);
    await first.arrayBuffer();
    const headers = { "If-None-Match": first.headers.get("etag")! };
    const { ms } = await timed(() =>
      Promise.all(
        Array.from({ length: POLLING }, async () => {
          for (let n = 0; n < POLLS / POLLING; n += 1) {
            const { status } = await fetch(url, { headers });
            if (status !== 304) throw new Error(`a poll was answered ${status}`);
          }
        }),
      ),
    );
    return Math.round((POLLS / ms) * 1000);
  } finally {
    await hub.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Chained, in batches. */
function receiptsOfATill(): readonly (readonly OutboxEvent[])[] {
  const batches: OutboxEvent[][] = [];
  let last: OutboxEvent | undefined;
  for (let n = 0; n < BATCHES; n += 1) {
    const batch: OutboxEvent[] = [];
    for (let m = 1; m <= BATCH; m += 1) {
      const sale = { ...saleBody(n * BATCH + m), saleId: randomUUID(), more: "x".repeat(PADDING) };
      last = chained(last, { lane: "sales", kind: "sale", body: JSON.stringify(sale) });
      batch.push(last);
    }
    batches.push(batch);
  }
  return batches;
}

/** Each till sends its batches one after the other, all tills at once. */
function all(
  batches: readonly (readonly (readonly OutboxEvent[])[])[],
  send: (events: readonly OutboxEvent[], till: string) => Promise<unknown>,
): Promise<unknown> {
  return Promise.all(
    batches.map(async (own, till) => {
      for (const events of own) await send(events, `${till}`);
    }),
  );
}

async function timed(run: () => Promise<unknown>): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  const start = performance.now();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - start, cpuMs: (user + system) / 1000 };
}

interface Bare {
  insert(events: readonly OutboxEvent[], till?: string): Promise<unknown>;
  close(): Promise<unknown>;
}

async function bareBytes({ dataDir, databaseUrl }: HubDatabase): Promise<Bare> {
  if (databaseUrl === undefined) {
    mkdirSync(dataDir, { recursive: true });
    const db = new Sqlite(join(dataDir, "bare.db"));
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)");
    const insert = db.prepare("INSERT INTO bare (body) VALUES (?)");
    const batch = db.transaction((events: readonly OutboxEvent[]) => {
      for (const { body } of events) insert.run(body);
    });
    return { insert: async (events) => batch.immediate(events), close: async () => db.close() };
  }
  const sql = postgres(databaseUrl, { max: TILLS, onnotice: () => {} });
  await sql`CREATE TABLE bare (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body TEXT)`;
  return {
    insert: (events) => sql`INSERT INTO bare (body) SELECT unnest(${events.map(({ body }) => body)}::text[])`,
    close: () => sql.end(),
  };
}

/** The hub's own tables, and what it would write there. */
async function bareRows({ dataDir, databaseUrl }: HubDatabase): Promise<Bare> {
  const { event, sale } = rows;
  const [eventColumns, saleColumns] = [Object.keys(event.columns), Object.keys(sale.columns)];
  if (databaseUrl === undefined) {
    await openSqlite(dataDir, sqliteMigrations).close();
    const db = new Sqlite(join(dataDir, "hub.db"));
    db.pragma("synchronous = FULL");
    const into = (name: string, columns: readonly string[]) =>
      db.prepare(`INSERT INTO ${name} (${columns}) VALUES (${columns.map(() => "?")})`);
    const [putEvent, putSale] = [into("event", eventColumns), into("sale", saleColumns)];
    const batch = db.transaction((events: readonly OutboxEvent[], till: string) => {
      for (const one of events) {
        putEvent.run(eventCells(one, till));
        putSale.run(saleCells(one, till));
      }
    });
    return {
      insert: async (events, till) => batch.immediate(events, till ?? ""),
      close: async () => db.close(),
    };
  }
  const opened = await openPostgres(databaseUrl, postgresMigrations);
  await opened.close();
  const sql = postgres(databaseUrl, { max: TILLS, onnotice: () => {} });
  const into = ({ name, columns }: Table) => `INSERT INTO ${name} (${Object.keys(columns)})
    SELECT * FROM unnest(${Object.values(columns).map((type, at) => `CAST($${at + 1} AS ${type}[])`)})`;
  const columnar = (cells: readonly (readonly unknown[])[]) =>
    cells[0]!.map((_, at) => cells.map((row) => row[at] as string));
  return {
    insert: (events, till = "") =>
      sql.begin((tx) => [
        tx.unsafe(into(event), columnar(events.map((one) => eventCells(one, till))), { prepare: true }),
        tx.unsafe(into(sale), columnar(events.map((one) => saleCells(one, till))), { prepare: true }),
      ]),
    close: () => sql.end(),
  };
}

/** In the order of the tables' columns. */
function eventCells({ sequence, previousHash, hash, kind, atMs, body }: OutboxEvent, till: string) {
  return [Number(till), sequence, previousHash, hash, kind, atMs, body, atMs];
}

function saleCells({ sequence, atMs }: OutboxEvent, till: string) {
  return [
    randomUUID(),
    "0042",
    till,
    Number(till),
    sequence,
    null,
    null,
    `0042-${sequence}`,
    atMs,
    1001,
    1,
    atMs,
  ];
}
