/**
 * Promotions as they were when a sale met them: each text once, for as long as a sale is here that names it. Which sale
 * names which stands in the sale's own event; a row for each naming would be most of what a sale writes.
 */

import type Database from "better-sqlite3";
import type { Lanes } from "./journal-lanes.ts";
import type { Definition } from "./stored-sale.ts";

/**
 * A definition's row knows a sale that named it, so many events at most before the last one that did: most sales find
 * all their promotions named recently enough, and write nothing.
 */
export const NAMED_AGAIN = 5000;

/** About 3 MB. */
const RECENT_MAX = 20_000;

export interface JournalDefinitions {
  /** Tells HQ of those that it has not heard of from here. */
  meet(definitions: readonly Definition[], atMs: number): Met;
  /** The sale that met them has this row in the lane `sales`. */
  name(met: Met, sequence: number): void;
  /** The transaction in which one was named came to nothing. */
  unsure(): void;
  /** Forgets those that only sales have named that are no longer here. */
  prune(): void;
}

interface Met {
  readonly fresh: readonly Definition[];
  readonly known: readonly { readonly hash: string; readonly namedAt: number }[];
}

/** Everything here runs inside a transaction of `journal.ts`. */
export function journalDefinitions(db: Database.Database, lanes: Lanes): JournalDefinitions {
  /** What is on the disk, or will be with the transaction: most are met by sale after sale. */
  const recent = new Map<string, number>();
  const lookUp = db.prepare("SELECT named_at FROM definition WHERE hash = ?").pluck();
  const add = db.prepare("INSERT INTO definition VALUES (?, ?, ?, ?)");
  const nameAgain = db.prepare("UPDATE definition SET named_at = ? WHERE hash = ?");
  // Parked sales stay whatever their age: they would keep every definition since.
  const prune = db.prepare(`
    DELETE FROM definition
    WHERE named_at <= coalesce((
        SELECT sequence FROM sale WHERE sequence NOT IN (SELECT sequence FROM parked WHERE lane = 'sales')
        ORDER BY sequence LIMIT 1), 9e15) - ${NAMED_AGAIN}
      AND hash NOT IN (
        SELECT named.value FROM parked JOIN outbox USING (lane, sequence), json_each(body, '$.definitions') AS named
        WHERE lane = 'sales' AND kind = 'sale')`);

  return {
    meet(definitions, atMs) {
      const fresh: Definition[] = [];
      const known: { hash: string; namedAt: number }[] = [];
      for (const definition of new Map(definitions.map((one) => [one.hash, one])).values()) {
        const { hash, promotionId, json } = definition;
        const at = recent.get(hash) ?? (lookUp.get(hash) as number | undefined);
        if (at !== undefined) known.push({ hash, namedAt: at });
        else {
          lanes.append("sales", "definition", atMs, JSON.stringify({ hash, promotionId, json }));
          fresh.push(definition);
        }
      }
      return { fresh, known };
    },
    name({ fresh, known }, sequence) {
      if (recent.size >= RECENT_MAX) recent.clear();
      for (const { hash, promotionId, json } of fresh) {
        add.run(hash, promotionId, json, sequence);
        recent.set(hash, sequence);
      }
      for (const { hash, namedAt } of known) {
        const isLong = sequence - namedAt >= NAMED_AGAIN;
        if (isLong) nameAgain.run(sequence, hash);
        recent.set(hash, isLong ? sequence : namedAt);
      }
    },
    unsure: () => recent.clear(),
    prune() {
      prune.run();
      recent.clear();
    },
  };
}
