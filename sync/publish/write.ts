import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "../make-folder.ts";
import { SyncError } from "../protocol.ts";
import { untilFree } from "../until-free.ts";

/**
 * Puts a file in its place for ever: temporary file, fsync, and a link that fails if the name is taken. The same
 * bytes are accepted again (a publication that died half way). Throws SyncError `unusable` for other bytes.
 */
export function writeOnce(folder: string, path: string, bytes: Uint8Array | string): void {
  const target = join(folder, path);
  const temporary = writeTemporary(target, bytes);
  try {
    linkSync(temporary, target);
    syncFolder(dirname(target));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw unwritable(target, cause);
    if (!readFileSync(target).equals(Buffer.from(bytes))) {
      const message = `${target} is published with other content, and what is published never changes: publish again for a new number`;
      throw new SyncError("unusable", message, { cause });
    }
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Replaces a file whole: readers see the old one or the new one. @param mode 0o600 where only its owner may read it */
export function writeReplacing(folder: string, path: string, bytes: Uint8Array | string, mode = 0o644): void {
  const target = join(folder, path);
  const temporary = writeTemporary(target, bytes, mode);
  try {
    untilFree(() => renameSync(temporary, target));
    syncFolder(dirname(target));
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw unwritable(target, cause);
  }
}

function writeTemporary(target: string, bytes: Uint8Array | string, mode = 0o644): string {
  const temporary = `${target}.${process.pid}.tmp`;
  let isThere = false;
  try {
    makeFolder(dirname(target));
    const handle = openSync(temporary, "w", mode);
    isThere = true;
    try {
      const buffer = Buffer.from(bytes);
      for (let at = 0; at < buffer.length; ) at += writeSync(handle, buffer, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    // On a disk that is full it would take room for ever.
    if (isThere) rmSync(temporary, { force: true });
    throw unwritable(target, cause);
  }
  return temporary;
}

/** A new name is safe only when its folder is. Windows can't open folders and needn't. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function unwritable(target: string, cause: unknown): SyncError {
  const why = (cause as NodeJS.ErrnoException).code;
  const isFull = why === "ENOSPC" || why === "EDQUOT";
  const said = isFull
    ? `the disk is full, ${target} can't be written: free some room there and try again`
    : `cannot write ${target} (${why}): choose a folder that can be written`;
  return new SyncError("unusable", said, { cause });
}
