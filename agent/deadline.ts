/** How long a call may still take. Counted from the moment its turn came. */
export interface Deadline {
  /** Milliseconds left, at least 1: a look-up that is asked at the last moment is late, not forbidden. */
  leftMs(): number;
}

export function deadlineIn(ms: number): Deadline {
  const until = performance.now() + ms;
  return { leftMs: () => Math.max(1, until - performance.now()) };
}
