/** What customers have used up of their limits, at whichever tills: each sale's part and each return's, once. */

import { PERIODS_MAX, type UseAt, type UsesQuestion } from "../customer-uses.ts";
import type { Connection, Database } from "./database/database.ts";
import type { Meaning } from "./interpret.ts";
import { rows } from "./schema.ts";
import type { Place } from "./store.ts";

export async function usesTold(
  tx: Connection,
  { store, till }: Place,
  told: readonly Extract<Meaning, { kind: "customer-uses" }>[],
): Promise<void> {
  await tx.insert(
    rows.customerUse,
    told.flatMap(({ name, saleId, customerId, uses }) =>
      uses.map(({ promotionId, period, applications, amountCents }) => ({
        ...{ name, sale_id: saleId, customer_id: customerId, store, till },
        ...{ promotion_id: promotionId, period, applications, amount_cents: amountCents },
      })),
    ),
  );
}

/** What all tills told but the one that asks, whose journal has its own. */
export async function usesOf(
  database: Database,
  { store, till }: Place,
  { customerId, periods }: UsesQuestion,
): Promise<readonly UseAt[]> {
  const found = await database.all<Omit<UseAt, "own"> & { readonly own: number }>(
    `SELECT store, till, own, promotion_id AS "promotionId", period,
       CAST(sum(applications) AS BIGINT) AS applications, CAST(sum(amount_cents) AS BIGINT) AS "amountCents"
     FROM (
       SELECT u.store, u.till, u.promotion_id, u.period, u.applications, u.amount_cents,
         CASE WHEN coalesce(sold.store, u.store) = u.store AND coalesce(sold.till, u.till) = u.till THEN 1 ELSE 0 END AS own
       FROM customer_use u LEFT JOIN customer_use sold
         ON sold.name = u.sale_id AND sold.promotion_id = u.promotion_id AND sold.period = u.period
       WHERE u.customer_id = :customerId AND u.period IN ${database.list("periods")}) AS each_use
     WHERE NOT (own = 1 AND store = :store AND till = :till)
     GROUP BY store, till, own, promotion_id, period
     ORDER BY store, till, own, promotion_id, period`,
    { customerId, periods: JSON.stringify(periods.slice(0, PERIODS_MAX)), store, till },
  );
  return found.map((use) => ({ ...use, own: use.own === 1 }));
}
