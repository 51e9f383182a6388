/**
 * The best deal where it is hard: 100 lines with every unit contested by several offers, and many small random baskets,
 * each beside an integer program of the same terms solved by HiGHS.
 */

import load from "highs";
import { compile, evaluate } from "../../engine/index.ts";
import { type Contest, denseContest, drawFrom, smallContest } from "../../engine/oracle/contest.ts";
import { greedyCents, programOf } from "../../engine/oracle/program.ts";
import { round } from "./measure.ts";

export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

export interface DenseFigures {
  readonly baskets: number;
  /** Milliseconds for a whole evaluation, and for HiGHS on the same basket. */
  readonly oursMs: Spread;
  readonly highsMs: Spread;
  /** Share of baskets that are proven optimal. */
  readonly exact: number;
  /** The widest gap that was stated, as a part of what is saved. */
  readonly worstGap: number;
  /** Of what HiGHS saves: the most that ours falls short in a basket, and what greedy loses in all. */
  readonly worstLoss: number;
  readonly greedyLoss: number;
}

export interface OracleFigures {
  readonly baskets: number;
  /** Baskets where ours and HiGHS save the same to the cent. */
  readonly equal: number;
  readonly withGap: number;
  /** Baskets where greedy would have saved less. */
  readonly greedyBehind: number;
  readonly oursMs: Spread;
  readonly highsMs: Spread;
}

/** Dense baskets of 100 lines. HiGHS may take 20 seconds for each. */
export async function denseFigures(count: number): Promise<DenseFigures> {
  const { rows } = await compare(count, (seed) => denseContest(drawFrom(seed)));
  const saved = rows.reduce((sum, { highs }) => sum + highs, 0);
  return {
    baskets: count,
    oursMs: spread(rows.map(({ oursMs }) => oursMs)),
    highsMs: spread(rows.map(({ highsMs }) => highsMs)),
    exact: round(rows.filter(({ gap }) => gap === 0).length / count),
    worstGap: round(Math.max(...rows.map(({ gap, ours }) => gap / ours))),
    worstLoss: round(Math.max(...rows.map(({ ours, highs }) => (highs - ours) / highs))),
    greedyLoss: round(rows.reduce((sum, { greedy }) => sum - greedy, saved) / saved),
  };
}

/** Small random baskets of up to 20 lines with every kind of reward and limit. */
export async function oracleFigures(count: number): Promise<OracleFigures> {
  const { rows } = await compare(count, (seed) => smallContest(drawFrom(seed)));
  return {
    baskets: count,
    equal: rows.filter(({ ours, highs }) => ours === highs).length,
    withGap: rows.filter(({ gap }) => gap > 0).length,
    greedyBehind: rows.filter(({ greedy, ours }) => greedy < ours).length,
    oursMs: spread(rows.map(({ oursMs }) => oursMs)),
    highsMs: spread(rows.map(({ highsMs }) => highsMs)),
  };
}

async function compare(count: number, make: (seed: number) => Contest) {
  // The package's types say nothing of a default import under Node's own resolution.
  const solver = await (load as unknown as typeof load.default)();
  const options = { mip_rel_gap: 0, mip_abs_gap: 0, time_limit: 20 };
  for (let seed = 1; seed <= 5; seed++) {
    const { rules, basket, context } = make(count + seed);
    evaluate(compile(rules), basket, context);
  }
  const rows = [];
  for (let seed = 1; seed <= count; seed++) {
    const { rules, basket, context } = make(seed);
    const ruleSet = compile(rules);
    const start = performance.now();
    const { discountCents: ours, layers } = evaluate(ruleSet, basket, context);
    const oursMs = performance.now() - start;
    const coupons = context.coupons.length;
    const program = programOf(rules, basket, coupons);
    const before = performance.now();
    const highs = program === undefined ? 0 : Math.round(solver.solve(program, options).ObjectiveValue);
    const highsMs = performance.now() - before;
    const greedy = greedyCents(rules, basket, coupons);
    rows.push({ ours, highs, greedy, gap: layers[0]?.gapCents ?? 0, oursMs, highsMs });
  }
  return { rows };
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!);
  return { p50: at(0.5), p99: at(0.99), worst: round(sorted.at(-1)!) };
}
