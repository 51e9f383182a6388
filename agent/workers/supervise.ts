/**
 * One worker thread that is kept alive: what it offers can be called, whoever waits is told when it dies, and it is
 * started again, at once the first time, then ever less eagerly. Never more than one life at a time.
 */

import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { setFlagsFromString } from "node:v8";
import { type Transferable, Worker } from "node:worker_threads";
import type { Log } from "../log.ts";
import { CallError, type Caller, caller } from "./call.ts";

export interface SuperviseOptions<Ready, Event> {
  readonly name: string;
  /** The worker's file; it calls `attend`. */
  readonly file: URL;
  readonly data: unknown;
  readonly log: Log;
  /** A worker that has not answered its oldest call for so long hangs, and is ended. Absent: it may take its time. */
  readonly stuckMs?: number;
  /** Room for short-lived objects, megabytes: more where a call makes many and must be quick. Default 2. */
  readonly youngMb?: number;
  onReady?(ready: Ready): void;
  onEvent?(event: Event): void;
  /** The worker is gone; the next life, if any, comes after. */
  onEnded?(): void;
  /** It died, and is started again. */
  onRestart?(): void;
}

export interface Supervised<A, Ready> {
  call: Caller<A>["call"];
  /** What the worker said when it was ready; undefined while there is none. */
  ready(): Ready | undefined;
  /** What the last life died of, while there is no other. */
  failure(): string | undefined;
  /** Resolves when the first life is ready or has ended before it was. */
  started(): Promise<void>;
  /** Sends something else than a call, with what is to be moved over. */
  post(message: unknown, transfer?: readonly Transferable[]): void;
  close(): Promise<void>;
}

const RESTART_MS = [0, 200, 1000, 5000, 30_000];
/** A life this long makes the next restart eager again. */
const LONG_LIFE_MS = 60_000;
const CLOSE_MS = 3000;
/** Short-lived objects of a thread: most do little at a time, and memory on a till PC is scarce. */
const YOUNG_MB = 2;
/** What Node takes by itself on a PC of 2 GB. Where there is more memory it would let four times as much garbage wait. */
const OLD_MB = 512;

export function supervise<A, Ready, Event = never>(
  options: SuperviseOptions<Ready, Event>,
): Supervised<A, Ready> {
  const { name, file, data, log, stuckMs, youngMb = YOUNG_MB } = options;
  let life: { worker: Worker; calls: Caller<A>; since: number; ready?: Ready } | undefined;
  let deaths = 0;
  let failure: string | undefined;
  let closing = false;
  let restartTimer: NodeJS.Timeout | undefined;
  let settleStart: () => void;
  const started = new Promise<void>((resolve) => {
    settleStart = resolve;
  });
  const watch =
    stuckMs === undefined
      ? undefined
      : setInterval(() => {
          if (life === undefined || life.calls.oldestMs() < stuckMs) return;
          log.error("worker-hangs", { worker: name });
          void life.worker.terminate();
        }, stuckMs / 4).unref();

  begin();

  return {
    call: (...call) =>
      life?.ready === undefined
        ? Promise.reject(new CallError("not-begun", `${name} is not running`))
        : life.calls.call(...(call as Parameters<Caller<A>["call"]>)),
    ready: () => life?.ready,
    failure: () => (life?.ready === undefined ? failure : undefined),
    started: () => started,
    post: (message, transfer = []) => life?.worker.postMessage(message, transfer),
    async close() {
      closing = true;
      clearInterval(watch);
      clearTimeout(restartTimer);
      if (life === undefined) return;
      const { worker } = life;
      const gone = new Promise((resolve) => worker.once("exit", resolve));
      worker.postMessage({ close: true });
      const impatience = setTimeout(() => void worker.terminate(), CLOSE_MS);
      await gone;
      clearTimeout(impatience);
    },
  } as Supervised<A, Ready>;

  function begin(): void {
    // What Node was told for the main thread would go before each thread's own limit.
    setFlagsFromString("--max-semi-space-size=0");
    const worker = new Worker(file, {
      name: `tillside ${name}`,
      workerData: data,
      env: threadEnvironment(),
      resourceLimits: { maxYoungGenerationSizeMb: youngMb, maxOldGenerationSizeMb: OLD_MB },
    });
    const calls = caller<A>(worker);
    const mine = { worker, calls, since: performance.now() } as NonNullable<typeof life>;
    life = mine;
    worker.on("message", (message: { ready?: Ready; event?: Event }) => {
      if (message.ready !== undefined) {
        mine.ready = message.ready;
        settleStart();
        options.onReady?.(message.ready);
      } else if (message.event !== undefined) options.onEvent?.(message.event);
    });
    worker.on("error", (error) => {
      failure = error.message;
      log.error("worker-failed", { worker: name, message: error.message });
    });
    worker.on("exit", () => {
      life = undefined;
      calls.end();
      settleStart();
      options.onEnded?.();
      if (closing) return;
      options.onRestart?.();
      deaths = performance.now() - mine.since > LONG_LIFE_MS ? 0 : deaths + 1;
      const delayMs = RESTART_MS[Math.min(deaths, RESTART_MS.length) - 1] ?? 0;
      log.warning("worker-restarts", { worker: name, afterMs: delayMs });
      restartTimer = setTimeout(begin, delayMs);
    });
  }
}

/** The compile cache of this thread is not its workers' own: they find it by the environment. */
function threadEnvironment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  return cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) };
}
