/**
 * What this till never goes back behind, as its journal remembers it. A till whose journal can't be read sells on, so it must
 * hear all the same of what HQ switches off and blocks: then what was seen since this thread began counts for heads, and a
 * release is not taken.
 */

import type { FloorName, VersionFloor } from "../../sync/protocol.ts";
import type { CallError } from "./call.ts";
import type { JournalCalls } from "./journal.ts";

/** How the journal's thread says that the file is damaged, of a newer Tillside, or not to be opened. */
const UNREADABLE = /^(corrupt|newer|unusable|SQLITE_CORRUPT|SQLITE_NOTADB)/;

export function floorIn(journal: JournalCalls["call"]): VersionFloor {
  const seen = new Map<FloorName, number>();

  const remembered = (name: FloorName): Promise<number | undefined> =>
    journal("highest", name).catch((error: CallError) => {
      if (!UNREADABLE.test(error.code)) throw error;
      return undefined;
    });

  return {
    highest: async (name) => Math.max((await remembered(name)) ?? 0, seen.get(name) ?? 0),
    isKnown: async () => (await remembered("root")) !== undefined,
    async raise(name, version) {
      await journal("raise", { name, version }).catch((error: CallError) => {
        if (!isOfHeads(name) || !UNREADABLE.test(error.code)) throw error;
      });
      seen.set(name, Math.max(seen.get(name) ?? 0, version));
    },
  };
}

/** Not of releases: those are taken only where it is remembered. */
function isOfHeads(name: FloorName): boolean {
  return name === "root" || name.startsWith("head/") || name.startsWith("age/");
}
