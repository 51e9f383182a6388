/** How many points of an account are left for a sale, from what its till knows and what the book knows besides. */

import type { Wanted } from "../claims/claims.ts";
import type { Row } from "./row.ts";

type WantedPoints = Extract<Wanted, { kind: "points" }>;
type PointsRow = Extract<Row, { kind: "points" }>;

/** HQ reckons balances from what has reached it: what was spent so shortly before may be missing there. */
const UNDERWAY_MS = 60 * 60_000;

/**
 * The till's balance has its own movements in it. What other tills spent is in it if HQ reckoned it long enough after;
 * what other sales hold is not, wherever they are. Never below 0.
 */
export function pointsLeft(
  row: PointsRow | undefined,
  what: WantedPoints,
  { till, reservation }: { readonly till: string; readonly reservation: string },
): number {
  let left = what.balance;
  for (const hold of row?.holds ?? []) if (hold.reservation !== reservation) left -= hold.points;
  for (const spent of row?.spent ?? [])
    if (spent.till !== till && spent.atMs > what.balanceAtMs - UNDERWAY_MS) left -= spent.points;
  return Math.max(0, left);
}
