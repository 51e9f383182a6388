/**
 * Claims at HQ: tills that ask one after the other, all at once, each coupon its own, durable when it is answered; beside
 * bare inserts of one row a transaction into a table of the same database, by as many at once.
 */

import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import postgres from "postgres";
import { startPostgres } from "../../sync/fixture/postgres.ts";
import { openHubStore } from "../../sync/hub/hub-store.ts";
import { type Figure, figure, round } from "./measure.ts";

export interface ClaimFigures {
  readonly database: "SQLite" | "PostgreSQL";
  readonly tills: number;
  readonly claims: number;
  readonly perSecond: number;
  /** Microseconds. */
  readonly answer: Figure;
  readonly bareInsertsPerSecond: number;
  /** 1 is as fast as bare inserts. */
  readonly ofBare: number;
}

const TILLS = 16;
const EACH = 200;

/** One after the other: PostgreSQL is started for it, with durable commits. */
export async function claimFigures(): Promise<readonly ClaimFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-claims-"));
  const server = await startPostgres({ durable: true });
  try {
    const figures: ClaimFigures[] = [];
    for (const database of ["SQLite", "PostgreSQL"] as const) {
      const isFile = database === "SQLite";
      const bare = isFile ? bareSqlite(join(folder, "bare.db")) : await barePostgres(await server.place());
      const { ms: bareMs } = await asked((till, n) => bare.insert(`coupon ${till} ${n}`));
      await bare.close();
      const store = await openHubStore(
        isFile ? { dataDir: join(folder, "hub") } : { dataDir: folder, databaseUrl: await server.place() },
      );
      const { ms, each } = await asked(async (till, n) => {
        const what = { kind: "coupon", couponId: `${till} ${n}`, series: "S" } as const;
        const claim = {
          call: "claim",
          reservation: randomUUID(),
          till,
          transactionId: `${n}`,
          what,
        } as const;
        const [answer] = await store.claims({ store: "0042", till }, [claim], Date.now());
        if (answer?.kind !== "granted") throw new Error(`a claim was answered ${JSON.stringify(answer)}`);
      });
      const { claimsHeld } = await store.status(Date.now());
      if (claimsHeld !== TILLS * EACH) throw new Error(`${claimsHeld} claims are held`);
      await store.close();
      const claims = TILLS * EACH;
      figures.push({
        ...{ database, tills: TILLS, claims },
        perSecond: Math.round((claims / ms) * 1000),
        answer: figure(each),
        bareInsertsPerSecond: Math.round((claims / bareMs) * 1000),
        ofBare: round(bareMs / ms),
      });
    }
    return figures;
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each till one after the other, all tills at once. */
async function asked(ask: (till: string, n: number) => Promise<unknown>) {
  const each: number[] = [];
  const start = performance.now();
  await Promise.all(
    Array.from({ length: TILLS }, async (_, till) => {
      for (let n = 0; n < EACH; n += 1) {
        const began = performance.now();
        await ask(`${till}`, n);
        each.push((performance.now() - began) * 1000);
      }
    }),
  );
  return { ms: performance.now() - start, each: Float64Array.from(each) };
}

interface Bare {
  insert(body: string): Promise<unknown>;
  close(): Promise<unknown>;
}

function bareSqlite(path: string): Bare {
  const db = new Sqlite(path);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)");
  const insert = db.prepare("INSERT INTO bare (body) VALUES (?)");
  return { insert: async (body) => insert.run(body), close: async () => db.close() };
}

async function barePostgres(url: string): Promise<Bare> {
  const sql = postgres(url, { max: 10, onnotice: () => {} });
  await sql`CREATE TABLE bare (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body TEXT)`;
  return { insert: (body) => sql`INSERT INTO bare (body) VALUES (${body})`, close: () => sql.end() };
}
