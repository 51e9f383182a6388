/**
 * How far this till's clock is from HQ's. What HQ signs tells only of a clock that is behind; the answer to this till's
 * report says HQ's own time, and so tells of both. Nothing is decided by it: it is an alarm.
 */

import { CLOCK_TOLERANCE_MS } from "../till-report.ts";

export type ClockEvent =
  /** This machine's clock is more than five minutes behind what HQ signed, or behind HQ's own. */
  | { readonly kind: "clock-behind"; readonly behindMs: number }
  /** It is more than five minutes ahead of HQ's. */
  | { readonly kind: "clock-ahead"; readonly aheadMs: number };

export interface ClockWatch {
  /** HQ signed something then: it can't be earlier. Milliseconds since 1970, as in all that follows. */
  signed(atMs: number): void;
  /** HQ has just said that it is so late there. */
  said(hqMs: number): void;
  /** Positive: this clock is ahead of HQ's. Null: HQ has not said what time it is. */
  offMs(): number | null;
}

/** @param onEvent once, until the clock is right again or wrong the other way */
export function watchClock(nowMs: () => number, onEvent: (event: ClockEvent) => void): ClockWatch {
  let bySigned = 0;
  let bySaid: number | null = null;
  let told: ClockEvent["kind"] | undefined;

  return {
    signed(atMs) {
      bySigned = Math.min(0, nowMs() - atMs);
      tell();
    },
    said(hqMs) {
      bySaid = nowMs() - hqMs;
      tell();
    },
    offMs,
  };

  function offMs(): number | null {
    return isOff(bySigned) ? Math.min(bySigned, bySaid ?? 0) : bySaid;
  }

  function tell(): void {
    const off = offMs() ?? 0;
    const kind = !isOff(off) ? undefined : off > 0 ? "clock-ahead" : "clock-behind";
    if (kind !== told && kind !== undefined)
      onEvent(kind === "clock-ahead" ? { kind, aheadMs: off } : { kind, behindMs: -off });
    told = kind;
  }
}

function isOff(ms: number): boolean {
  return Math.abs(ms) > CLOCK_TOLERANCE_MS;
}
