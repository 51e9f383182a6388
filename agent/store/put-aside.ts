/** The replica out of the way, also where it can't be moved: threads that evaluate have it open, and Windows moves no such file. */

import { copyFileSync, existsSync } from "node:fs";
import { emptyInPlace } from "./empty-in-place.ts";
import { StoreError, setAside } from "./open.ts";

const BUSY_MS = 1000;
const HELD: ReadonlySet<string | undefined> = new Set(["EBUSY", "EPERM", "EACCES"]);

/**
 * Puts it aside as `setAside`, or copies it there and empties it. Throws the file system's error, or StoreError where it is
 * damaged so that only a restart helps.
 */
export function putAside(path: string): string {
  try {
    return setAside(path);
  } catch (error) {
    if (process.platform !== "win32" || !HELD.has((error as NodeJS.ErrnoException).code)) throw error;
  }
  const aside = `${path}.broken`;
  try {
    for (const suffix of ["", "-wal"])
      if (existsSync(path + suffix)) copyFileSync(path + suffix, aside + suffix);
    emptyInPlace(path, BUSY_MS);
  } catch (cause) {
    const message = `${path} is damaged, and Windows moves no file that is open. Restart the agent, which fills a new one.`;
    throw new StoreError("unusable", message, { cause });
  }
  return aside;
}
