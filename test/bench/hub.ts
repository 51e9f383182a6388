/**
 * What HQ's hub takes in: receipts a second in batches as tills send them, on both databases, beside bare inserts of as
 * many bytes into a table of that database. And what it costs to tell tills that there is nothing new.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import postgres from "postgres";
import { writeChain } from "../../sync/fixture/chain.ts";
import { startPostgres } from "../../sync/fixture/postgres.ts";
import { chained, saleBody } from "../../sync/fixture/till.ts";
import { startHub } from "../../sync/hub/hub.ts";
import { type HubDatabase, openHubStore } from "../../sync/hub/hub-store.ts";
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
  readonly bareInsertsPerSecond: number;
  /** 1 is as fast as bare inserts. */
  readonly ofBare: number;
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
    const batches = Array.from({ length: TILLS }, (_, till) => eventsOf(`${till}`));
    const bytes = batches[0]![0]![0]!.body.length;
    const receipts = TILLS * BATCHES * BATCH;
    const figures: Ingestion[] = [];
    for (const database of ["SQLite", "PostgreSQL"] as const) {
      const at: HubDatabase =
        database === "SQLite"
          ? { dataDir: join(folder, "hub") }
          : { dataDir: folder, databaseUrl: await server.database() };
      const bare =
        database === "SQLite"
          ? bareSqlite(join(folder, "bare.db"))
          : await barePostgres(await server.database());
      const bareMs = await timed(() => all(batches, (events) => bare.insert(events)));
      await bare.close();
      const store = await openHubStore(at);
      const ms = await timed(() =>
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
        perSecond: Math.round((receipts / ms) * 1000),
        bareInsertsPerSecond: Math.round((receipts / bareMs) * 1000),
        ofBare: round(bareMs / ms),
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
    const ms = await timed(() =>
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

/** A till's receipts, chained, in batches. */
function eventsOf(till: string): readonly (readonly OutboxEvent[])[] {
  const batches: OutboxEvent[][] = [];
  let last: OutboxEvent | undefined;
  for (let n = 0; n < BATCHES; n += 1) {
    const batch: OutboxEvent[] = [];
    for (let m = 1; m <= BATCH; m += 1) {
      const sale = { ...saleBody(n * BATCH + m), saleId: `${till}/${n}/${m}`, more: "x".repeat(PADDING) };
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

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

interface Bare {
  insert(events: readonly OutboxEvent[]): Promise<unknown>;
  close(): Promise<unknown>;
}

function bareSqlite(path: string): Bare {
  const db = new Sqlite(path);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)");
  const insert = db.prepare("INSERT INTO bare (body) VALUES (?)");
  const batch = db.transaction((events: readonly OutboxEvent[]) => {
    for (const { body } of events) insert.run(body);
  });
  return {
    insert: async (events) => batch.immediate(events),
    close: async () => db.close(),
  };
}

async function barePostgres(url: string): Promise<Bare> {
  const sql = postgres(url, { max: TILLS, onnotice: () => {} });
  await sql`CREATE TABLE bare (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body TEXT)`;
  return {
    insert: (events) => sql`INSERT INTO bare (body) SELECT unnest(${events.map(({ body }) => body)}::text[])`,
    close: () => sql.end(),
  };
}
