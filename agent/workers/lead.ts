/** The thread of the store's lead: its file, its connections. What it says costs a durable write, which no sale waits for on another thread. */

import { join } from "node:path";
import { workerData } from "node:worker_threads";
import type { Claim, Release, Settle } from "../../sync/claims/claims.ts";
import { readTillFiles, type TillFiles } from "../../sync/enrol/till-files.ts";
import type { Lan } from "../../sync/lead/lan.ts";
import { startMember } from "../lead/member.ts";
import type { Log, LogFields, LogLevel } from "../log.ts";
import { attend } from "./attend.ts";

export interface LeadWorkerData {
  readonly store: string;
  readonly till: string;
  readonly dataDir: string;
  /** `lead.db`. */
  readonly path: string;
}

export type LeadApi = typeof api;
export type LeadReady = object;
/** For the main thread's log. */
export interface LeadEvent {
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: LogFields;
}

/** How old what was read of the data folder may be. */
const FILES_MS = 5000;

const { store, till, dataDir, path } = workerData as LeadWorkerData;
let tell: (event: LeadEvent) => void = () => {};
const at =
  (level: LogLevel) =>
  (event: string, fields: LogFields = {}) =>
    tell({ level, event, fields });
const log: Log = { info: at("info"), warning: at("warning"), error: at("error") };
let read: { readonly files: TillFiles; readonly atMs: number } | undefined;
const member = startMember({
  store,
  till,
  path,
  takeOverPath: join(dataDir, "lead.take-over"),
  files() {
    if (read === undefined || performance.now() - read.atMs > FILES_MS)
      read = { files: readTillFiles(dataDir), atMs: performance.now() };
    return read.files;
  },
  log,
});

const api = {
  listed: (lan: Lan) => member.listed(lan),
  claim: ({ claim, deadlineMs }: { readonly claim: Claim; readonly deadlineMs: number }) =>
    member.ask(claim, deadlineMs).then((answer) => answer ?? null),
  tell: ({
    owed,
    deadlineMs,
  }: {
    readonly owed: readonly (Settle | Release)[];
    readonly deadlineMs: number;
  }) => member.tell(owed, deadlineMs),
  status: (_: null) => member.status(),
};

({ tell } = attend({ api, ready: {}, close: () => member.close() }));
