/** A basket of 100 lines with every unit contested: the best there is, and known to be. */

import load from "highs";
import { expect, it } from "vitest";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { denseContest, drawFrom } from "./contest.ts";
import { programOf } from "./program.ts";

// `npm run bench -- dense` has twenty.
it("a dense basket of 100 lines saves what an integer program of the terms says, with nothing left open", async () => {
  // The package's types say nothing of a default import under Node's own resolution.
  const solver = await (load as unknown as typeof load.default)();
  const { rules, basket, context } = denseContest(drawFrom(1));
  const best = solver.solve(programOf(rules, basket)!, {
    output_flag: false,
    mip_rel_gap: 0,
    mip_abs_gap: 0,
  });
  const { discountCents, layers } = evaluate(compile(rules), basket, context);
  expect({ discountCents, gapCents: layers[0]!.gapCents }).toEqual({
    discountCents: Math.round(best.ObjectiveValue),
    gapCents: 0,
  });
});
