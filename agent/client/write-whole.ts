/** A file that is there whole or not at all, also when the power goes. */

import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { untilFree } from "../../drivers/until-free.ts";

/** Only its owner may read it. Resolves when it is on the disk, name and all; rejects with the disk's error. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const half = await open(`${path}.tmp`, "w", 0o600);
  try {
    await half.writeFile(text);
    await half.sync();
  } finally {
    await half.close();
  }
  await untilFree(() => rename(`${path}.tmp`, path));
  await syncFolder(dirname(path));
}

/** So that the name outlives the power, too. Windows knows no such thing, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
