/**
 * What headquarters has blocked, as the replica has it now: not as the release left it. Each question is a read of its own, so
 * that the next presentation hears of what came a moment ago.
 */

import { statSync } from "node:fs";
import type Database from "better-sqlite3";
import type { BlockedKind } from "../../sync/blocklist.ts";
import { openStoreReader, StoreError } from "./open.ts";
import { replicaLayout } from "./replica-layout.ts";

export interface Blocklist {
  /**
   * @param atMs of what a till issued: whether that was at or after the moment from which nothing of it is taken
   * Throws StoreError, or what SQLite throws: who can't see the list takes nothing.
   */
  has(kind: BlockedKind, id: string, atMs?: number): boolean;
  close(): void;
}

export function openBlocklist(path: string): Blocklist {
  let held: { readonly db: Database.Database; readonly file: string; readonly row: Row } | undefined;
  type Row = Database.Statement<[string, string], string | null>;

  /** A damaged replica is set aside and made anew under its name, while this one would still read the old file. */
  function rowNow(): Row {
    const { dev, ino } = statSync(path);
    const file = `${dev} ${ino}`;
    if (held?.file !== file) {
      held?.db.close();
      held = undefined;
      const db = openStoreReader(path, replicaLayout);
      // HQ's list comes before any release: without one, this file has heard of nothing.
      if (db.prepare("SELECT release FROM replica_state").pluck().get() === 0) {
        db.close();
        throw new StoreError("unusable", `${path} is being filled: what is blocked is not known yet`);
      }
      const row = db
        .prepare<[string, string], string | null>("SELECT from_at FROM blocked WHERE kind = ? AND id = ?")
        .pluck() as Row;
      held = { db, file, row };
    }
    return held.row;
  }

  return {
    has(kind, id, atMs = Number.POSITIVE_INFINITY) {
      const from = rowNow().get(kind, id);
      if (from === undefined) return false;
      // A moment that can't be read is before all others.
      return from === null || !(atMs < Date.parse(from));
    },
    close: () => held?.db.close(),
  };
}
