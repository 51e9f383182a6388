/**
 * Claims that nobody can ask for any more are forgotten, a few at a time: tills give HQ 250 ms, and a day's worth of them at
 * once would be all of that.
 */

import type { Connection, Database } from "./database/database.ts";
import { HOLD_MS } from "./holdings.ts";
import { rows } from "./schema.ts";

/** Rows of each table in one transaction: more than the claims that one can add, so that it never falls behind. */
export const PORTION = 500;
/** What is over is known for as long as a till may still send something of it. */
const KEPT_MS = 90 * 86_400_000;
/** What a home has heard is known for as long as its book may be begun anew. */
const AT_HOME_MS = 400 * 86_400_000;

/** All states of a home's claim but `granted`. Named one by one: so the index leads to them. */
const HEARD = "('asked', 'refused', 'used', 'free', 'restored', 'over')";

/** One portion, in a transaction of its own. Answers whether there may be more. */
export async function tidyClaims(tx: Connection, { list }: Database, nowMs: number): Promise<boolean> {
  const over = await tx.all<Over>(
    `SELECT reservation, thing, store, till, sale_id AS "saleId", changed_ms AS "changedMs" FROM claim
     WHERE state IN ('used', 'free') AND changed_ms < :beforeMs LIMIT ${PORTION}`,
    { beforeMs: nowMs - KEPT_MS },
  );
  const reservations = JSON.stringify(over.map(({ reservation }) => reservation));
  await keepUses(tx, list, over);
  await tx.run(`DELETE FROM claim WHERE reservation IN ${list("reservations")}`, { reservations });
  const homes = await tx.run(
    `DELETE FROM home_claim WHERE id IN
       (SELECT id FROM home_claim WHERE state IN ${HEARD} AND changed_ms < :beforeMs LIMIT ${PORTION})`,
    { beforeMs: nowMs - AT_HOME_MS },
  );
  // Of an hour when HQ's clock was ahead, which is when they were changed too.
  await tx.run(
    "UPDATE claim SET until_ms = :mostMs WHERE state = 'held' AND changed_ms > :nowMs AND until_ms > :mostMs",
    { nowMs, mostMs: nowMs + HOLD_MS },
  );
  return over.length === PORTION || homes === PORTION;
}

interface Over {
  readonly reservation: string;
  readonly thing: string;
  readonly store: string;
  readonly till: string;
  readonly saleId: string | null;
  readonly changedMs: number;
}

const COUPON = "coupon ";

/** A coupon that was used is used for ever; of a till that never sent its journal the claim is all that is known of that. */
async function keepUses(tx: Connection, list: Database["list"], over: readonly Over[]): Promise<void> {
  const uses = over.flatMap(({ thing, store, till, saleId, changedMs: at_ms }) =>
    saleId === null || !thing.startsWith(COUPON)
      ? []
      : [{ coupon_id: thing.slice(COUPON.length), store, till, sale_id: saleId, at_ms }],
  );
  if (uses.length === 0) return;
  const known = await tx.all<{ couponId: string; saleId: string }>(
    `SELECT coupon_id AS "couponId", sale_id AS "saleId" FROM coupon_use WHERE coupon_id IN ${list("coupons")}`,
    { coupons: JSON.stringify(uses.map(({ coupon_id }) => coupon_id)) },
  );
  const told = new Set(known.map(({ couponId, saleId }) => `${couponId} ${saleId}`));
  const untold = uses.filter(({ coupon_id, sale_id }) => !told.has(`${coupon_id} ${sale_id}`));
  // Of which series and whose it was stands in that journal alone.
  if (untold.length > 0)
    await tx.insert(
      rows.couponUse,
      untold.map((use) => ({ ...use, series: "", customer_id: null })),
    );
}
