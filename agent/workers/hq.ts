/** What the sync worker says to HQ and hears from it. Loaded only where there is an HQ, once the replica is in order. */

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { setDefaultCACertificates } from "node:tls";
import { createSyncClient, type SyncClient, type SyncEvent } from "../../sync/client/client.ts";
import { createReceipts } from "../../sync/client/receipts.ts";
import type { Surroundings } from "../../sync/client/surroundings.ts";
import { type HeldReceipt, type ReceiptQuestion, SyncError } from "../../sync/protocol.ts";
import { openPinnedRoot } from "../../sync/release/envelope.ts";
import type { OpenedReplica } from "../store/replica.ts";
import { exchangeAtHq } from "../suspended/at-hq.ts";
import { VERSION } from "../version.ts";
import type { JournalCalls } from "./journal.ts";

/** What HQ says of a receipt. */
export type HqReceipt =
  | ({ readonly kind: "held" } & HeldReceipt)
  | { readonly kind: "unknown" }
  | { readonly kind: "unreachable"; readonly message: string }
  /** This till has none. */
  | { readonly kind: "no-hq" };

export interface HqSetting {
  readonly url: string;
  readonly token: string;
  readonly pollMs: number;
  /** A file: the chain's own CA. */
  readonly ca?: string;
}

export interface HqParts {
  readonly replica: OpenedReplica;
  /** HQ's signed root, a file. */
  readonly trustedRoot: string;
  readonly journal: JournalCalls["call"];
  onEvent(event: SyncEvent): void;
  /** Default: this machine. */
  readonly surroundings?: Surroundings;
}

export type Hq = ReturnType<typeof openHq>;

/** An HQ that can't be trusted yet has a `problem` instead of a client. Asks nothing until the client is started. */
export function openHq(setting: HqSetting, parts: HqParts) {
  const { url, token } = setting;
  const { journal } = parts;
  const caller = async () => {
    const { store, till } = await journal("identity", null);
    return `${store}/${till}`;
  };
  const receipts = createReceipts({ hubUrl: url, token, caller });
  let client: SyncClient | undefined;
  let problem: string | undefined;
  try {
    // Of this thread, which speaks with nobody but HQ.
    if (setting.ca !== undefined) setDefaultCACertificates([caOf(setting.ca)]);
    client = clientOf(setting, parts);
  } catch (error) {
    problem = (error as Error).message;
  }
  return {
    client,
    problem,
    exchange: exchangeAtHq({ url, token, caller, journal }),
    async receipt({
      deadlineMs,
      ...question
    }: ReceiptQuestion & { readonly deadlineMs: number }): Promise<HqReceipt> {
      try {
        const held = await receipts(question, AbortSignal.timeout(deadlineMs));
        return held === undefined ? { kind: "unknown" } : { kind: "held", ...held };
      } catch (error) {
        if (!(error instanceof SyncError)) throw error;
        return { kind: "unreachable", message: error.message };
      }
    },
  };
}

function clientOf({ url, token, pollMs }: HqSetting, parts: HqParts): SyncClient {
  const { replica, trustedRoot, journal, onEvent, surroundings } = parts;
  return createSyncClient({
    hubUrl: url,
    token,
    pollMs,
    trustedRoot: rootOf(trustedRoot),
    replica,
    outbox: {
      identity: () => journal("identity", null),
      pending: (lane, limit) => journal("pending", { lane, limit }),
      settle: (lane, sequence) => journal("settle", { lane, sequence }),
      // A long backlog is chained anew: it may take its time.
      renewEpoch: (epoch) => journal("renewEpoch", epoch, { deadlineMs: 120_000 }),
      rewind: (lane, sequence) => journal("rewind", { lane, sequence }, { deadlineMs: 120_000 }),
      park: (lane, sequence, reason) => journal("park", { lane, sequence, reason }),
    },
    floor: {
      highest: (name) => journal("highest", name),
      raise: (name, version) => journal("raise", { name, version }),
    },
    report: async () => ({ version: VERSION, backlog: await journal("unsettled", null) }),
    onEvent,
    ...(surroundings === undefined ? {} : { surroundings }),
  });
}

function caOf(file: string): string {
  try {
    const text = readFileSync(file, "utf8");
    new X509Certificate(text);
    return text;
  } catch (cause) {
    const why = (cause as Error).message;
    throw new Error(`HQ can't be trusted yet: ${file} ("hq.ca") is no certificate (${why}).`, { cause });
  }
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
