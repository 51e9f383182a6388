/**
 * For `publish.ts`: a thread as the agent's own, with its memory and nothing else in it, that takes a large change; then the
 * same rows into a table of its own, durable and nothing checked.
 */

import { join } from "node:path";
import { workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { openReplica } from "../../agent/store/replica.ts";
import { attend } from "../../agent/workers/attend.ts";
import type { ChannelFile } from "../../sync/protocol.ts";
import type { Cell } from "../../sync/release/channel-digest.ts";
import { decodeChannelFile, type EncodedFile } from "../../sync/release/channel-file.ts";

export interface WriterData {
  readonly folder: string;
  readonly channel: string;
  /** As they come from HQ. */
  readonly whole: EncodedFile;
  readonly change: EncodedFile;
}

/** Milliseconds, and of this thread's processor. */
export interface Both {
  readonly ms: number;
  readonly cpuMs: number;
}

export type WriterApi = {
  /** From bytes to the transaction's end. */
  take(nothing: null): Promise<Both>;
  /** Ends the replica. */
  bare(nothing: null): Promise<Both>;
};

const { folder, channel, whole, change } = workerData as WriterData;
const decoded = ({ bytes, entry }: EncodedFile) => decodeChannelFile(bytes, channel, entry);
const replica = openReplica(join(folder, "replica.db"), "0042");
await replica.activate(1, [await decoded(whole)]);

const api: WriterApi = {
  take: () => both(async () => replica.activate(2, [await decoded(change)])),
  async bare() {
    replica.close();
    const [before, after] = [rowsOf(await decoded(whole)), rowsOf(await decoded(change))];
    const put = bareUpserts(join(folder, "bare.db"), before.columns);
    put(before.rows);
    return both(async () => put(after.rows));
  },
};
attend({ api, ready: {}, close() {} });

async function both(run: () => Promise<void>): Promise<Both> {
  const start = performance.now();
  const before = process.threadCpuUsage();
  await run();
  const { user, system } = process.threadCpuUsage(before);
  return { ms: performance.now() - start, cpuMs: (user + system) / 1000 };
}

interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

function rowsOf({ tables: [first, ...rest] }: ChannelFile): Rows {
  const rows = [first!, ...rest].flatMap(({ upserts }) =>
    upserts[0]!.map((_, row) => upserts.map((cells) => cells[row]!)),
  );
  return { columns: first!.columns, rows };
}

/** The fastest of the ways there are: in the order of the key, and the key is not set again. */
function bareUpserts(path: string, columns: readonly string[]): (rows: Rows["rows"]) => void {
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec(`CREATE TABLE card (${columns.join(", ")}, PRIMARY KEY (token))`);
  const rest = columns.filter((name) => name !== "token").map((name) => `${name} = excluded.${name}`);
  const put = db.prepare(
    `INSERT INTO card VALUES (${columns.map(() => "?")}) ON CONFLICT (token) DO UPDATE SET ${rest}`,
  );
  return db.transaction((rows: Rows["rows"]) => {
    for (const row of rows) put.run(row);
  });
}
