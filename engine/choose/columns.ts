/** What a row of the search has room for, and where in it limits for each line are kept. */

import type { Part } from "./part.ts";

/** States that a row of the search keeps. */
export function statesOf(part: Part): number {
  const { activities, meters, tallies, heaps } = part;
  const counted = tallies.filter((tally, a) => tally !== undefined || heaps[a] !== undefined).length;
  return activities.length + meters.length + counted + countOf(columnsOf(part));
}

/** By room a place in the row, counted from the first activity's; rooms of which one ends before the other begins share theirs. */
export function columnsOf({ activities, tallies, rooms }: Part): number[] {
  const first = activities.length + tallies.filter((tally) => tally !== undefined).length;
  const ends: number[] = [];
  const columns: number[] = [];
  for (const { room, index } of rooms
    .map((room, index) => ({ room, index }))
    .sort((a, b) => a.room.classes[0]! - b.room.classes[0]!)) {
    let column = ends.findIndex((end) => end < room.classes[0]!);
    if (column === -1) column = ends.length;
    ends[column] = room.classes.at(-1)!;
    columns[index] = first + column;
  }
  return columns;
}

export function countOf(columns: readonly number[]): number {
  return new Set(columns).size;
}
