/** The preloaded disk from the test's side: built once, its log read, its faults ordered. */

import { spawnSync } from "node:child_process";
import {
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** Memory, as long as there is some: none of the lab's own writes may wait for a disk. */
export const MEMORY = "/dev/shm";

/** Something of the machine is not there. `message` says what, and how to get it. */
export class Missing extends Error {
  override readonly name = "Missing";
}

/** Compiles `disk.c` into the folder. Throws Missing without a compiler. */
export function buildPreload(folder: string): string {
  const library = join(folder, "disk.so");
  const source = join(import.meta.dirname, "disk.c");
  const { status, error, stderr } = spawnSync(
    "gcc",
    ["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, source, "-ldl"],
    { encoding: "utf8" },
  );
  if (error !== undefined) throw new Missing("gcc is missing: apt-get install gcc libc6-dev");
  if (status !== 0) throw new Error(`gcc: ${stderr}`);
  return library;
}

/** One change of a file, in the order in which they were made. */
export interface Operation {
  readonly kind: "create" | "write" | "truncate" | "sync" | "unlink" | "rename";
  readonly path: string;
  /** Of a write; of a truncation the new size. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** How long the log was when this had been noted. */
  readonly end: number;
}

const KINDS = { c: "create", w: "write", t: "truncate", s: "sync", u: "unlink", r: "rename" } as const;
const HEAD = 15;

export function readLog(file: string): Operation[] {
  const log = readFileSync(file);
  const operations: Operation[] = [];
  for (let at = 0; at < log.length; ) {
    const kind = KINDS[String.fromCharCode(log[at]!) as keyof typeof KINDS];
    const pathLength = log.readUInt16LE(at + 1);
    const offset = Number(log.readBigInt64LE(at + 3));
    const length = log.readUInt32LE(at + 11);
    const path = log.toString("utf8", at + HEAD, at + HEAD + pathLength);
    const from = at + HEAD + pathLength;
    const carried = kind === "write" || kind === "rename" ? length : 0;
    at = from + carried;
    operations.push({ kind, path, offset, bytes: log.subarray(from, at), end: at });
  }
  return operations;
}

/** What happens to one call on a file, or to it and all after it. */
export interface Fault {
  readonly on: "open" | "read" | "write" | "sync" | "truncate" | "unlink";
  /** How the file's name begins: "journal.db" means its WAL too. */
  readonly file: string;
  /** Which of these calls, from 1, counted from now on. */
  readonly nth: number;
  readonly what: "EIO" | "ENOSPC" | "EMFILE" | "EINTR" | "short" | { readonly delayMs: number };
  readonly sticky?: boolean;
}

const LETTERS = { open: "o", read: "p", write: "w", sync: "s", truncate: "t", unlink: "u" } as const;
const ACTIONS = { EIO: 5, ENOSPC: 28, EMFILE: 24, EINTR: 4, short: -1 } as const;
const DELAY = -2;
const NAME_AT = 28;
const CONTROL_BYTES = NAME_AT + 64;

export interface Disk {
  /** For the environment of the process that is to use it. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: string;
  /** How long the log is now. */
  mark(): number;
  /** Replaces the fault before it. Undefined: no more faults. */
  order(fault: Fault | undefined): void;
  /** Calls counted since the order, and how many were hit. */
  seen(): { readonly seen: number; readonly struck: number };
  remove(): void;
}

/** A disk for the agent on that folder. @param library of `buildPreload` */
export function openDisk(library: string, dataDir: string): Disk {
  const folder = mkdtempSync(join(MEMORY, "tillside-disk-"));
  const [log, controlFile] = [join(folder, "log"), join(folder, "control")];
  const logFd = openSync(log, "a+");
  const control = openSync(controlFile, "w+");
  writeSync(control, Buffer.alloc(CONTROL_BYTES));
  const numbers = Buffer.alloc(NAME_AT);
  const put = (...values: number[]) => {
    for (const [n, value] of values.entries()) numbers.writeInt32LE(value, 4 * n);
    writeSync(control, numbers, 0, NAME_AT, 0);
  };
  return {
    env: { LD_PRELOAD: library, DISK_DIR: dataDir, DISK_LOG: log, DISK_CONTROL: controlFile },
    log,
    mark: () => fstatSync(logFd).size,
    order(fault) {
      put(0, 0, 0, 0, 0, 0, 0);
      if (fault === undefined) return;
      const { on, file, nth, what, sticky = false } = fault;
      writeSync(control, Buffer.from(file.padEnd(64, "\0")), 0, 64, NAME_AT);
      const action = typeof what === "string" ? ACTIONS[what] : DELAY;
      const delayMs = typeof what === "string" ? 0 : what.delayMs;
      put(LETTERS[on].charCodeAt(0), nth, action, sticky ? 1 : 0, delayMs, 0, 0);
    },
    seen() {
      readSync(control, numbers, 0, NAME_AT, 0);
      return { seen: numbers.readInt32LE(20), struck: numbers.readInt32LE(24) };
    },
    remove() {
      closeSync(logFd);
      closeSync(control);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
