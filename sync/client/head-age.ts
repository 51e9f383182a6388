/**
 * How old HQ's newest head is by the clock that nobody sets, also over restarts of the agent: what has passed since it was
 * first seen stands in the journal, in steps of ten minutes, beside the head's number. A length of time, never a time of
 * day: a clock that was a year ahead leaves nothing there. What passes while the agent is off is not counted.
 */

import type { FloorName, VersionFloor } from "../protocol.ts";
import type { Head } from "../release/metadata.ts";

export interface HeadAge {
  /** Signed by these keys, and not older than the newest so far: from now on it grows old. */
  noticed(keys: string, head: Head): Promise<void>;
  /** Milliseconds since it was first seen; undefined of any but the newest. */
  of(head: Head): number | undefined;
}

const STEP_MS = 600_000;
/** One number says head and age: so many steps there are, thirty-nine years. */
const STEPS = 2 ** 21;
/** A thief's numbers are higher; HQ's own heads don't come to as many. */
const VERSION_MAX = 2 ** 31;

export function createHeadAge(floor: VersionFloor, steadyMs: () => number): HeadAge {
  let first:
    | { readonly keys: string; readonly head: Head; readonly fromMs: number; kept: number }
    | undefined;

  return {
    async noticed(keys, head) {
      if (first?.keys === keys && first.head.version > head.version) return;
      const name: FloorName = `age/${keys}`;
      if (first?.keys !== keys || !isSame(first.head, head)) {
        const kept = stepsOf(head, await floor.highest(name));
        first = { keys, head, fromMs: steadyMs() - kept * STEP_MS, kept };
      }
      const steps = Math.min(STEPS - 1, Math.floor((steadyMs() - first.fromMs) / STEP_MS));
      if (steps <= first.kept || head.version > VERSION_MAX) return;
      await floor.raise(name, head.version * STEPS + steps);
      first.kept = steps;
    },
    of: (head) => (first !== undefined && isSame(first.head, head) ? steadyMs() - first.fromMs : undefined),
  };
}

/** 0 where another head's age was kept. */
function stepsOf(head: Head, kept: number): number {
  return Math.floor(kept / STEPS) === head.version ? kept % STEPS : 0;
}

function isSame(one: Head, other: Head): boolean {
  return one.version === other.version && one.signedAt === other.signedAt;
}
