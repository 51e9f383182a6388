/**
 * The one thread that writes `sessions.db`. A file that can't be used does not end it: every call fails with the reason,
 * and the file is tried again. No sale waits for it longer than a line may take.
 */

import { workerData } from "node:worker_threads";
import { type Handover, openStepStore, type StepStore, type StepToKeep } from "../sessions/kept-steps.ts";
import { attend } from "./attend.ts";
import type { Caller } from "./call.ts";

export interface SessionsWorkerData {
  readonly path: string;
  readonly store: string;
  readonly till: string;
}

export type SessionsApi = ReturnType<typeof apiOf>;
export type SessionsCalls = Caller<SessionsApi>;

/** Said at the start, and told again when it changes. */
export type SessionsReady =
  | {
      readonly usable: true;
      /** Where a damaged file was put. */
      readonly broken?: string;
    }
  | { readonly usable: false; readonly message: string };
export type SessionsEvent = { readonly sessions: SessionsReady };

const RETRY_MS = 2000;

const data = workerData as SessionsWorkerData;
let steps: StepStore | undefined;
let trouble: Error | undefined;
let triedMs = 0;
tryOpen();

const { tell } = attend({ api: apiOf(opened), ready: state(), close: () => steps?.close() });

// A till that sells nothing tries as well: what it kept before must come back.
setInterval(() => {
  if (steps === undefined) reopen();
}, RETRY_MS).unref();

function opened(): StepStore {
  if (steps === undefined && performance.now() - triedMs > RETRY_MS) reopen();
  if (steps === undefined) throw trouble;
  return steps;
}

function reopen(): void {
  tryOpen();
  if (steps !== undefined) tell({ sessions: state() } satisfies SessionsEvent);
}

function tryOpen(): void {
  triedMs = performance.now();
  try {
    steps = openStepStore(data.path, data);
    trouble = undefined;
  } catch (error) {
    trouble = error as Error;
  }
}

function state(): SessionsReady {
  if (trouble !== undefined) return { usable: false, message: trouble.message };
  return { usable: true, ...(steps?.broken === undefined ? {} : { broken: steps.broken }) };
}

function apiOf(open: () => StepStore) {
  return {
    append: (step: StepToKeep) => open().append(step),
    wake: (_: null) => open().wake(),
    forget: (transactionIds: readonly string[]) => open().forget(transactionIds),
    handOver: (handover: Handover) => open().handOver(handover),
    handovers: (_: null) => open().handovers(),
  };
}
