/**
 * Too many ways of choosing among promotions that can't all play: everybody plays at first, which is worth at least as
 * much as any way. Where two of them really took what only one may have, it is tried without the one and without the
 * others, the most promising first, until what is left can't be worth more than what is found.
 */

import type { Run } from "../world/run.ts";
import type { Rival } from "./index.ts";
import type { Scarce } from "./selections.ts";
import type { Milli } from "./shape.ts";
import { type Solution, solve } from "./solve.ts";
import { isBetter } from "./ties.ts";

export interface Chosen {
  readonly best: Solution;
  /** No way of choosing is worth more. */
  readonly bound: Milli;
  readonly steps: number;
}

interface Node {
  /** By index of the rival. */
  readonly out: ReadonlySet<number>;
  readonly kept: ReadonlySet<number>;
  readonly solution: Solution;
  readonly bound: Milli;
}

/** `looks`: ways tried at most. */
export function chooseAmong(
  run: Run,
  rivals: readonly Rival[],
  scarce: readonly Scarce[],
  looks: number,
): Chosen {
  const nobody: ReadonlySet<number> = new Set();
  let steps = 0;
  let tried = 0;
  const look = (out: ReadonlySet<number>): Solution => {
    const solution = solve(
      run,
      rivals.filter((_, index) => !out.has(index)),
      looks,
    );
    steps += solution.steps;
    tried++;
    return solution;
  };
  const root = look(nobody);
  let best = look(leftOut(rivals, scarce, root));
  /** The most that is left where a way was not solved to the end. */
  let bound: Milli = best.worth;
  let isFirst = true;
  const open: Node[] = [{ out: nobody, kept: nobody, solution: root, bound: root.bound }];
  while (open.length > 0) {
    open.sort((a, b) => b.bound - a.bound);
    if (open[0]!.bound < best.worth) break;
    const { out, kept, solution, bound: hope } = open[0]!;
    const clash = scarce.find(
      ({ members, places }) => playing(solution, rivals, members, out).length > places,
    );
    if (clash === undefined) {
      open.shift();
      bound = Math.max(bound, hope);
      if (!solution.isFirst) isFirst = false;
      const players = amongPlayers(solution, rivals, scarce);
      if (isBetter(run.sheet, players, best)) best = players;
      continue;
    }
    if (tried >= looks) break;
    open.shift();
    for (const node of branches(solution, rivals, scarce, clash, out, kept)) {
      const found = look(node.out);
      open.push({ ...node, solution: found, bound: Math.min(hope, found.bound) });
    }
  }
  for (const { bound: hope } of open) {
    bound = Math.max(bound, hope);
    if (hope >= best.worth) isFirst = false;
  }
  return { best: { ...best, isFirst }, bound: Math.max(bound, best.worth), steps };
}

/** Of what one of two may have each has it in turn; among more it is tried with and without the one that took most. */
function branches(
  solution: Solution,
  rivals: readonly Rival[],
  scarce: readonly Scarce[],
  clash: Scarce,
  out: ReadonlySet<number>,
  kept: ReadonlySet<number>,
): Pick<Node, "out" | "kept">[] {
  const left = clash.members.filter((one) => !out.has(one));
  if (clash.places === 1 && left.length === 2) return left.map((one) => keeping(one, scarce, out, kept));
  const rival = costliest(solution, rivals, playing(solution, rivals, clash.members, out), kept);
  return [keeping(rival, scarce, out, kept), { out: new Set(out).add(rival), kept }];
}

/** With this one; without those that find no place beside it. */
function keeping(
  rival: number,
  scarce: readonly Scarce[],
  out: ReadonlySet<number>,
  kept: ReadonlySet<number>,
): Pick<Node, "out" | "kept"> {
  const staying = new Set(kept).add(rival);
  const without = new Set(out);
  for (const { members, places } of scarce) {
    if (!members.includes(rival) || members.filter((one) => staying.has(one)).length < places) continue;
    for (const one of members) if (!staying.has(one)) without.add(one);
  }
  return { out: without, kept: staying };
}

/** Those of `members` that gave something. */
function playing(
  { applied }: Solution,
  rivals: readonly Rival[],
  members: readonly number[],
  out: ReadonlySet<number>,
): number[] {
  return members.filter((one) => !out.has(one) && applied.has(rivals[one]!.entry));
}

/** What a promotion is worth in a solution. */
function partOf({ claims }: Solution, { entry, worth }: Rival): Milli {
  let sum = worth;
  for (const claim of claims) if (claim.entry === entry) sum += claim.take.amountCents * 1000;
  return sum;
}

function costliest(
  solution: Solution,
  rivals: readonly Rival[],
  members: readonly number[],
  kept: ReadonlySet<number>,
): number {
  const undecided = members.filter((one) => !kept.has(one));
  const parts = new Map(undecided.map((one) => [one, partOf(solution, rivals[one]!)]));
  return undecided.reduce((a, b) => (parts.get(b)! > parts.get(a)! ? b : a));
}

/** Whoever does not fit beside those that gave more in the solution. */
function leftOut(rivals: readonly Rival[], scarce: readonly Scarce[], solution: Solution): Set<number> {
  const contested = [...new Set(scarce.flatMap(({ members }) => members))].sort((a, b) => a - b);
  const parts = new Map(
    contested.map((one) => [
      one,
      solution.applied.has(rivals[one]!.entry) ? partOf(solution, rivals[one]!) : 0,
    ]),
  );
  contested.sort((a, b) => parts.get(b)! - parts.get(a)! || a - b);
  const taken = scarce.map(() => 0);
  const out = new Set<number>();
  for (const one of contested) {
    const mine = scarce.flatMap(({ members }, at) => (members.includes(one) ? [at] : []));
    if (mine.some((at) => taken[at]! >= scarce[at]!.places)) out.add(one);
    else for (const at of mine) taken[at]!++;
  }
  return out;
}

/** Without those that gave nothing and might still take a coupon or a tag away. */
function amongPlayers(solution: Solution, rivals: readonly Rival[], scarce: readonly Scarce[]): Solution {
  const contested = new Set(scarce.flatMap(({ members }) => members).map((index) => rivals[index]!));
  const players = solution.rivals.filter(
    (rival) => !contested.has(rival) || solution.applied.has(rival.entry),
  );
  return { ...solution, rivals: players };
}
