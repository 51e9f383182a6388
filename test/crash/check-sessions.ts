/** What is kept of open sales against what the POS was told of them. */

import Database from "better-sqlite3";
import { openStepStore } from "../../agent/sessions/kept-steps.ts";
import { revive, type Step } from "../../agent/sessions/step.ts";
import type { CheckOptions } from "./check.ts";
import { PLACE } from "./shop.ts";
import { type Shape, shapeOfSession } from "./story.ts";
import type { Truth } from "./truth.ts";

/**
 * Throws an Error that names the sale that is lost, or that is another than it can be. Answers how many are kept.
 * At rest nothing else than open sales may be there, and what is reserved in the journal is what they hold.
 */
export function checkSessions(
  paths: { readonly sessionsPath: string; readonly journalPath: string },
  truth: Truth,
  { upTo = Number.POSITIVE_INFINITY, atRest = true }: CheckOptions = {},
): number {
  const kept = keptIn(paths.sessionsPath);
  for (const transactionId of kept.keys()) {
    const story = truth.stories.get(transactionId);
    if (story === undefined) throw new Error(`${transactionId} was never begun and is kept`);
    if (atRest && story.over) throw new Error(`${transactionId} is over and is kept`);
  }
  for (const [transactionId, story] of truth.stories) story.check(kept.get(transactionId), upTo);
  if (atRest) checkReserved(paths.journalPath, kept);
  return kept.size;
}

export type Kept = ReadonlyMap<string, Shape>;

/** The open sales that the file brings back, by transaction id. */
export function keptIn(sessionsPath: string): Kept {
  const store = openStepStore(sessionsPath, PLACE);
  try {
    if (store.broken !== undefined) throw new Error(`the open sales' file is broken: ${store.broken}`);
    const shapeOf = (steps: readonly string[]) =>
      shapeOfSession(revive(steps.map((json) => JSON.parse(json) as Step)));
    return new Map(store.wake().map(({ transactionId, steps }) => [transactionId, shapeOf(steps)]));
  } finally {
    store.close();
  }
}

/** Throws where a coupon is reserved that no open sale holds, or held and not reserved. */
export function checkReserved(journalPath: string, kept: Kept): void {
  const db = new Database(journalPath, { readonly: true });
  try {
    const rows = db
      .prepare("SELECT coupon_id AS id, transaction_id AS by FROM coupon WHERE state = 'reserved'")
      .all() as {
      id: string;
      by: string;
    }[];
    const found = rows.map(({ id, by }) => `${id} for ${by}`).sort();
    const held = [...kept].flatMap(([by, { coupons }]) => coupons.map((id) => `${id} for ${by}`)).sort();
    if (found.join() !== held.join())
      throw new Error(
        `reserved: ${found.join() || "nothing"}; held by open sales: ${held.join() || "nothing"}`,
      );
  } finally {
    db.close();
  }
}
