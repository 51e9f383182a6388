/** What the book need not say any more. */

import { CLOCK, type Hold, type Row } from "./row.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** How far one sweep moves the book's clock: a lead whose clock is years ahead ends nothing. Sweeps come every hour. */
const STEP_MS = 2 * HOUR_MS;
/**
 * And how far back: what a lead with a clock that was ahead has added, the next with a right one takes away soon, so that
 * fresh holds don't look a week old. Not all at once: a clock that began at 1970 must not keep everything for decades.
 */
const BACK_MS = DAY_MS;
/** Nobody has run this program before: a clock that shows less is wrong. */
const MADE_MS = Date.UTC(2026, 0, 1);
/** For so long a hold stands although nothing is heard of its till: longer than any sale is open or suspended. */
export const HELD_MS = 7 * DAY_MS;
/** By then HQ has told every till that a coupon was used. */
const USED_MS = 400 * DAY_MS;
/** Balances of HQ have what was spent. */
const SPENT_MS = 14 * DAY_MS;
/** Nothing is so late on the way in a store. */
const ENDED_MS = 2 * DAY_MS;

/** The rows that are others after a sweep at `atMs`, undefined where they are gone. */
export function swept(rows: ReadonlyMap<string, Row>, atMs: number): readonly [string, Row | undefined][] {
  const clock = rows.get(CLOCK);
  const before = clock?.kind === "clock" ? clock.atMs : 0;
  // Steps of two hours would take sixteen years from 2010 to now.
  const isFirst = before < MADE_MS && (atMs >= MADE_MS || clock === undefined);
  const nowMs = isFirst ? atMs : Math.max(before - BACK_MS, Math.min(atMs, before + STEP_MS));
  const changes: [string, Row | undefined][] = [[CLOCK, { thing: CLOCK, kind: "clock", atMs: nowMs }]];
  for (const row of rows.values()) {
    const left = isFirst ? asOf(row, nowMs) : leftOf(row, nowMs);
    if (left !== row) changes.push([row.thing, left]);
  }
  return changes;
}

/**
 * How old it is nobody knows who had no right clock: it begins now. What was spent is as old as HQ's balance that it was spent
 * of, and stays so: younger it would be taken off balances in which it is long since.
 */
function asOf(row: Row, nowMs: number): Row {
  const renewed = (hold: Hold): Hold => ({ ...hold, atMs: Math.max(hold.atMs, nowMs) });
  switch (row.kind) {
    case "clock":
      return row;
    case "ended":
      return { ...row, atMs: Math.max(row.atMs, nowMs) };
    case "held":
    case "used":
      return { ...row, hold: renewed(row.hold) };
    case "points":
      return { ...row, holds: row.holds.map(renewed) };
    default:
      return row satisfies never;
  }
}

function leftOf(row: Row, nowMs: number): Row | undefined {
  switch (row.kind) {
    case "clock":
      return row;
    case "ended":
      return row.atMs < nowMs - ENDED_MS ? undefined : row;
    case "held":
      return row.hold.atMs < nowMs - HELD_MS ? undefined : row;
    case "used":
      return row.hold.atMs < nowMs - USED_MS ? undefined : row;
    case "points": {
      const holds = row.holds.filter((hold) => hold.atMs >= nowMs - HELD_MS);
      const spent = row.spent.filter((one) => one.atMs >= nowMs - SPENT_MS);
      if (holds.length + spent.length === 0) return undefined;
      return holds.length + spent.length === row.holds.length + row.spent.length
        ? row
        : { ...row, holds, spent };
    }
    default:
      return row satisfies never;
  }
}
