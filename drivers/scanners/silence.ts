/** Silence of a device, told apart from our own sleep. */

export interface Silence {
  /** Listens from now on, anew. */
  start(): void;
  stop(): void;
}

/**
 * Calls `then` once nothing has been started or stopped for `ms` milliseconds. In two halves: a process that was
 * stalled runs its late timers before it reads the bytes that wait for it, and must not take its own sleep for a
 * silence of the device.
 */
export function onSilence(ms: number, then: () => void): Silence {
  let timer: NodeJS.Timeout | undefined;
  const listen = (after: () => void): void => {
    timer = setTimeout(after, ms / 2);
  };
  return {
    start() {
      clearTimeout(timer);
      listen(() => listen(then));
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
