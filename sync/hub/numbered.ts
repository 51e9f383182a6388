/** Rows that are listed in order of arrival get their positions. */

import type { Connection, Database } from "./database/database.ts";

/** So many at once; the rest when somebody asks again. */
const ROWS_MAX = 10_000;

interface Numbered {
  readonly table: "sale" | "coupon_restored";
  readonly key: string;
  /** Those that have none yet and may have one, in their order. */
  readonly waiting: string;
}

export const sales: Numbered = {
  table: "sale",
  key: "sale_id",
  waiting: `SELECT sale_id, row_number() OVER (ORDER BY received_ms, store, till, lane_id, sequence) AS n FROM sale
    WHERE position IS NULL`,
};

/** Which till had sold with it is known when its sale has come. */
export const restoredCoupons: Numbered = {
  table: "coupon_restored",
  key: "coupon_id, sale_id",
  waiting: `SELECT coupon_id, sale_id, row_number() OVER (ORDER BY at_ms, coupon_id, sale_id) AS n FROM coupon_restored
    WHERE position IS NULL AND sale_id IN (SELECT sale_id FROM sale)`,
};

/** Gives all that wait their positions. Answers the highest there is. */
export async function number(database: Database, what: Numbered): Promise<number> {
  const { table, waiting } = what;
  const some = await database.one(`${waiting} LIMIT 1`);
  if (some !== undefined) await database.transaction((tx) => give(tx, database.forUpdate, what));
  const row = await database.one<{ value: number }>("SELECT value FROM counter WHERE name = :table", {
    table,
  });
  return row!.value;
}

async function give(tx: Connection, forUpdate: string, { table, key, waiting }: Numbered): Promise<void> {
  const counter = await tx.one<{ value: number }>(
    `SELECT value FROM counter WHERE name = :table${forUpdate}`,
    { table },
  );
  const { value } = counter!;
  const given = await tx.run(
    `UPDATE ${table} SET position = CAST(:value AS bigint) + waiting.n
     FROM (SELECT * FROM (${waiting}) AS every WHERE n <= ${ROWS_MAX}) AS waiting
     WHERE ${key
       .split(", ")
       .map((column) => `${table}.${column} = waiting.${column}`)
       .join(" AND ")} AND position IS NULL`,
    { value },
  );
  await tx.run("UPDATE counter SET value = value + :given WHERE name = :table", { table, given });
}
