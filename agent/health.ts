/** How it goes with the release in use, for HQ: how long evaluations take, and whether threads keep dying. */

import type { TillReport } from "../sync/till-report.ts";

export interface Health {
  /** An evaluation was answered after so long, or given up. Of another release than before: counting begins anew. */
  took(release: number, ms: number): void;
  /** A thread died and is started again. */
  restarted(): void;
  told(): NonNullable<TillReport["health"]>;
}

/** Each step is a tenth longer than the one before; from 0.01 ms to beyond every deadline. */
const STEP = Math.log(1.1);
const LEAST_MS = 0.01;
const STEPS = 170;

/** @param startedMs when this life of the agent began */
export function createHealth(startedMs: number): Health {
  let release = 0;
  let evaluations = 0;
  let restarts = 0;
  let counts = new Uint32Array(STEPS);
  return {
    took(of, ms) {
      // Sales that go on with an older release say nothing of the new one.
      if (of < release) return;
      if (of > release) {
        [release, evaluations, counts] = [of, 0, new Uint32Array(STEPS)];
      }
      evaluations += 1;
      const step = Math.ceil(Math.log(Math.max(ms, LEAST_MS) / LEAST_MS) / STEP);
      counts[Math.min(step, STEPS - 1)]! += 1;
    },
    restarted() {
      restarts += 1;
    },
    told: () => ({ startedMs, restarts, evaluations, p99Ms: p99Of(counts, evaluations) }),
  };
}

/** The upper end of the step in which it lies, in microseconds' precision. */
function p99Of(counts: Uint32Array, all: number): number {
  let above = all - Math.ceil(all * 0.99);
  for (let step = STEPS - 1; step >= 0; step -= 1) {
    above -= counts[step]!;
    if (above < 0) return Math.round(LEAST_MS * Math.exp(step * STEP) * 1000) / 1000;
  }
  return 0;
}
