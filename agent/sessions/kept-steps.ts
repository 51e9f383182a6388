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
  /** With a whole session: the sale came from another till. */
  readonly handover?: Handover;
}

/** A sale that went to another till, or came from one. */
export interface Handover {
  /** What it is called at every till, and how often it had been suspended. */
  readonly key: string;
  readonly round: number;
  readonly way: "out" | "in";
  readonly code: string;
  /** Its id at this till. */
  readonly transactionId: string;
  /** The other till. */
  readonly till: string;
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
  /** The sale is at another till now: forgotten here, but for that. Survives a power cut. */
  handOver(handover: Handover): void;
  /** Of the last days. */
  handovers(): readonly Handover[];
  close(): void;
}

const BEYOND = 1000;
/** Nobody asks for a sale any longer after these. */
const HANDOVERS_MS = 7 * 86_400_000;

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
    clearHandovers: db.prepare("DELETE FROM handover"),
    has: db.prepare("SELECT 1 FROM step WHERE transaction_id = ? AND revision = ?").pluck(),
    add: db.prepare("INSERT INTO step VALUES (?, ?, ?, ?)"),
    countOn: db.prepare(`
      UPDATE step SET evaluations = evaluations + ?
      WHERE revision = (SELECT max(revision) FROM step AS last WHERE last.transaction_id = step.transaction_id)`),
    all: db.prepare(`
      SELECT transaction_id AS transactionId, revision, evaluations, json FROM step
      ORDER BY transaction_id, revision`),
    forget: db.prepare("DELETE FROM step WHERE transaction_id = ?"),
    addHandover: db.prepare(`
      INSERT INTO handover VALUES (:key, :round, :way, :code, :transactionId, :till, :atMs)
      ON CONFLICT DO UPDATE SET code = excluded.code, transaction_id = excluded.transaction_id, till = excluded.till,
        at_ms = excluded.at_ms`),
    handovers: db.prepare(`
      SELECT key, round, way, code, transaction_id AS transactionId, till FROM handover ORDER BY at_ms`),
    forgetOthers: db.prepare(
      "DELETE FROM handover WHERE transaction_id = ? AND (way = 'out' OR key IS NOT ?)",
    ),
    oldHandovers: db.prepare("DELETE FROM handover WHERE at_ms < ?"),
  };
  const place = `${store}/${till}`;
  db.transaction(() => {
    const of = sql.setting.get("place");
    if (of === place) return;
    if (of !== undefined) {
      sql.clear.run();
      sql.clearHandovers.run();
    }
    sql.set.run("place", place);
  }).immediate();
  sql.oldHandovers.run(Date.now() - HANDOVERS_MS);

  const append = db.transaction((step: StepToKeep) => {
    const { transactionId, revision, evaluations, json, whole, handover } = step;
    if (handover !== undefined) sql.addHandover.run({ ...handover, atMs: Date.now() });
    if (whole) {
      sql.forget.run(transactionId);
      // The id is this sale's now, which is here.
      sql.forgetOthers.run(transactionId, handover?.key ?? null);
    } else if (sql.has.get(transactionId, revision - 1) === undefined)
      throw new GapError(`revision ${revision - 1} of ${transactionId} is not kept`);
    sql.add.run(transactionId, revision, evaluations, json);
  });

  const handOver = db.transaction((handover: Handover) => {
    sql.addHandover.run({ ...handover, atMs: Date.now() });
    sql.forget.run(handover.transactionId);
  });
  /** One sync of the log carries all that was written into it before. */
  const durably = (write: () => void) => {
    if (!synchronize(db, "FULL")) throw new StoreError("unusable", `${path} can't be written durably`);
    try {
      write();
    } finally {
      synchronize(db, "NORMAL");
    }
  };

  return {
    ...(broken === undefined ? {} : { broken }),
    append: (step) => (step.sure ? durably(() => append.immediate(step)) : append.immediate(step)),
    handOver: (handover) => durably(() => handOver.immediate(handover)),
    handovers: () => sql.handovers.all() as Handover[],
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
