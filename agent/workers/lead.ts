/** The thread of the store's lead: its file, its connections. What it says costs a durable write, which no sale waits for on another thread. */

import { join } from "node:path";
import { workerData } from "node:worker_threads";
import type { After, Claim, ClaimCall } from "../../sync/claims/claims.ts";
import type { StoreFiles, Wish } from "../../sync/client/store-files.ts";
import type { UsesQuestion } from "../../sync/customer-uses.ts";
import { readTillFiles, type TillFiles } from "../../sync/enrol/till-files.ts";
import type { Lan } from "../../sync/lead/lan.ts";
import type { HeldReceipt } from "../../sync/protocol.ts";
import type { UsesAsk } from "../allowances/elsewhere.ts";
import { type KeptFilesOptions, keptFilesIn } from "../lead/kept-files.ts";
import type { KeptLease } from "../lead/kept-lease.ts";
import { startMember } from "../lead/member.ts";
import type { UseHere } from "../lead/said.ts";
import type { Log, LogFields, LogLevel } from "../log.ts";
import type { ReceiptAsk } from "../returns/neighbours.ts";
import type { SaleAsk, SaleSaid } from "../suspended/neighbours.ts";
import { attend } from "./attend.ts";
import { type Caller, caller, serve } from "./call.ts";
import type { SyncForLead } from "./sync.ts";

export interface LeadWorkerData {
  readonly store: string;
  readonly till: string;
  readonly dataDir: string;
  /** `lead.db`. */
  readonly path: string;
  /** HQ's files as this till has them. Absent: it has no HQ. */
  readonly kept?: Pick<KeptFilesOptions, "bytesMax"> & { readonly folder: string };
}

export type LeadApi = typeof api;
export type LeadReady = object;
export type LeadEvent =
  /** For the main thread's log. */
  { readonly level: LogLevel; readonly event: string; readonly fields: LogFields } | TillAsks;
/** Another till asks for a sale that waits here, for a receipt, for a customer's limits; `answerTill` is its answer. */
export type TillAsks =
  | { readonly event: "sale-ask"; readonly id: number; readonly from: string; readonly ask: SaleAsk }
  | { readonly event: "receipt-ask"; readonly id: number; readonly ask: ReceiptAsk }
  | { readonly event: "uses-ask"; readonly id: number; readonly question: UsesQuestion };

export type TillSaid = SaleSaid | HeldReceipt | null | readonly UseHere[];

/** How old what was read of the data folder may be. */
const FILES_MS = 5000;
/** HQ waits 150 ms for one, and takes a later one too. */
const ANSWER_MS = 1000;

const { store, till, dataDir, path, kept } = workerData as LeadWorkerData;
/** The sync worker; a new port comes whenever one of the two was started again. */
let sync: Caller<SyncForLead> | undefined;
let tell: (event: LeadEvent) => void = () => {};
const at =
  (level: LogLevel) =>
  (event: string, fields: LogFields = {}) =>
    tell({ level, event, fields });
const log: Log = { info: at("info"), warning: at("warning"), error: at("error") };
/** What the main thread has not answered yet. */
const tillAsks = new Map<number, (said: unknown) => void>();
let lastAsk = 0;
/** Who is not answered in time is told that there is nothing. */
function askMain<Said>(event: (id: number) => TillAsks, withinMs: number, nothing: Said): Promise<Said> {
  lastAsk += 1;
  const id = lastAsk;
  const { promise, resolve } = Promise.withResolvers<Said>();
  tillAsks.set(id, (said) => resolve(said as Said));
  setTimeout(() => tillAsks.delete(id) && resolve(nothing), withinMs).unref();
  tell(event(id));
  return promise;
}
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
  kept: kept && keptFilesIn(kept.folder, kept),
  wanted: () => void sync?.call("wanted", null).catch(() => {}),
  askedForSale: (from, ask) =>
    askMain<SaleSaid>((id) => ({ event: "sale-ask", id, from, ask }), ask.withinMs, { kind: "unknown" }),
  askedForReceipt: (ask) =>
    askMain<HeldReceipt | null>((id) => ({ event: "receipt-ask", id, ask }), ask.withinMs, null),
  askedForUses: (question) =>
    askMain<readonly UseHere[]>((id) => ({ event: "uses-ask", id, question }), ANSWER_MS, []),
});

const api = {
  listed: (lan: Lan) => member.listed(lan),
  claim: ({ claim, deadlineMs }: { readonly claim: Claim; readonly deadlineMs: number }) =>
    member.ask(claim, deadlineMs).then((answer) => answer ?? null),
  tell: ({ owed, deadlineMs }: { readonly owed: readonly After[]; readonly deadlineMs: number }) =>
    member.tell(owed, deadlineMs),
  askFile: async (wish: Wish) => (await member.fileAsking.ask(wish)) ?? null,
  askHeads: (above: Parameters<StoreFiles["heads"]>[0]) => member.fileAsking.heads(above),
  askWhich: (names: Parameters<StoreFiles["which"]>[0]) => member.fileAsking.which(names),
  refuseFilesOf: (other: string) => member.fileAsking.refuse(other),
  pulling: (now: Parameters<StoreFiles["pulling"]>[0]) => member.pulling(now),
  askForSale: ({ ask, till }: { readonly ask: SaleAsk; readonly till?: string | undefined }) =>
    member.askForSale(ask, till),
  askForReceipt: (ask: ReceiptAsk) => member.askForReceipt(ask),
  askForUses: (ask: UsesAsk) => member.askForUses(ask),
  answerTill({ id, said }: { readonly id: number; readonly said: TillSaid }): void {
    tillAsks.get(id)?.(said);
    tillAsks.delete(id);
  },
  leased: (lease: KeptLease) => member.leased(lease),
  standing: (_: null) => member.standing(),
  /** HQ's own call to the book, wherever that is. */
  answer: (call: ClaimCall) => member.askOfHq(call, ANSWER_MS).then((answer) => answer ?? null),
  status: (_: null) => member.status(),
};

({ tell } = attend({
  api,
  ready: {},
  connect(port) {
    sync?.end();
    sync = caller<SyncForLead>(port);
    serve(port, api);
  },
  close: () => member.close(),
}));
