/**
 * Wrong codes from one address: ten in ten minutes, then it waits. A code has 95 bits and can't be guessed at any rate;
 * this keeps who tries away from the database and out of the log. Each hub counts for itself.
 */

export interface Attempts {
  /** 0: it may try. */
  waitMs(address: string, nowMs: number): number;
  failed(address: string, nowMs: number): void;
}

const ATTEMPTS_MAX = 10;
const SPAN_MS = 600_000;
const ADDRESSES_MAX = 10_000;

export function limitAttempts(): Attempts {
  const spans = new Map<string, { readonly untilMs: number; failed: number }>();
  const spanOf = (address: string, nowMs: number) => {
    const span = spans.get(address);
    return span !== undefined && span.untilMs > nowMs ? span : undefined;
  };
  return {
    waitMs(address, nowMs) {
      const span = spanOf(address, nowMs);
      return span !== undefined && span.failed >= ATTEMPTS_MAX ? span.untilMs - nowMs : 0;
    },
    failed(address, nowMs) {
      const span = spanOf(address, nowMs) ?? { untilMs: nowMs + SPAN_MS, failed: 0 };
      span.failed += 1;
      // The one that began first goes first.
      spans.set(address, span);
      const [oldest] = spans.keys();
      if (spans.size > ADDRESSES_MAX && oldest !== undefined) spans.delete(oldest);
    },
  };
}
