/** Seed after seed; the first that goes wrong is named. */

import { type Faults, World } from "./world.ts";

export interface Days {
  readonly from: number;
  readonly count: number;
  readonly happenings: number;
  readonly faults?: Faults;
}

/** @returns grants that were heard over all days. Throws with the seed of the first day that went wrong. */
export function manyDays({ from, count, happenings, faults = {} }: Days): number {
  let grants = 0;
  for (let seed = from; seed < from + count; seed += 1)
    try {
      const day = new World({ seed, faults });
      day.run(happenings);
      day.settle();
      grants += day.shoppers.grants;
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  return grants;
}
