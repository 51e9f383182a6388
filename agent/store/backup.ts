/**
 * A copy of a file before it is brought up to date: whoever has to go back to the older Tillside puts it in its place.
 * It is whole and durable under its name, or it is not there.
 */

import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type Database from "better-sqlite3";
import { untilFree } from "../../sync/until-free.ts";
import { freeBytesOf } from "./free-room.ts";

/** Of a file; the oldest go first. */
const KEPT_MAX = 2;
/** What the change itself may need beside the copy. */
const CHANGE_BYTES = 1 << 20;

/** There is no room for the copy. `neededBytes` must be free on that disk. */
export class NoRoom extends Error {
  override readonly name = "NoRoom";
  readonly neededBytes: number;
  readonly freeBytes: number;
  constructor(path: string, neededBytes: number, freeBytes: number, options?: ErrorOptions) {
    super(
      `${path} must be copied before this version may change it: ${neededBytes} bytes are needed in its folder, ` +
        `${freeBytes} are free. Make room; nothing was changed`,
      options,
    );
    this.neededBytes = neededBytes;
    this.freeBytes = freeBytes;
  }
}

/**
 * Copies the database as it stands, outside any transaction, to `PATH.v<VERSION>.bak`. Answers that name. Throws NoRoom,
 * or whatever the disk says; then no copy of that name was made or changed.
 * @param freeBytes of the disk that holds a folder
 */
export function backUp(
  db: Database.Database,
  path: string,
  version: number,
  freeBytes: (folder: string) => number = freeBytesOf,
): string {
  const copy = `${path}.v${version}.bak`;
  const unfinished = `${copy}.tmp`;
  const folder = dirname(path);
  const pages = db.pragma("page_count", { simple: true }) as number;
  const neededBytes = pages * (db.pragma("page_size", { simple: true }) as number) + CHANGE_BYTES;
  // A copy that a power cut left unfinished takes the room of this one.
  rmSync(unfinished, { force: true });
  if (freeBytes(folder) < neededBytes) throw new NoRoom(path, neededBytes, freeBytes(folder));
  try {
    db.prepare("VACUUM INTO ?").run(unfinished);
    synchronize(unfinished, "r+");
    untilFree(() => renameSync(unfinished, copy));
  } catch (error) {
    rmSync(unfinished, { force: true });
    if ((error as { code?: string }).code?.startsWith("SQLITE_FULL"))
      throw new NoRoom(path, neededBytes, freeBytes(folder), { cause: error });
    throw error;
  }
  // Windows opens no folders; its renames are in the file system's own journal.
  if (process.platform !== "win32") synchronize(folder, "r");
  forgetOlder(path);
  return copy;
}

/** The copies of this file that are there, the newest version first. */
export function backupsOf(path: string): string[] {
  const name = basename(path);
  const versionOf = (file: string) => {
    const number = file.slice(`${name}.v`.length, -".bak".length);
    return file.startsWith(`${name}.v`) && file.endsWith(".bak") && /^\d+$/.test(number)
      ? Number(number)
      : -1;
  };
  return (existsSync(dirname(path)) ? readdirSync(dirname(path)) : [])
    .filter((file) => versionOf(file) >= 0)
    .sort((a, b) => versionOf(b) - versionOf(a))
    .map((file) => join(dirname(path), file));
}

function forgetOlder(path: string): void {
  for (const file of backupsOf(path).slice(KEPT_MAX)) rmSync(file, { force: true });
}

function synchronize(path: string, flags: "r" | "r+"): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
