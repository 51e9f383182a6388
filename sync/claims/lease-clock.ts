/** How long a lease holds at home, by the clocks of the till that asked for it. */

/** The home lets go so much earlier, of a hundred: its clock may be slow. */
const MARGIN_PERCENT = 1;
const MARGIN_LEAST_MS = 5_000;

/** A moment by the clocks of one machine, milliseconds. */
export interface Moment {
  /** Since the machine began, time in which it slept included; no hand sets it. */
  readonly uptimeMs: number;
  /** Since 1970, as it believes. */
  readonly wallMs: number;
  /** Another after each start of the machine. */
  readonly boot: string;
}

/** As a till keeps it. */
export interface Lease {
  readonly number: number;
  readonly forMs: number;
  /** Before it was asked for: HQ counts from later. */
  readonly asked: Moment;
}

/**
 * How long it still holds here; 0: no more. Of both clocks the one counts that says more time has gone by, so that one
 * which is set back, or stood still while the machine slept, makes no lease longer. After the machine's start: 0.
 */
export function leaseLeftMs(lease: Lease | undefined, now: Moment): number {
  if (lease === undefined || lease.asked.boot !== now.boot) return 0;
  const { asked, forMs } = lease;
  const goneMs = Math.max(now.uptimeMs - asked.uptimeMs, now.wallMs - asked.wallMs);
  if (now.uptimeMs < asked.uptimeMs) return 0;
  const margin = Math.max(MARGIN_LEAST_MS, (forMs * MARGIN_PERCENT) / 100);
  return Math.max(0, forMs - margin - goneMs);
}
