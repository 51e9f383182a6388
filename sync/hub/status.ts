/** What HQ's people look at: how much came, what was set aside, and how far each till's journal is here. */

import type { Database } from "./database/database.ts";
import type { HubStatus, LaneStatus } from "./store.ts";

export async function statusOf(database: Database, nowMs: number): Promise<HubStatus> {
  const counts = await database.one<Omit<HubStatus, "lanes" | "leases">>(
    `SELECT (SELECT count(*) FROM sale) AS sales,
       (SELECT CAST(coalesce(sum(events), 0) AS bigint) FROM lane) AS events,
       (SELECT count(*) FROM quarantine) AS quarantined, (SELECT count(*) FROM fork) AS forked,
       (SELECT count(*) FROM (SELECT coupon_id FROM coupon_use
         WHERE (coupon_id, sale_id) NOT IN (SELECT coupon_id, sale_id FROM coupon_restored)
         GROUP BY coupon_id HAVING count(DISTINCT sale_id) > 1) AS twice) AS "couponsUsedTwice",
       (SELECT CAST(coalesce(sum(missing), 0) AS bigint) FROM points_use) AS "pointsMissing",
       (SELECT count(*) FROM claim WHERE state = 'held' AND until_ms > :nowMs) AS "claimsHeld",
       (SELECT count(*) FROM suspended WHERE state = 'open' AND until_ms > :nowMs) AS suspended,
       (SELECT count(*) FROM (SELECT 1 AS one FROM suspended_sale GROUP BY store, key HAVING count(*) > 1) AS forks)
         AS "salesForked"`,
    { nowMs },
  );
  const lanes = await database.all<LaneStatus>(
    `SELECT store, till, epoch, lane, cursor, heard_ms AS "heardMs" FROM lane
     ORDER BY store, till, heard_ms DESC, lane`,
  );
  const leases = await database.all<HubStatus["leases"][number]>(
    `SELECT store, number, until_ms AS "untilMs", homed,
       (SELECT count(*) FROM home_claim WHERE home = lease.store AND state IN ('asked', 'used', 'restored')) AS unheard
     FROM lease WHERE number > 0 ORDER BY store`,
  );
  return { ...counts!, lanes, leases };
}
