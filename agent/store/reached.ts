import type { FloorName } from "../../sync/protocol.ts";
import { journalLayout } from "./journal-layout.ts";
import { openStoreReader, StoreError } from "./open.ts";

/** The release that the till's replica has reached, as its journal remembers; 0 where there is no journal to read yet. */
export function reachedRelease(journalPath: string): number {
  return rememberedVersion(journalPath, "active");
}

/** What a till never goes back behind, read beside the journal's writer; 0 where there is no journal to read yet. */
export function rememberedVersion(journalPath: string, name: FloorName): number {
  try {
    const db = openStoreReader(journalPath, journalLayout);
    try {
      const version = db.prepare("SELECT version FROM version_floor WHERE role = ?").pluck().get(name);
      return (version as number | undefined) ?? 0;
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof StoreError) return 0;
    throw error;
  }
}
