/** Patience for machines that are busy with other tests. */

import { vi } from "vitest";

/** Tries again until it holds, at most for 20 s. */
export function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { timeout: 20_000, interval: 50 });
}
