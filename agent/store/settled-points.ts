/**
 * Since when HQ has a sale's points: what it reckons later has them, and what it had reckoned before has not. HQ's balances
 * say by HQ's clock when they were reckoned, so this does too, whatever this machine's clock shows.
 */

import type { statements } from "./journal-statements.ts";

export interface SettledPoints {
  /** HQ has all up to this row of the sales. @param hqMs how late it is there; an older hub does not say so */
  settle(row: number, hqMs: number | undefined): void;
  /** HQ has nothing after this row any more: its next balances have not either. */
  lost(row: number): void;
  /** That time of this machine's clock, or of HQ's where this one is ahead of it: a clock that is years ahead makes nothing old. */
  before(beforeMs: number): number;
  /** Forgets those that HQ has had since before then, by this machine's clock. */
  prune(beforeMs: number): void;
}

/** Hubs side by side, and two words on their way, differ by less. */
const CLOCK_TOLERANCE_MS = 300_000;
/** How far HQ's clock was ahead of this one at its last word. */
const AHEAD = "hq_ahead_ms";

/** Parts of larger transactions. @param now milliseconds since 1970, as everything here */
export function settledPoints(sql: ReturnType<typeof statements>, now: () => number): SettledPoints {
  let aheadMs = Number(sql.setting.get(AHEAD) ?? 0);
  let newestMs = Number(sql.newestLedger.get() ?? 0);

  const before = (beforeMs: number) => beforeMs + Math.min(0, aheadMs);

  return {
    settle(row, hqMs) {
      const atMs = hqMs ?? now();
      // Whichever clock was ahead then is right again: for all that time these would count on top of HQ's balances.
      if (newestMs - atMs > CLOCK_TOLERANCE_MS) {
        sql.settledBefore.run({ nowMs: atMs });
        newestMs = atMs;
      }
      sql.settleLedger.run(atMs, row);
      newestMs = Math.max(newestMs, atMs);
      if (Math.abs(atMs - now() - aheadMs) <= CLOCK_TOLERANCE_MS) return;
      aheadMs = atMs - now();
      sql.set.run(AHEAD, `${aheadMs}`);
    },
    lost: (row) => void sql.unsettleLedger.run(row),
    before,
    prune: (beforeMs) => void sql.pruneLedger.run(before(beforeMs)),
  };
}
