/** What `sessions.db` does: takes steps of open sales in their order, gives them back, forgets them. */

import type Database from "better-sqlite3";
import { openStore, StoreError, setAside, synchronize } from "../store/open.ts";
import { sessionsLayout } from "./layout.ts";

/** One step of a sale, on its way to the disk. */
export interface StepToKeep {
  readonly transactionId: string;
  /** The next after the last one kept; a step with a whole session may have any. */
  readonly revision: number;
  readonly evaluations: number;
  readonly json: string;
  /** It holds a whole session: it stands in the place of all that was kept of this sale. */
  readonly whole: boolean;
  /** It must survive a power cut. */
  readonly sure: boolean;
}

/** All that is kept of one sale. */
export interface KeptSteps {
  readonly transactionId: string;
  readonly revision: number;
  readonly evaluations: number;
  /** In their order; the first holds a whole session. */
  readonly steps: readonly string[];
}

export interface StepStore {
  /** Where a damaged file was put; it held sales that were not paid yet. */
  readonly broken?: string;
  /** Throws `gap` when the step before it is missing: then a whole session must come. */
  append(step: StepToKeep): void;
  /**
   * Everything, as the evaluations of woken sales are counted on: well after those of answers that followed no step (a
   * refused coupon, a late card), which are not kept.
   */
  wake(): readonly KeptSteps[];
  forget(transactionIds: readonly string[]): void;
  close(): void;
}

const BEYOND = 1000;

/** The step before this one is not kept. */
export class GapError extends Error {
  override readonly name = "GapError";
  readonly code = "gap";
}

/**
 * Opens or makes the file of this till. A damaged one is set aside: it holds nothing that was paid. Sales of another
 * till (a disk that was copied) are forgotten. Throws StoreError.
 */
export function openStepStore(
  path: string,
  { store, till }: { readonly store: string; readonly till: string },
): StepStore {
  const { db, broken } = openedOrAside(path);
  const sql = {
    setting: db.prepare("SELECT value FROM setting WHERE name = ?").pluck(),
    set: db.prepare("INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"),
    clear: db.prepare("DELETE FROM step"),
    has: db.prepare("SELECT 1 FROM step WHERE transaction_id = ? AND revision = ?").pluck(),
    add: db.prepare("INSERT INTO step VALUES (?, ?, ?, ?)"),
    countOn: db.prepare(`
      UPDATE step SET evaluations = evaluations + ?
      WHERE revision = (SELECT max(revision) FROM step AS last WHERE last.transaction_id = step.transaction_id)`),
    all: db.prepare(`
      SELECT transaction_id AS transactionId, revision, evaluations, json FROM step
      ORDER BY transaction_id, revision`),
    forget: db.prepare("DELETE FROM step WHERE transaction_id = ?"),
  };
  const place = `${store}/${till}`;
  db.transaction(() => {
    const of = sql.setting.get("place");
    if (of === place) return;
    if (of !== undefined) sql.clear.run();
    sql.set.run("place", place);
  }).immediate();

  const append = db.transaction(({ transactionId, revision, evaluations, json, whole }: StepToKeep) => {
    if (whole) sql.forget.run(transactionId);
    else if (sql.has.get(transactionId, revision - 1) === undefined)
      throw new GapError(`revision ${revision - 1} of ${transactionId} is not kept`);
    sql.add.run(transactionId, revision, evaluations, json);
  });

  return {
    ...(broken === undefined ? {} : { broken }),
    append(step) {
      if (!step.sure) return append.immediate(step);
      // One sync of the log carries all that was written into it before.
      if (!synchronize(db, "FULL")) throw new StoreError("unusable", `${path} can't be written durably`);
      try {
        append.immediate(step);
      } finally {
        synchronize(db, "NORMAL");
      }
    },
    wake: db.transaction(() => {
      sql.countOn.run(BEYOND);
      const kept = new Map<string, { revision: number; evaluations: number; steps: string[] }>();
      for (const row of sql.all.iterate() as IterableIterator<Omit<StepToKeep, "whole" | "sure">>) {
        const { transactionId, revision, evaluations, json } = row;
        const steps = kept.get(transactionId)?.steps ?? [];
        steps.push(json);
        kept.set(transactionId, { revision, evaluations, steps });
      }
      return [...kept].map(([transactionId, rest]) => ({ transactionId, ...rest }));
    }).immediate,
    forget: db.transaction((transactionIds: readonly string[]) => {
      for (const transactionId of transactionIds) sql.forget.run(transactionId);
    }).immediate,
    close: () => void db.close(),
  };
}

function openedOrAside(path: string): { db: Database.Database; broken?: string } {
  try {
    return { db: openStore(path, sessionsLayout) };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "corrupt") throw error;
    const broken = setAside(path);
    return { db: openStore(path, sessionsLayout), broken };
  }
}
