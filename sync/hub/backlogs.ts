/**
 * Tills that come back after a long while send large batches: these wait for one another, what was just sold passes them
 * by, and who would wait longer than a till does is told when to come again.
 */

import { SyncError } from "../protocol.ts";

/** Packed: a hundred receipts or so. */
export const LARGE_BYTES = 16 * 1024;
/** Enough that they go to the disk together. */
const AT_ONCE = 4;
/** A till gives an answer 18 seconds (`sync/client/http.ts`); what it waits for in vain HQ has done in vain. */
const WAIT_MS = 5_000;
/** No till waits longer by itself either. */
const LATER_MS_MAX = 300_000;
/** What a large batch takes until there is something to measure. */
const FIRST_GUESS_MS = 25;
/** How much the newest one counts in what a batch takes. */
const NEWEST = 1 / 8;

/** Who may begin, who waits, and who is to come again when. Pure: it is told the time. */
export class Turns {
  #working = 0;
  #waiting = 0;
  #lastEndMs = 0;
  /** From one end to the next while others wait. */
  #eachMs = FIRST_GUESS_MS;
  /** Until then every turn is promised to somebody who was sent away. */
  #promisedMs = 0;

  /** Undefined: there is room. Else in how many milliseconds there may be, each time for somebody else. */
  refusal(nowMs: number): number | undefined {
    if (this.#waiting * this.#eachMs <= WAIT_MS) return undefined;
    // Every other turn: whoever goes on with a backlog of many batches takes the ones between.
    const promisedMs = Math.max(this.#promisedMs, nowMs + WAIT_MS) + 2 * this.#eachMs;
    if (promisedMs - nowMs > LATER_MS_MAX) return LATER_MS_MAX;
    this.#promisedMs = promisedMs;
    return promisedMs - nowMs;
  }

  /** Whether it begins at once; else it waits for an `ended` that says so. */
  enter(nowMs: number): boolean {
    if (this.#working === AT_ONCE) {
      if (this.#waiting === 0) this.#lastEndMs = nowMs;
      this.#waiting += 1;
      return false;
    }
    this.#working += 1;
    return true;
  }

  /** Whether the one that waited longest begins in its stead. */
  ended(nowMs: number): boolean {
    if (this.#waiting === 0) {
      this.#working -= 1;
      return false;
    }
    this.#eachMs += (nowMs - this.#lastEndMs - this.#eachMs) * NEWEST;
    this.#lastEndMs = nowMs;
    this.#waiting -= 1;
    return true;
  }
}

export interface Backlogs {
  /** Before a batch of so many bytes is read: undefined, or in how many milliseconds its till is to come again. */
  refusal(bytes: number): number | undefined;
  /** Runs the work on a batch of so many bytes, a large one when its turn comes, and not at all if nobody waits for it any more. */
  inTurn<Result>(bytes: number, gone: AbortSignal, work: () => Promise<Result>): Promise<Result>;
}

export function backlogs(steadyMs = () => performance.now()): Backlogs {
  const turns = new Turns();
  const waiting: (() => void)[] = [];
  return {
    refusal: (bytes) => (bytes <= LARGE_BYTES ? undefined : turns.refusal(steadyMs())),

    async inTurn(bytes, gone, work) {
      if (bytes <= LARGE_BYTES) return work();
      if (!turns.enter(steadyMs())) await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        if (gone.aborted) throw new SyncError("unreachable", "the till waits for its answer no more");
        return await work();
      } finally {
        if (turns.ended(steadyMs())) waiting.shift()?.();
      }
    },
  };
}
