/** What tills' journals say of things that a home must hear of: used, given up, good again. */

import type { Connection } from "./database/database.ts";
import type { Place } from "./holdings.ts";

export interface ToldOfHomes {
  readonly used: readonly {
    readonly reservation: string | null;
    readonly saleId: string;
    readonly points?: number;
  }[];
  readonly released: readonly { readonly reservation: string }[];
  readonly restored: readonly { readonly couponId: string; readonly saleId: string }[];
}

export async function homesTold(
  tx: Connection,
  { store }: Place,
  { used, released, restored }: ToldOfHomes,
  nowMs: number,
): Promise<void> {
  for (const { reservation, saleId, points } of used)
    if (reservation !== null)
      await tx.run(
        `UPDATE home_claim SET state = 'used', sale_id = :saleId, amount = coalesce(CAST(:points AS bigint), amount), changed_ms = :nowMs
         WHERE reservation = :reservation AND store = :store AND state IN ('asked', 'granted')`,
        { reservation, saleId, points: points ?? null, store, nowMs },
      );
  for (const { reservation } of released)
    await tx.run(
      `UPDATE home_claim SET ended_ms = :nowMs
       WHERE reservation = :reservation AND store = :store AND state IN ('asked', 'granted') AND ended_ms IS NULL`,
      { reservation, store, nowMs },
    );
  for (const { couponId, saleId } of restored)
    await tx.run(
      `UPDATE home_claim SET state = 'restored', changed_ms = :nowMs
       WHERE thing = :thing AND sale_id = :saleId AND state IN ('used', 'over')`,
      { thing: `coupon ${couponId}`, saleId, nowMs },
    );
}
