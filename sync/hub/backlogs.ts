/** Tills that come back after a long while send large batches: these wait for one another, and what was just sold passes them by. */

/** Packed: a hundred receipts or so. */
const LARGE_BYTES = 16 * 1024;
/** Enough that they go to the disk together. */
const AT_ONCE = 4;

/** Runs the work on a batch of so many bytes, a large one when its turn comes. */
export type InTurn = <Result>(bytes: number, work: () => Promise<Result>) => Promise<Result>;

export function backlogs(): InTurn {
  const waiting: (() => void)[] = [];
  let working = 0;
  return async (bytes, work) => {
    if (bytes <= LARGE_BYTES) return work();
    if (working === AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else working += 1;
    try {
      return await work();
    } finally {
      // The place is handed on, or free.
      const next = waiting.shift();
      if (next === undefined) working -= 1;
      else next();
    }
  };
}
