import { thisMachine } from "./surroundings.ts";

/** Something that is done again and again: after a delay, at once when asked, never twice at a time. */
export interface Loop<T> {
  start(): void;
  /** Runs now; if a run is under way, once more after it (what it may have missed is not missed). */
  runNow(): Promise<T>;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/**
 * @param run one pass, which never throws; whether it was its time, or somebody asked for it
 * @param delayMs how long to rest after what it gave
 * @param later sets the timer of the next pass
 */
export function createLoop<T>(
  run: (signal: AbortSignal, isItsTime: boolean) => Promise<T>,
  delayMs: (result: T) => number,
  later = thisMachine.later,
): Loop<T> {
  const stopping = new AbortController();
  let started = false;
  let forget = () => {};
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;

  function pass(isItsTime: boolean): Promise<T> {
    forget();
    const current = run(stopping.signal, isItsTime).then((result) => {
      if (running === current) running = undefined;
      if (started && !next && !stopping.signal.aborted)
        forget = later(() => void pass(true), delayMs(result));
      return result;
    });
    running = current;
    return current;
  }

  function runNow(): Promise<T> {
    if (!running) return pass(false);
    next ??= running.then(() => {
      next = undefined;
      return pass(false);
    });
    return next;
  }

  return {
    start() {
      if (started || stopping.signal.aborted) return;
      started = true;
      void runNow();
    },
    runNow,
    async stop() {
      stopping.abort();
      forget();
      await (next ?? running);
    },
  };
}
