import { HubBusy } from "./http.ts";

/** Never sooner, so that even an unlucky draw doesn't hammer HQ. */
const SHORTEST_MS = 100;
const LONGEST_MS = 300_000;

/** When all is well: between half of the interval and the whole, so that tills don't march in step. */
export function pollDelayMs(pollMs: number, random: number): number {
  return pollMs * (0.5 + random / 2);
}

/**
 * After the nth failure in a row: full jitter up to pollMs × 2ⁿ⁻¹, at most five minutes. What HQ asked for
 * (Retry-After) is kept, and spread by a quarter.
 */
export function retryDelayMs(pollMs: number, failures: number, error: unknown, random: number): number {
  const reach = Math.min(LONGEST_MS, pollMs * 2 ** Math.min(failures - 1, 30));
  const asked = error instanceof HubBusy ? error.retryAfterMs * (1 + random / 4) : 0;
  return Math.max(SHORTEST_MS, asked, reach * random);
}
