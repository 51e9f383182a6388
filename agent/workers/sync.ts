/**
 * The one thread that writes the replica, and talks to HQ where there is one. Journal questions go straight to the
 * journal worker over a port of their own; the main thread only hears what happened.
 */

import { type MessagePort, workerData } from "node:worker_threads";
import type { SyncEvent } from "../../sync/client/client.ts";
import type { HomeLead } from "../grants/lease-keeper.ts";
import { type KeptFilesOptions, keptFilesIn } from "../lead/kept-files.ts";
import { storeFilesBy } from "../lead/store-files.ts";
import type { SwitchedOff } from "../session/session.ts";
import { keepReplica } from "../store/kept-replica.ts";
import { StoreError } from "../store/open.ts";
import { reachedRelease } from "../store/reached.ts";
import { answerRepair, repairAsked } from "../store/repair-request.ts";
import { openReplica } from "../store/replica.ts";
import type { exchangeAtHq } from "../suspended/at-hq.ts";
import { attend } from "./attend.ts";
import { CallError, type Caller, caller, serve } from "./call.ts";
import type { Health, Hq, HqReceipt, HqSetting } from "./hq.ts";
import type { JournalApi, JournalCalls } from "./journal.ts";
import type { LeadApi } from "./lead.ts";

export interface SyncWorkerData {
  readonly replicaPath: string;
  readonly journalPath: string;
  readonly store: string;
  readonly trustedRoot: string;
  /** Absent: no HQ; the replica is only kept in order. */
  readonly hq?: HqSetting;
  /** Where HQ's files are kept as they came, for this till and the others of its store. */
  readonly kept: Pick<KeptFilesOptions, "bytesMax"> & { readonly folder: string };
}

export interface SyncReady {
  /** Where a damaged replica was put; HQ's next release fills the new one. */
  readonly broken?: string;
  /** Why there is no talking to HQ although it is configured. */
  readonly problem?: string;
  /** What headquarters has switched off, as far as this till has heard. */
  readonly switchedOff: SwitchedOff;
}

/** What the main thread hears. */
export type SyncWorkerEvent =
  | SyncEvent
  /** The replica was damaged, or asked for anew: the next release fills an empty one. */
  | { readonly kind: "replica-set-aside"; readonly file: string };

export type { HqReceipt };
export type SyncApi = typeof api & ReturnType<typeof exchangeAtHq> & Hq["grants"];

const { replicaPath, journalPath, store, trustedRoot, hq: setting, kept } = workerData as SyncWorkerData;
const replica = keepReplica(
  replicaPath,
  () => openReplica(replicaPath, store, undefined, reachedRelease(journalPath)),
  (file) => {
    tell({ kind: "replica-set-aside", file });
    void hq?.client?.pullNow();
  },
);
let tell: (event: SyncWorkerEvent) => void = () => {};
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

/** Where this till is one of its store's. */
let lead: Caller<LeadApi> | undefined;
/** What the lead worker may ask of this one. */
const forLead = {
  /** Another till waits for what this one does not have. */
  wanted: (_: null) => void hq?.client?.pullNow(),
};
export type SyncForLead = typeof forLead;

const LEAD = { deadlineMs: 2_000 };
let hq: Hq | undefined;
if (setting !== undefined) {
  const { openHq } = await import("./hq.ts");
  const storeFiles = storeFilesBy(keptFilesIn(kept.folder, kept), () => lead);
  const homeLead: HomeLead = {
    standing: async () => lead?.call("standing", null, LEAD).catch(() => undefined),
    answer: async (call) => (await lead?.call("answer", call, LEAD).catch(() => null)) ?? undefined,
    leased: async (lease, homed) => lead?.call("leased", { ...lease, homed }, LEAD),
  };
  hq = openHq(setting, {
    ...{ replica, trustedRoot, storeFiles, homeLead },
    journal: journalCall,
    onEvent: (event) => tell(event),
  });
}

const api = {
  status: (_: null) => hq?.status() ?? null,
  pull: (_: null) => hq?.client?.pullNow() ?? null,
  push: (_: null) => hq?.client?.pushNow() ?? null,
  receipt: async (question: Parameters<Hq["receipt"]>[0]): Promise<HqReceipt> =>
    hq === undefined ? { kind: "no-hq" } : hq.receipt(question),
  /** Undefined where HQ has not answered in time. */
  customerUses: async (question: Parameters<Hq["customerUses"]>[0]) => hq?.customerUses(question),
  /** How it goes with the release, for the next report. */
  health: (health: Health) => hq?.goes(health),
  goodbye: (withinMs: number) => hq?.client?.sayGoodbye(withinMs),
  checkpoint: (_: null) => replica.checkpoint(),
  /** Somebody could not read it. */
  checkReplica: (_: null) => replica.check(),
};

const attendance = attend({
  api: { ...api, ...hq?.exchange, ...hq?.grants },
  ready: {
    switchedOff: replica.switchedOff(),
    ...(replica.broken === undefined ? {} : { broken: replica.broken }),
    ...(hq?.problem === undefined ? {} : { problem: hq.problem }),
  } satisfies SyncReady,
  connect(port: MessagePort, to: string) {
    if (to === "lead") {
      lead?.end();
      lead = caller<LeadApi>(port);
      serve(port, forLead);
      // Those who are near may have what HQ could not give at the start.
      if (hq?.status()?.down.reached === false) void hq.client?.pullNow();
      return;
    }
    journal?.end();
    journal = caller<JournalApi>(port);
    portHere(journal);
  },
  async close() {
    clearInterval(looking);
    clearInterval(checking);
    await hq?.stop();
    replica.close();
  },
});
tell = attendance.tell;

/** Damage that nobody runs into is found so often all the same; 100,000 rows take 0.6 s. */
const CHECK_MS = 6 * 3_600_000;
const LOOK_MS = 1000;
const checking = setInterval(() => orLater(() => replica.check()), CHECK_MS).unref();
/** `tillside repair` asks. */
const looking = setInterval(() => {
  const wish = repairAsked(replicaPath);
  if (wish === undefined) return;
  orLater(() => {
    const broken = wish === "rebuild" ? replica.rebuild() : replica.check() ? `${replicaPath}.broken` : null;
    answerRepair(replicaPath, { broken });
  });
}, LOOK_MS).unref();

/** A disk that can't be used now is opened at the next use, and then says so to who asks. */
function orLater(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof StoreError) && (error as NodeJS.ErrnoException).syscall === undefined) throw error;
  }
}
hq?.start();
