/**
 * Claims that nobody can ask for any more are forgotten, a few at a time: tills give HQ 250 ms, and a day's worth of them at
 * once would be all of that.
 */

import type { Connection } from "./database/database.ts";
import { HOLD_MS } from "./holdings.ts";

/** Rows of each table in one transaction: more than the claims that one can add, so that it never falls behind. */
export const PORTION = 500;
/** What is over is known for as long as a till may still send something of it. */
const KEPT_MS = 90 * 86_400_000;
/** What a home has heard is known for as long as its book may be begun anew. */
const AT_HOME_MS = 400 * 86_400_000;

/** All states of a home's claim but `granted`. */
const HEARD = "('asked', 'refused', 'used', 'free', 'restored', 'over')";

/** One portion, in a transaction of its own. Answers whether there may be more. */
export async function tidyClaims(tx: Connection, nowMs: number): Promise<boolean> {
  const claims = await forget(tx, "claim", "reservation", "('used', 'free')", nowMs - KEPT_MS);
  const homes = await forget(tx, "home_claim", "id", HEARD, nowMs - AT_HOME_MS);
  // Of an hour when HQ's clock was ahead, which is when they were changed too.
  await tx.run(
    "UPDATE claim SET until_ms = :mostMs WHERE state = 'held' AND changed_ms > :nowMs AND until_ms > :mostMs",
    { nowMs, mostMs: nowMs + HOLD_MS },
  );
  return claims === PORTION || homes === PORTION;
}

/** States are named one by one: so the index leads to them. */
function forget(
  tx: Connection,
  table: "claim" | "home_claim",
  key: string,
  states: string,
  beforeMs: number,
): Promise<number> {
  return tx.run(
    `DELETE FROM ${table} WHERE ${key} IN
       (SELECT ${key} FROM ${table} WHERE state IN ${states} AND changed_ms < :beforeMs LIMIT ${PORTION})`,
    { beforeMs },
  );
}
