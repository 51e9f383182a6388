/**
 * Too many ways of choosing, most of which have nothing to do with one another: promotions that share no goods are only
 * bound by tags and coupons. What they save is then a sum over blocks, so each block is solved once for each choice
 * among its own, and what is left is to choose one of these for each block: sums, which cost next to nothing.
 */

import type { Entry, Run } from "../world/run.ts";
import type { Chosen } from "./exclusive.ts";
import type { Rival } from "./index.ts";
import type { Scarce } from "./selections.ts";
import type { Milli } from "./shape.ts";
import { type Solution, solve } from "./solve.ts";
import { isBetter } from "./ties.ts";
import { cutsReceipt } from "./worth.ts";

/** Sums that are kept side by side, and equals that are held against one another, at most. */
const SUMS_MAX = 4_000;
const EQUALS_MAX = 64;

/** One choice within a block. */
interface Choice {
  /** Of each scarce thing, how many of its places are taken. */
  readonly takes: readonly number[];
  readonly solution: Solution;
}

/** `looks`: choices that may be solved. Undefined where blocks are too large, or something rests on all of the receipt. */
export function chooseByBlocks(
  run: Run,
  rivals: readonly Rival[],
  scarce: readonly Scarce[],
  looks: number,
): Chosen | undefined {
  if (rivals.some(cutsReceipt)) return undefined;
  const blocks = blocksOf(rivals);
  if (blocks.length === 1) return undefined;
  const within = blocks.map((block) => choicesIn(block, scarce, looks));
  if (within.reduce((sum, choices) => sum + choices.length, 0) > looks) return undefined;
  let steps = 0;
  const table = within.map((choices, b) =>
    choices.map((out): Choice => {
      const playing = blocks[b]!.filter((one) => !out.has(one));
      const solution = solve(
        run,
        playing.map((one) => rivals[one]!),
        looks,
      );
      steps += solution.steps;
      return {
        takes: scarce.map(({ members }) => members.filter((m) => playing.includes(m)).length),
        solution,
      };
    }),
  );
  const found = bestSum(table, scarce, ({ worth, cost }) => [worth, -cost]);
  if (found === undefined) return undefined;
  const solutions = found.map((one) => together(one, rivals, steps));
  const isFirst = found.length < EQUALS_MAX && table.flat().every(({ solution }) => solution.isFirst);
  const best = solutions.reduce((a, b) => (isBetter(run.sheet, b, a) ? b : a));
  let bound = best.worth;
  if (table.some((choices) => choices.some(({ solution }) => solution.bound > solution.worth))) {
    const highest = bestSum(table, scarce, (solution) => [solution.bound, 0]);
    if (highest === undefined) return undefined;
    bound = highest[0]!.reduce((sum, { solution }) => sum + solution.bound, 0);
  }
  return { best: { ...best, isFirst }, bound: Math.max(bound, best.worth), steps };
}

/** Rivals, by index, that share lines or are ways of one promotion. */
function blocksOf(rivals: readonly Rival[]): number[][] {
  const blocks: { members: number[]; marks: Set<number | Entry> }[] = [];
  rivals.forEach(({ entry }, index) => {
    const mine = { members: [index], marks: new Set<number | Entry>([entry, ...entry.lines]) };
    for (let at = blocks.length - 1; at >= 0; at--) {
      const other = blocks[at]!;
      if ([...mine.marks].every((mark) => !other.marks.has(mark))) continue;
      mine.members.push(...other.members);
      for (const mark of other.marks) mine.marks.add(mark);
      blocks.splice(at, 1);
    }
    blocks.push(mine);
  });
  return blocks.map(({ members }) => members.sort((a, b) => a - b));
}

/** Those of a block that stay out, for every choice that its own members allow; more than `most` are not looked for. */
function choicesIn(block: readonly number[], scarce: readonly Scarce[], most: number): ReadonlySet<number>[] {
  const contested = block.filter((one) => scarce.some(({ members }) => members.includes(one)));
  const choices: ReadonlySet<number>[] = [];
  const extend = (at: number, out: ReadonlySet<number>) => {
    if (choices.length > most) return;
    if (at === contested.length) {
      choices.push(out);
      return;
    }
    const one = contested[at]!;
    const before = contested.slice(0, at).filter((other) => !out.has(other));
    const fits = scarce.every(
      ({ members, places }) =>
        !members.includes(one) || before.filter((other) => members.includes(other)).length < places,
    );
    if (fits) extend(at + 1, out);
    extend(at + 1, new Set(out).add(one));
  };
  extend(0, new Set());
  return choices;
}

/** A way through some of the blocks; of equals the lists of their choices. */
interface Sum {
  readonly taken: readonly number[];
  readonly score: readonly [Milli, number];
  readonly lists: (readonly Choice[])[];
}

/**
 * The choices, one a block, that fit beside one another and are worth most: all of them. Block by block; of sums that have
 * taken the same of what later blocks still want only the best lives. Undefined: too many sums.
 */
function bestSum(
  table: readonly (readonly Choice[])[],
  scarce: readonly Scarce[],
  scoreOf: (solution: Solution) => readonly [Milli, number],
): readonly (readonly Choice[])[] | undefined {
  let sums: Sum[] = [{ taken: scarce.map(() => 0), score: [0, 0], lists: [[]] }];
  const left = [...table];
  const isBegun = scarce.map(() => false);
  while (left.length > 0) {
    const choices = left.splice(nextOf(left, isBegun), 1)[0]!;
    isBegun.forEach((_, s) => {
      if (wants(choices, s)) isBegun[s] = true;
    });
    const isWanted = scarce.map((_, s) => left.some((block) => wants(block, s)));
    const byTaken = new Map<string, Sum>();
    for (const { taken, score, lists } of sums) {
      for (const choice of choices) {
        const all = taken.map((count, s) => count + choice.takes[s]!);
        if (all.some((count, s) => count > scarce[s]!.places)) continue;
        // Of what nobody wants any more it does not matter who had it.
        const after = all.map((count, s) => (isWanted[s] ? count : 0));
        const [more, second] = scoreOf(choice.solution);
        const sum: Sum = {
          taken: after,
          score: [score[0] + more, score[1] + second],
          lists: lists.map((list) => [...list, choice]),
        };
        const known = byTaken.get(after.join());
        const ahead = known && (sum.score[0] - known.score[0] || sum.score[1] - known.score[1]);
        if (ahead === undefined || ahead > 0) byTaken.set(after.join(), sum);
        else if (ahead === 0) known!.lists.push(...sum.lists.slice(0, EQUALS_MAX - known!.lists.length));
      }
    }
    sums = [...byTaken.values()];
    if (sums.length > SUMS_MAX) return undefined;
  }
  return sums[0]!.lists;
}

/** The block after which least is remembered: it wants what others have begun on, and little else. */
function nextOf(left: readonly (readonly Choice[])[], isBegun: readonly boolean[]): number {
  let found = 0;
  let least = Number.POSITIVE_INFINITY;
  left.forEach((block, index) => {
    let open = 0;
    isBegun.forEach((before, s) => {
      if (!wants(block, s)) return;
      const isLater = left.some((other) => other !== block && wants(other, s));
      if (isLater && !before) open++;
      if (!isLater && before) open--;
    });
    if (open >= least) return;
    least = open;
    found = index;
  });
  return found;
}

function wants(block: readonly Choice[], s: number): boolean {
  return block.some(({ takes }) => takes[s]! > 0);
}

function together(choices: readonly Choice[], rivals: readonly Rival[], steps: number): Solution {
  const solutions = choices.map(({ solution }) => solution);
  const sum = (of: (one: Solution) => number) => solutions.reduce((total, one) => total + of(one), 0);
  const playing = new Set(solutions.flatMap((one) => one.rivals));
  return {
    rivals: rivals.filter((one) => playing.has(one)),
    claims: solutions.flatMap(({ claims }) => claims),
    worth: sum(({ worth }) => worth),
    applied: new Set(solutions.flatMap(({ applied }) => [...applied])),
    cost: sum(({ cost }) => cost),
    bound: sum(({ bound }) => bound),
    isFirst: solutions.every(({ isFirst }) => isFirst),
    steps,
  };
}
