/**
 * What a choice may cost. Work is counted in small units, some nanoseconds each, and never timed, so that every till
 * finds the same answer; the till waits for it and its line has a deadline. A part's work follows its own size alone:
 * what happens elsewhere in the basket never changes what it gets.
 */

/** For a part. Small ones need a hundredth of it, and hardly ever a tenth. */
export const WORK_MAX = 14_000_000;
/** Beyond so many units nothing is proven anyway: then less, as preparing such a part takes time as well. */
const LARGE_UNITS = 300;

/** `ways`: how many ways of choosing promotions are solved one after the other: all together get twice as much. */
export function workFor(units: number, ways: number): number {
  const share = Math.min(1, (LARGE_UNITS / units) ** 2);
  return Math.floor((WORK_MAX * share) / Math.max(1, ways / 2));
}

/** States of all activities of a part over the units they are offered: beyond, some of what they remember is forgotten. */
const GRAPHS_NODES_MAX = 60_000;
const GRAPH_NODES_MAX = 10_000;
/** Units offered to an activity that could remember more or less: beyond, less is tried at once. */
export const EXACT_UNITS_MAX = 80;
/** Of one activity that remembers sums: beyond, a heap or a tally is kept beside a graph that remembers less. */
export const QUICK_NODES_MAX = 500;
/** Of one activity that remembers what it has used of a limit on value. */
export const METERED_NODES_MAX = 2_500;
/** Of one activity, when it remembers as little as it can. */
export const RELAXED_NODES_MAX = 30_000;

/** Of a part's work: what its graphs may take; and what a node of theirs costs, about. */
export const PREPARING_SHARE = 0.5;
const WORK_A_NODE = 250;

/** The same where even less can be remembered. `work`: what there is for it. */
export function relaxedNodesFor(work: number): number {
  return Math.max(1_000, Math.min(RELAXED_NODES_MAX, Math.floor(work / WORK_A_NODE)));
}

export function nodesFor(activities: number): number {
  return Math.min(GRAPH_NODES_MAX, Math.floor(GRAPHS_NODES_MAX / activities));
}
