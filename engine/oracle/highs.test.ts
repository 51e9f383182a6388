/** The best layer against an integer program written from the terms alone, solved by HiGHS. */

import load from "highs";
import { expect, it } from "vitest";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { drawFrom, smallContest } from "./contest.ts";
import { greedyCents, programOf } from "./program.ts";

const CONTESTS = 500;

it("500 random baskets save what an integer program of the terms says, and greedy would often lose", async () => {
  // The package's types say nothing of a default import under Node's own resolution.
  const solver = await (load as unknown as typeof load.default)();
  let behind = 0;
  for (let seed = 1; seed <= CONTESTS; seed++) {
    const { rules, basket, context } = smallContest(drawFrom(seed));
    const program = programOf(rules, basket, context.coupons.length);
    const best =
      program === undefined ? 0 : solver.solve(program, { mip_rel_gap: 0, mip_abs_gap: 0 }).ObjectiveValue;
    const { discountCents, layers } = evaluate(compile(rules), basket, context);
    const [{ gapCents }] = layers as [(typeof layers)[number]];
    expect({ discountCents, gapCents }, `seed ${seed}`).toEqual({
      discountCents: Math.round(best),
      gapCents: 0,
    });
    if (greedyCents(rules, basket, context.coupons.length) < discountCents) behind++;
  }
  // A contest that greedy wins proves little.
  expect(behind).toBeGreaterThan(CONTESTS / 2);
}, 60_000);
