/**
 * The one thread that writes the replica, and talks to HQ where there is one. Journal questions go straight to the
 * journal worker over a port of their own; the main thread only hears what happened.
 */

import { type MessagePort, workerData } from "node:worker_threads";
import type { SyncEvent } from "../../sync/client/client.ts";
import type { SwitchedOff } from "../session/session.ts";
import { reachedRelease } from "../store/reached.ts";
import { openReplica } from "../store/replica.ts";
import type { exchangeAtHq } from "../suspended/at-hq.ts";
import { attend } from "./attend.ts";
import { CallError, type Caller, caller } from "./call.ts";
import type { Health, Hq, HqReceipt, HqSetting } from "./hq.ts";
import type { JournalApi, JournalCalls } from "./journal.ts";

export interface SyncWorkerData {
  readonly replicaPath: string;
  readonly journalPath: string;
  readonly store: string;
  readonly trustedRoot: string;
  /** Absent: no HQ; the replica is only kept in order. */
  readonly hq?: HqSetting;
}

export interface SyncReady {
  /** Where a damaged replica was put; HQ's next release fills the new one. */
  readonly broken?: string;
  /** Why there is no talking to HQ although it is configured. */
  readonly problem?: string;
  /** What headquarters has switched off, as far as this till has heard. */
  readonly switchedOff: SwitchedOff;
}

export type { HqReceipt, SyncEvent };
export type SyncApi = typeof api & ReturnType<typeof exchangeAtHq> & Hq["grants"];

const { replicaPath, journalPath, store, trustedRoot, hq: setting } = workerData as SyncWorkerData;
const replica = openReplica(replicaPath, store, undefined, reachedRelease(journalPath));
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

let tell: (event: SyncEvent) => void = () => {};
let hq: Hq | undefined;
if (setting !== undefined) {
  const { openHq } = await import("./hq.ts");
  hq = openHq(setting, { replica, trustedRoot, journal: journalCall, onEvent: (event) => tell(event) });
}

const api = {
  status: (_: null) => hq?.status() ?? null,
  pull: (_: null) => hq?.client?.pullNow() ?? null,
  push: (_: null) => hq?.client?.pushNow() ?? null,
  receipt: async (question: Parameters<Hq["receipt"]>[0]): Promise<HqReceipt> =>
    hq === undefined ? { kind: "no-hq" } : hq.receipt(question),
  /** How it goes with the release, for the next report. */
  health: (health: Health) => hq?.goes(health),
  goodbye: (withinMs: number) => hq?.client?.sayGoodbye(withinMs),
  checkpoint: (_: null) => replica.checkpoint(),
};

const attendance = attend({
  api: { ...api, ...hq?.exchange, ...hq?.grants },
  ready: {
    switchedOff: replica.switchedOff(),
    ...(replica.broken === undefined ? {} : { broken: replica.broken }),
    ...(hq?.problem === undefined ? {} : { problem: hq.problem }),
  } satisfies SyncReady,
  connect(port: MessagePort) {
    journal?.end();
    journal = caller<JournalApi>(port);
    portHere(journal);
  },
  async close() {
    await hq?.stop();
    replica.close();
  },
});
tell = attendance.tell;
hq?.start();
