/** Which of a till's marks are held here, whatever epoch they are of: see `../held.ts`. That one is not HQ's people are to know. */

import type { Mark } from "../protocol.ts";
import type { Database, Params } from "./database/database.ts";
import type { Place } from "./suspended.ts";

/** One statement, and so one moment of the database; each part of it is a look at two keys. */
export async function holds(
  database: Database,
  { store, till }: Place,
  marks: readonly Mark[],
  nowMs: number,
): Promise<readonly boolean[]> {
  if (marks.length === 0) return [];
  const params: Record<string, Params[string]> = { store, till };
  const parts = marks.map(({ lane, sequence, hash }, at) => {
    Object.assign(params, { [`lane${at}`]: lane, [`sequence${at}`]: sequence, [`hash${at}`]: hash });
    return `SELECT ${at} AS mark FROM lane JOIN event ON event.lane_id = lane.id AND event.sequence = :sequence${at}
      WHERE store = :store AND till = :till AND lane.lane = :lane${at} AND cursor >= :sequence${at} AND hash = :hash${at}`;
  });
  const found = await database.all<{ mark: number }>(parts.join(" UNION ALL "), params);
  const held = new Set(found.map(({ mark }) => Number(mark)));
  if (held.size < marks.length)
    await database.run(
      `INSERT INTO till_lost (store, till, at_ms) VALUES (:store, :till, :nowMs)
       ON CONFLICT (store, till) DO UPDATE SET at_ms = excluded.at_ms`,
      { store, till, nowMs },
    );
  return marks.map((_, at) => held.has(at));
}
