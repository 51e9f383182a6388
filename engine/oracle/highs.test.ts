/** The best layer against an integer program written from the terms alone, solved by HiGHS. */

import load from "highs";
import { expect, it } from "vitest";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { type Contest, drawFrom, growingContest, oddContest, smallContest } from "./contest.ts";
import { greedyCents, programOf } from "./program.ts";
import { valueContest } from "./value-contest.ts";

const CONTESTS = 500;
const ODD_CONTESTS = 120;
const GROWING_CONTESTS = 60;
const VALUE_CONTESTS = 12;

/** To the end. What guesses good solutions early, or good branches, takes longer than these small programs do without it. */
const EXACTLY = {
  output_flag: false,
  mip_rel_gap: 0,
  mip_abs_gap: 0,
  mip_allow_restart: false,
  mip_heuristic_effort: 0,
  mip_heuristic_run_feasibility_jump: false,
  mip_heuristic_run_rins: false,
  mip_heuristic_run_rens: false,
  mip_heuristic_run_root_reduced_cost: false,
  mip_pscost_minreliable: 0,
};

// The package's types say nothing of a default import under Node's own resolution.
const solver = await (load as unknown as typeof load.default)();

it("500 random baskets save what an integer program of the terms says, and greedy would often lose", () => {
  let behind = 0;
  for (let seed = 1; seed <= CONTESTS; seed++) {
    const contest = smallContest(drawFrom(seed));
    const { rules, basket, context } = contest;
    const { saved, gapCents } = asked(contest);
    expect({ saved, gapCents }, `seed ${seed}`).toEqual({ saved: mostOf(contest), gapCents: 0 });
    if (greedyCents(rules, basket, context.coupons.length) < saved) behind++;
  }
  // A contest that greedy wins proves little.
  expect(behind).toBeGreaterThan(CONTESTS / 2);
}, 600_000);

it("so do 120 with limits of every kind, several mechanics in a promotion and steps by pieces", () => {
  for (let seed = 1; seed <= ODD_CONTESTS; seed++) {
    const contest = oddContest(drawFrom(seed));
    expect(asked(contest), `seed ${seed}`).toEqual({ saved: mostOf(contest), gapCents: 0 });
  }
}, 600_000);

it("so do 60 with bundles that may grow", () => {
  for (let seed = 1; seed <= GROWING_CONTESTS; seed++) {
    const contest = growingContest(drawFrom(seed));
    expect(asked(contest), `seed ${seed}`).toEqual({ saved: mostOf(contest), gapCents: 0 });
  }
}, 600_000);

it("so do heaps under limits on value, unless their gap says by how much they may not", () => {
  let proven = 0;
  for (let seed = 1; seed <= VALUE_CONTESTS; seed++) {
    const contest = valueContest(drawFrom(seed), 11);
    const { saved, gapCents } = asked(contest);
    const most = mostOf(contest);
    expect(saved, `seed ${seed}`).toBeLessThanOrEqual(most);
    expect(saved + gapCents, `seed ${seed}`).toBeGreaterThanOrEqual(most);
    if (gapCents === 0) proven++;
  }
  expect(proven).toBeGreaterThan(VALUE_CONTESTS * 0.9);
}, 600_000);

function asked({ rules, basket, context }: Contest): { saved: number; gapCents: number } {
  const { discountCents, layers } = evaluate(compile(rules), basket, context);
  return { saved: discountCents, gapCents: layers[0]?.gapCents ?? 0 };
}

/** What HiGHS says can be saved. */
function mostOf({ rules, basket, context }: Contest): number {
  const program = programOf(rules, basket, context.coupons.length);
  if (program === undefined) return 0;
  return Math.round(solver.solve(program, EXACTLY).ObjectiveValue);
}
