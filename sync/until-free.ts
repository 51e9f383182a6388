/** Windows lets nobody rename or replace a file that another program has open. Virus scanners and indexers open what is new. */

/** Waits between attempts, in milliseconds: a second together. */
const WAITS_MS = [5, 10, 20, 40, 80, 160, 300, 400];
const HELD: ReadonlySet<string | undefined> = new Set(["EBUSY", "EPERM", "EACCES"]);
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Runs it again while another program holds the file, up to a second, during which this thread stands still. Throws what
 * the last attempt threw. Elsewhere than on Windows these errors mean something else, and there is one attempt.
 */
export function untilFree<Result>(run: () => Result, platform = process.platform): Result {
  for (const waitMs of platform === "win32" ? WAITS_MS : []) {
    try {
      return run();
    } catch (error) {
      if (!HELD.has((error as NodeJS.ErrnoException).code)) throw error;
      Atomics.wait(pause, 0, 0, waitMs);
    }
  }
  return run();
}
