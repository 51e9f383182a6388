/** A file that is there whole or not at all, also when the power goes. */

import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { untilFree } from "./until-free.ts";

/**
 * Only its owner may read it. Resolves when it is on the disk, name and all; rejects with the disk's error.
 * @param unfinished ends the name of what a cut-off left
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  unfinished = ".tmp",
): Promise<void> {
  const half = await open(path + unfinished, "w", 0o600);
  try {
    await half.writeFile(content);
    await half.sync();
  } finally {
    await half.close();
  }
  await untilFree(() => rename(path + unfinished, path));
  await syncFolder(dirname(path));
}

/** So that names outlive the power, too. Windows opens no folders as files, and keeps its renames in a journal of its own. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
