/**
 * HQ's files as this till fetched them, for the others of its store and for itself: a folder that may be thrown away at
 * any time. A file is called by its SHA-256, so one that was cut off or damaged shows it; it is thrown away then.
 */

import { createHash, hash, randomUUID } from "node:crypto";
import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { FILE_NAME, type FileName } from "../../sync/client/store-files.ts";
import { makeFolder } from "../../sync/make-folder.ts";
import { freeBytesOf } from "../store/free-room.ts";

export interface KeptFiles {
  /** Undefined: it is not there, or is not what its name says any more. */
  read(name: FileName): Uint8Array | undefined;
  /** Unchecked. */
  has(name: FileName): boolean;
  /** Reads it bit by bit; throws it away where it is not what its name says. */
  check(name: FileName): Promise<void>;
  /** A part of it, unchecked; undefined: it is not there. */
  part(name: FileName, offset: number, bytesMax: number): { total: number; bytes: Uint8Array } | undefined;
  /** Written as a whole or not at all. What finds no room is not kept. */
  keep(name: FileName, bytes: Uint8Array): void;
  discard(name: FileName): void;
  /** The highest `root-N` there is; 0: none. */
  newestRoot(): number;
}

export interface KeptFilesOptions {
  /** Together; the one that was not used for longest gives way. 0: none is kept. */
  readonly bytesMax: number;
  /** Of the disk. Below twice `bytesMax` nothing is kept: the room is the journal's. */
  readonly freeBytes?: (folder: string) => number;
}

const BY_HASH = /^[0-9a-f]{64}$/;

/** Opens nothing; the folder is made by what is kept first. */
export function keptFilesIn(
  folder: string,
  { bytesMax, freeBytes = freeBytesOf }: KeptFilesOptions,
): KeptFiles {
  const at = (name: FileName) => {
    if (!FILE_NAME.test(name)) throw new TypeError(`${name} is no file's name`);
    return join(folder, name);
  };
  const discard = (name: FileName) => remove(at(name));

  /** What this till can do without, the oldest first. Whatever else lies there was left by an end in the middle. */
  function removable(): { readonly name: string; readonly bytes: number; readonly usedMs: number }[] {
    const found: ReturnType<typeof removable> = [];
    for (const name of readdirSync(folder)) {
      const file = statSync(join(folder, name), { throwIfNoEntry: false });
      if (file === undefined) continue;
      if (BY_HASH.test(name)) found.push({ name, bytes: file.size, usedMs: file.mtimeMs });
      else if (!FILE_NAME.test(name)) remove(join(folder, name));
    }
    return found.sort((one, two) => one.usedMs - two.usedMs);
  }

  function makeRoom(bytes: number): void {
    const files = removable();
    let sum = bytes + files.reduce((all, file) => all + file.bytes, 0);
    for (const file of files) {
      if (sum <= bytesMax) break;
      discard(file.name);
      sum -= file.bytes;
    }
  }

  return {
    read(name) {
      try {
        const bytes = readFileSync(at(name));
        if (BY_HASH.test(name)) {
          if (hash("sha256", bytes, "hex") !== name) {
            discard(name);
            return undefined;
          }
          utimesSync(at(name), new Date(), new Date());
        }
        return bytes;
      } catch (error) {
        return notThere(error);
      }
    },
    has: (name) => existsSync(at(name)),
    async check(name) {
      if (!BY_HASH.test(name)) return;
      try {
        const read = createHash("sha256");
        for await (const bytes of createReadStream(at(name))) read.update(bytes);
        if (read.digest("hex") !== name) discard(name);
      } catch (error) {
        notThere(error);
      }
    },
    part(name, offset, most) {
      let file: number | undefined;
      try {
        file = openSync(at(name), "r");
        const total = fstatSync(file).size;
        const bytes = Buffer.alloc(Math.max(0, Math.min(most, total - offset)));
        return { total, bytes: bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset)) };
      } catch (error) {
        return notThere(error);
      } finally {
        if (file !== undefined) closeSync(file);
      }
    },
    keep(name, bytes) {
      const path = at(name);
      if (bytesMax === 0 || bytes.length > bytesMax) return;
      const written = `${path}.${randomUUID()}`;
      try {
        makeFolder(folder, 0o700);
        if (freeBytes(folder) < 2 * bytesMax) {
          for (const file of removable()) discard(file.name);
          return;
        }
        makeRoom(bytes.length);
        writeFileSync(written, bytes, { mode: 0o600 });
        renameSync(written, path);
      } catch (error) {
        notThere(error);
        remove(written);
      }
    },
    discard,
    newestRoot() {
      try {
        const roots = readdirSync(folder).flatMap((name) => /^root-(\d+)$/.exec(name)?.[1] ?? []);
        return Math.max(0, ...roots.map(Number));
      } catch (error) {
        return notThere(error) ?? 0;
      }
    },
  };
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    notThere(error);
  }
}

/** A disk that is full, broken or may not be written: everything goes on as without the folder. */
function notThere(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
  return undefined;
}
