import { setTimeout as sleep } from "node:timers/promises";

/** Waits between attempts, in milliseconds: a second together. */
const WAITS_MS = [5, 10, 20, 40, 80, 160, 300, 400];
const HELD: ReadonlySet<string | undefined> = new Set(["EBUSY", "EPERM", "EACCES"]);

/**
 * Runs it again for up to a second while another program holds the file: Windows lets nobody rename or remove one that is
 * open, and virus scanners open what is new. Rejects with what the last attempt threw; elsewhere there is one attempt.
 */
export async function untilFree<Result>(
  run: () => Promise<Result>,
  platform = process.platform,
): Promise<Result> {
  for (const waitMs of platform === "win32" ? WAITS_MS : []) {
    try {
      return await run();
    } catch (error) {
      if (!HELD.has((error as NodeJS.ErrnoException).code)) throw error;
      await sleep(waitMs);
    }
  }
  return run();
}
