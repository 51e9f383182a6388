/** How long the engine takes for a whole basket from nothing, beside parsing that basket's JSON in the same run. */

import { compile, evaluate } from "../../engine/index.ts";
import { readBasket, readContext, readRuleSet } from "../../engine/wire.ts";
import { type Figure, measure, round } from "./measure.ts";
import { workload } from "./workload.ts";

export interface EvaluationRow {
  readonly promotions: number;
  readonly lines: number;
  readonly evaluateUs: Figure;
  /** JSON.parse of the same baskets: the baseline. */
  readonly parseUs: Figure;
  readonly timesParse: number;
  /** Baskets in which the search met its bound, of all. */
  readonly withGap: number;
}

export interface CompileRow {
  readonly promotions: number;
  readonly readMs: number;
  readonly compileMs: number;
}

const basketCount = 400;
/** Each basket three times, after as many to warm up. */
const samples = 3 * basketCount;

export function evaluationRows(): { readonly rows: EvaluationRow[]; readonly compiled: CompileRow[] } {
  const rows: EvaluationRow[] = [];
  const compiled: CompileRow[] = [];
  for (const promotions of [1_000, 10_000]) {
    const load = workload(promotions);
    const start = performance.now();
    const data = readRuleSet(load.rules);
    const read = performance.now();
    const ruleSet = compile(data);
    compiled.push({ promotions, readMs: round(read - start), compileMs: round(performance.now() - read) });
    const context = readContext(load.context);
    for (const lines of [20, 100]) {
      const raw = Array.from({ length: basketCount }, (_, seed) => load.basket(lines, seed + 1));
      const texts = raw.map((basket) => JSON.stringify(basket));
      const baskets = raw.map((basket) => readBasket(basket));
      const parseUs = measure(samples, (index) => JSON.parse(texts[index % basketCount]!));
      const evaluateUs = measure(
        basketCount,
        (index) => evaluate(ruleSet, baskets[index]!, context),
        basketCount,
      );
      const withGap = baskets.filter((basket) =>
        evaluate(ruleSet, basket, context).layers.some(({ gapCents }) => gapCents > 0),
      ).length;
      rows.push({
        promotions,
        lines,
        evaluateUs,
        parseUs,
        timesParse: round(evaluateUs.p50 / parseUs.p50),
        withGap,
      });
    }
  }
  return { rows, compiled };
}
