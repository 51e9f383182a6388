/**
 * What a till's threads have of the machine they run on: clocks, timers, chance, the line. A simulation gives them others,
 * and then the same seed is the same day.
 */

export interface Surroundings {
  /** Milliseconds since 1970, as the machine believes: it may be years off, and it may jump. */
  nowMs(): number;
  /** Milliseconds since some moment: it never jumps. */
  steadyMs(): number;
  /**
   * Runs once, `ms` from now; answers how to prevent it.
   * @param idle a process that waits for nothing else may end
   */
  later(run: () => void, ms: number, idle?: "idle"): () => void;
  /** From 0 up to 1. */
  random(): number;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

export const thisMachine: Surroundings = {
  nowMs: () => Date.now(),
  steadyMs: () => performance.now(),
  later(run, ms, idle) {
    const timer = setTimeout(run, ms);
    if (idle) timer.unref();
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  fetch: (url, init) => fetch(url, init),
};

export type Clocks = Pick<Surroundings, "nowMs" | "steadyMs" | "later">;

/** Over after so many milliseconds; a process that waits for nothing else may end. */
export function pause({ later }: Pick<Surroundings, "later">, ms: number): Promise<null> {
  return new Promise((resolve) => later(() => resolve(null), ms, "idle"));
}

/** Runs `ms` from now and again and again; answers how to end it. */
export function every({ later }: Pick<Surroundings, "later">, run: () => void, ms: number): () => void {
  let stop = later(again, ms);
  return () => stop();

  function again(): void {
    stop = later(again, ms);
    run();
  }
}
