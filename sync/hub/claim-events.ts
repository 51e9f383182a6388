/**
 * What tills' journals tell of claims: a reservation ended, points were used. It comes with every journal, however long its
 * till was alone, and stands above what was granted: a use that nobody granted is booked, and what was missing is told.
 */

import type { Connection, Database } from "./database/database.ts";
import { type Place, pointsLeft, type Use } from "./holdings.ts";
import { homesTold } from "./home-events.ts";
import type { Meaning } from "./interpret.ts";
import { rows } from "./schema.ts";

type Of<Kind extends Meaning["kind"]> = Extract<Meaning, { kind: Kind }>;

export interface ToldOfClaims {
  readonly couponUses: readonly Of<"coupon-use">[];
  readonly restored: readonly Of<"coupon-restored">[];
  readonly released: readonly Of<"claim-released">[];
  readonly pointsUses: readonly (Of<"points-use"> & { readonly atMs: number })[];
}

export async function claimsTold(
  tx: Connection,
  { forUpdate, list }: Pick<Database, "forUpdate" | "list">,
  place: Place,
  { couponUses, restored, released, pointsUses }: ToldOfClaims,
  receivedMs: number,
): Promise<void> {
  // First, since it locks what claims lock first.
  await pointsUsed(tx, { forUpdate, list }, place, pointsUses, receivedMs);
  // Kept also where its claim was never heard of: one that was slower than its own end must not hold anything.
  await tx.insert(
    rows.claim,
    [...couponUses, ...pointsUses].flatMap((use) =>
      use.reservation === null ? [] : [usedUnheard(use, use.reservation, place, receivedMs)],
    ),
  );
  for (const use of [...couponUses, ...pointsUses])
    if (use.reservation !== null) {
      const { reservation, saleId } = use;
      await tx.run(
        `UPDATE claim SET state = 'used', sale_id = :saleId, changed_ms = :receivedMs
         WHERE reservation = :reservation AND store = :store`,
        { reservation, saleId, receivedMs, store: place.store },
      );
    }
  // The same of these.
  await tx.insert(
    rows.claim,
    released.map(({ reservation }) => ({
      ...{ reservation, thing: "", store: place.store, till: place.till, transaction_id: "", amount: 0 },
      ...{ state: "free", sale_id: null, fence: 0, until_ms: 0, changed_ms: receivedMs },
    })),
  );
  for (const { reservation } of released)
    await tx.run(
      `UPDATE claim SET state = 'free', changed_ms = :receivedMs
       WHERE reservation = :reservation AND store = :store AND state = 'held'`,
      { reservation, receivedMs, store: place.store },
    );
  for (const { couponId, saleId } of restored)
    await tx.run(
      `UPDATE claim SET state = 'free', changed_ms = :receivedMs
       WHERE thing = :thing AND sale_id = :saleId AND state = 'used'`,
      { thing: `coupon ${couponId}`, saleId, receivedMs },
    );
  await homesTold(tx, place, { used: [...couponUses, ...pointsUses], released, restored }, receivedMs);
}

function usedUnheard(
  use: Of<"coupon-use"> | Of<"points-use">,
  reservation: string,
  { store, till }: Place,
  receivedMs: number,
) {
  const isCoupon = use.kind === "coupon-use";
  const thing = isCoupon ? `coupon ${use.couponId}` : `points ${use.customerId} ${use.account}`;
  const amount = isCoupon ? 1 : use.points;
  return {
    ...{ reservation, thing, store, till, transaction_id: "", amount, state: "used", sale_id: use.saleId },
    ...{ fence: 0, until_ms: 0, changed_ms: receivedMs },
  };
}

/** What is missing is reckoned in the order of arrival: of two tills that used the same points the second is short. */
async function pointsUsed(
  tx: Connection,
  { forUpdate, list }: Pick<Database, "forUpdate" | "list">,
  place: Place,
  told: ToldOfClaims["pointsUses"],
  receivedMs: number,
): Promise<void> {
  if (told.length === 0) return;
  const thing = (use: Of<"points-use">) => `points ${use.customerId} ${use.account}`;
  const names = [...new Set(told.map(thing))].sort();
  await tx.insert(
    rows.claimThing,
    names.map((name) => ({ thing: name, fence: 0 })),
  );
  await tx.all(`SELECT thing FROM claim_thing WHERE thing IN ${list("names")} ORDER BY thing${forUpdate}`, {
    names: JSON.stringify(names),
  });
  for (const use of told) {
    const { customerId, account, saleId, points, atMs } = use;
    const uses = await tx.all<Use>(
      `SELECT store, till, sale_id AS "saleId", points AS amount, received_ms AS "receivedMs"
       FROM points_use WHERE customer_id = :customerId AND account = :account AND sale_id <> :saleId`,
      { customerId, account, saleId },
    );
    const missing = Math.min(points, Math.max(0, points - pointsLeft({ uses }, [], place, use)));
    await tx.insert(rows.pointsUse, [
      {
        ...{ customer_id: customerId, account, sale_id: saleId, ...place },
        ...{ points, missing, at_ms: atMs, received_ms: receivedMs },
      },
    ]);
  }
}
