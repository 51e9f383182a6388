/** Patience for machines that are busy with other tests: imported, it raises the time-outs of a test file. */

import { vi } from "vitest";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Tries again until it holds, at most for 20 s. */
export function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { timeout: 20_000, interval: 50 });
}
