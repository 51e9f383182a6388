/**
 * What a choice may cost. Work is counted in small units, some nanoseconds each, and never timed, so that every till
 * finds the same answer; the till waits for it and its line has a deadline.
 */

import type { Part } from "./search.ts";

/** For one evaluation, all its layers together. */
export const WORK_MAX = 6_000_000;

/** One cell of a table of bounds. */
export const CELL_WORK = 6;

/** One partial solution asked about one activity: its state is copied and compared as a whole. */
export function stepWork({ activities, meters }: Part): number {
  return 30 + activities.length + meters.length;
}
