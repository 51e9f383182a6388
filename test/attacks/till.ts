/** A till on its real files, with the client as it is shipped, and what must not change while it is attacked. */

import { join } from "node:path";
import Database from "better-sqlite3";
import { type Journal, openJournal } from "../../agent/store/journal.ts";
import { openReplica } from "../../agent/store/replica.ts";
import { createSyncClient, type SyncClient, type SyncEvent } from "../../sync/client/client.ts";
import { tillTokens } from "../../sync/enrol/token.ts";
import { newTillKey } from "../../sync/fixture/enrolled.ts";
import type { FloorName } from "../../sync/protocol.ts";
import { replicaTables } from "../../sync/release/tables.ts";

export interface AttackedTill {
  readonly client: SyncClient;
  /** Since they were last emptied. */
  readonly events: SyncEvent[];
  /** Active release, version of each channel, every row. */
  content(): string;
  release(): Promise<number>;
  readonly replicaPath: string;
  readonly journal: Journal;
  /** Where a damaged replica was put. */
  readonly broken: string | undefined;
  highest(name: FloorName): number;
  /** Ends the client and begins a new one, as a till that was switched off; perhaps without its replica. */
  restart(replica: "kept" | "lost"): Promise<void>;
  close(): Promise<void>;
}

export interface TillOptions {
  readonly folder: string;
  readonly hubUrl: string;
  readonly trustedRoot: Buffer;
  readonly clock: () => number;
  readonly answerMs?: number;
}

export function openAttackedTill(options: TillOptions): AttackedTill {
  const { folder, hubUrl, trustedRoot, clock, answerMs } = options;
  const events: SyncEvent[] = [];
  const journal = openJournal(join(folder, "journal.db"), { store: "0042", till: "3" }, clock);
  let file = 1;
  const path = () => join(folder, `replica-${file}.db`);
  let replica = openReplica(path(), "0042", undefined, journal.highest("active"));
  // The mirror asks for none.
  const token = tillTokens({ store: "0042", till: "3", key: newTillKey(), clock });
  const begin = () =>
    createSyncClient({
      hubUrl,
      token,
      replica,
      outbox: {
        identity: async () => journal.identity(),
        pending: async (lane, limit) => journal.pending(lane, limit),
        settle: async (lane, sequence) => journal.settle(lane, sequence),
        renewEpoch: async (epoch) => journal.renewEpoch(epoch),
        marks: async (which) => journal.marks(which),
        rewind: async (lane, row) => journal.rewind(lane, row),
        park: async (lane, sequence, reason) => journal.park(lane, sequence, reason),
      },
      floor: {
        highest: async (name) => journal.highest(name),
        raise: async (name, version) => journal.raise(name, version),
      },
      trustedRoot,
      pollMs: 60_000,
      onEvent: (event) => events.push(event),
      surroundings: { nowMs: clock },
      ...(answerMs === undefined ? {} : { answerMs }),
    });
  let client = begin();
  return {
    get client() {
      return client;
    },
    events,
    content: () => contentOf(path()),
    release: () => replica.activeRelease(),
    get replicaPath() {
      return path();
    },
    journal,
    get broken() {
      return replica.broken;
    },
    highest: journal.highest,
    async restart(kept) {
      await client.stop();
      replica.close();
      if (kept === "lost") file += 1;
      replica = openReplica(path(), "0042", undefined, journal.highest("active"));
      client = begin();
    },
    async close() {
      await client.stop();
      replica.close();
      journal.close();
    },
  };
}

/** All that a replica says, in one text. Who has read it before (`read_by`) is the till's own: of any other it reads all again. */
export function contentOf(path: string): string {
  const db = new Database(path, { readonly: true });
  try {
    const tables = [...replicaTables.map(({ table }) => table), "channel"];
    const { release, seal } = db.prepare("SELECT release, seal FROM replica_state").get() as {
      release: number;
      seal: string;
    };
    return JSON.stringify([
      { release, seal },
      ...tables.map((table) => [table, db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()]),
    ]);
  } finally {
    db.close();
  }
}
