/** Faults that are made on purpose, to see that the simulator finds them. */

import Sqlite from "better-sqlite3";
import type { HubStore } from "../../sync/hub/store.ts";

export const FAULTS = {
  "answer-before-commit": "the POS is told that a sale is recorded before it is on the disk",
  "sale-anew": "a sale that the POS sends again is recorded again",
  "no-floor": "a till does not remember the highest versions that it has trusted",
  "cursor-without-row": "HQ moves its cursor over an event that it does not hold",
  "fork-swallowed": "HQ acknowledges what does not continue its chain, and keeps nothing of it",
} as const;

export type Fault = keyof typeof FAULTS;
export type Faults = ReadonlySet<Fault>;

/** HQ's store with the faults that are HQ's. @param hubDb where its file lies */
export function spoiled(faults: Faults) {
  return (store: HubStore, hubDb: () => string): HubStore => {
    let batches = 0;
    const accept: HubStore["accept"] = async (batch, receivedMs) => {
      const answer = await store.accept(batch, receivedMs);
      batches += 1;
      if (faults.has("fork-swallowed") && "forkedAt" in answer) {
        past(hubDb(), (db) => db.exec("DELETE FROM fork"));
        return { lane: batch.lane, cursor: batch.events.at(-1)!.sequence };
      }
      if (faults.has("cursor-without-row") && batches % 5 === 0)
        past(hubDb(), (db) => {
          const { sequence } = batch.events[0]!;
          const of = "(SELECT id FROM lane WHERE epoch = ? AND lane = ?) AND sequence = ?";
          for (const table of ["event", "sale"])
            db.prepare(`DELETE FROM ${table} WHERE lane_id = ${of}`).run(batch.epoch, batch.lane, sequence);
        });
      return answer;
    };
    return { ...store, accept };
  };
}

/** As somebody with a database tool. */
function past(file: string, change: (db: Sqlite.Database) => void): void {
  const db = new Sqlite(file);
  try {
    change(db);
  } finally {
    db.close();
  }
}
