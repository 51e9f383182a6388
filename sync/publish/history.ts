/** Who published what and when: a line for each word of HQ, added and never changed. */

import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../make-folder.ts";
import { SyncError } from "../protocol.ts";

/** Beside the releases; tills are not shown it. */
const FILE = "history.jsonl";

export interface Publication {
  readonly at: Date;
  readonly by: string;
  readonly what: "release" | "undo" | "head" | "kill" | "block" | "rollout" | "keys";
  /** What belongs to it: numbers, channels, reasons. */
  readonly [more: string]: unknown;
}

/** Adds a line, durably. Throws SyncError `unusable`. */
export function record(to: string, { at, ...more }: Publication): void {
  const file = join(to, FILE);
  try {
    makeFolder(to);
    const handle = openSync(file, "a", 0o644);
    try {
      appendFileSync(handle, `${JSON.stringify({ at: at.toISOString(), ...more })}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code;
    throw new SyncError("unusable", `cannot write ${file} (${why}): it says who published what`, { cause });
  }
}

/** The newest last. A line that was torn by a power cut is passed over. */
export function history(to: string): readonly Readonly<Record<string, unknown>>[] {
  const file = join(to, FILE);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return line === "" ? [] : [JSON.parse(line) as Readonly<Record<string, unknown>>];
      } catch {
        return [];
      }
    });
}
