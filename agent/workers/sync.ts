/**
 * The one thread that talks to HQ and writes the replica. Journal questions go straight to the journal worker over a
 * port of their own; the main thread only hears what happened.
 */

import { readFileSync } from "node:fs";
import { type MessagePort, workerData } from "node:worker_threads";
import { createSyncClient, type SyncClient, type SyncEvent } from "../../sync/client/client.ts";
import { createReceipts } from "../../sync/client/receipts.ts";
import { type HeldReceipt, type ReceiptQuestion, SyncError } from "../../sync/protocol.ts";
import { openPinnedRoot } from "../../sync/release/envelope.ts";
import { openReplica } from "../store/replica.ts";
import { exchangeAtHq } from "../suspended/at-hq.ts";
import { attend } from "./attend.ts";
import { CallError, type Caller, caller } from "./call.ts";
import type { JournalApi, JournalCalls } from "./journal.ts";

export interface SyncWorkerData {
  readonly replicaPath: string;
  readonly store: string;
  readonly trustedRoot: string;
  /** Absent: no HQ; the replica is only kept in order. */
  readonly hq?: { readonly url: string; readonly token: string; readonly pollMs: number };
}

export interface SyncReady {
  /** Where a damaged replica was put; HQ's next release fills the new one. */
  readonly broken?: string;
  /** Why there is no talking to HQ although it is configured. */
  readonly problem?: string;
}

/** What HQ says of a receipt. */
export type HqReceipt =
  | ({ readonly kind: "held" } & HeldReceipt)
  | { readonly kind: "unknown" }
  | { readonly kind: "unreachable"; readonly message: string }
  /** This till has none. */
  | { readonly kind: "no-hq" };

export type { SyncEvent };
export type SyncApi = typeof api;

const { replicaPath, store, trustedRoot, hq } = workerData as SyncWorkerData;
const replica = openReplica(replicaPath, store);
let journal: Caller<JournalApi> | undefined;

/** A new port comes whenever one of the two workers was started again. */
let portHere: (port: Caller<JournalApi>) => void = () => {};
const firstPort = new Promise<Caller<JournalApi>>((resolve) => {
  portHere = resolve;
});

/** As the journal's own caller, over whatever port there is now; waits for the first. */
const journalCall: JournalCalls["call"] = async (name, argument, options) => {
  await firstPort;
  if (journal === undefined) throw new CallError("not-begun", "the journal is not there");
  return journal.call(name, argument, { deadlineMs: 10_000, ...options });
};

const own = async () => {
  const { store: of, till } = await journalCall("identity", null);
  return `${of}/${till}`;
};
const receipts = hq && createReceipts({ hubUrl: hq.url, token: hq.token, caller: own });

let problem: string | undefined;
let client: SyncClient | undefined;
let tell: (event: SyncEvent) => void = () => {};
try {
  client = hq && clientOf(hq);
} catch (error) {
  problem = (error as Error).message;
}

const api = {
  status: (_: null) => client?.status() ?? null,
  pull: (_: null) => client?.pullNow() ?? null,
  push: (_: null) => client?.pushNow() ?? null,
  receipt: async ({
    deadlineMs,
    ...question
  }: ReceiptQuestion & { deadlineMs: number }): Promise<HqReceipt> => {
    if (receipts === undefined) return { kind: "no-hq" };
    try {
      const held = await receipts(question, AbortSignal.timeout(deadlineMs));
      return held === undefined ? { kind: "unknown" } : { kind: "held", ...held };
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      return { kind: "unreachable", message: error.message };
    }
  },
  checkpoint: (_: null) => replica.checkpoint(),
  ...exchangeAtHq(hq && { url: hq.url, token: hq.token, caller: own, journal: journalCall }),
};

const attendance = attend({
  api,
  ready: {
    ...(replica.broken === undefined ? {} : { broken: replica.broken }),
    ...(problem === undefined ? {} : { problem }),
  } satisfies SyncReady,
  connect(port: MessagePort) {
    journal?.end();
    journal = caller<JournalApi>(port);
    portHere(journal);
  },
  async close() {
    await client?.stop();
    replica.close();
  },
});
tell = attendance.tell;
client?.start();

function clientOf({ url, token, pollMs }: NonNullable<SyncWorkerData["hq"]>): SyncClient {
  return createSyncClient({
    hubUrl: url,
    token,
    pollMs,
    trustedRoot: rootOf(trustedRoot),
    replica,
    outbox: {
      identity: () => journalCall("identity", null),
      pending: (lane, limit) => journalCall("pending", { lane, limit }),
      settle: (lane, sequence) => journalCall("settle", { lane, sequence }),
      // A long backlog is chained anew: it may take its time.
      renewEpoch: (epoch) => journalCall("renewEpoch", epoch, { deadlineMs: 120_000 }),
      rewind: (lane, sequence) => journalCall("rewind", { lane, sequence }, { deadlineMs: 120_000 }),
      park: (lane, sequence, reason) => journalCall("park", { lane, sequence, reason }),
    },
    floor: {
      highest: (role) => journalCall("highest", role),
      raise: (role, version) => journalCall("raise", { role, version }),
    },
    onEvent: (event) => tell(event),
  });
}

function rootOf(file: string): string {
  const untrusted = (what: string, cause: unknown) =>
    new Error(`HQ can't be trusted yet: ${file} ${what}. Copy root/1.json of HQ's releases there.`, {
      cause,
    });
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw untrusted("is missing", cause);
  }
  try {
    openPinnedRoot(Buffer.from(text));
    return text;
  } catch (cause) {
    throw untrusted(`can't be used: ${(cause as Error).message}`, cause);
  }
}
