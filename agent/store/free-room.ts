/** How much room the disk has on which a till's files are, and whether that is too little. */

import { statfsSync } from "node:fs";

/** What sales of some days take (20 to 30 kB each), and what SQLite wants beside a file to change it. */
export const LOW_BYTES = 64_000_000;

/** Of the disk that holds a folder, as far as this user may use it. */
export function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** What is wrong, in English; undefined: nothing, or nobody can say. */
export function lowRoom(folder: string, lowBytes = LOW_BYTES): string | undefined {
  try {
    if (freeBytesOf(folder) >= lowBytes) return undefined;
  } catch {
    // What can't be opened there says why.
    return undefined;
  }
  return `Less than ${Math.round(lowBytes / 1e6)} MB are free on the disk of ${folder}: make room now.`;
}
