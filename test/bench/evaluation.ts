/**
 * A whole basket from nothing, beside two baselines of the same run: parsing that basket's JSON, and a simple indexed
 * greedy that only adds up a total.
 */

import { evaluate } from "../../engine/index.ts";
import { greedy } from "./greedy.ts";
import { type Figure, measure, round } from "./measure.ts";
import type { Shop } from "./shop.ts";

export interface EvaluationRow {
  readonly promotions: number;
  readonly lines: number;
  readonly evaluateUs: Figure;
  readonly parseUs: Figure;
  readonly timesParse: number;
  readonly greedyUs: Figure;
  readonly timesGreedy: number;
  /** Baskets in which the search met its bound, of all. */
  readonly withGap: number;
  /** Cents that the greedy saves less than the best deal, per cent of what the best deal saves. */
  readonly greedyLosesPercent: number;
  readonly baskets: number;
}

const basketCount = 400;

export function evaluationRow(
  { data, ruleSet, context, baskets, texts }: Shop,
  lines: number,
): EvaluationRow {
  const some = baskets(lines, basketCount);
  const json = texts(lines, basketCount);
  const simple = greedy(data.promotions);
  const parseUs = measure(3 * basketCount, (index) => JSON.parse(json[index % basketCount]!));
  const evaluateUs = measure(
    3 * basketCount,
    (index) => evaluate(ruleSet, some[index % basketCount]!, context),
    basketCount,
  );
  const greedyUs = measure(basketCount, (index) => simple(some[index]!, context));
  let withGap = 0;
  let saved = 0;
  let greedySaved = 0;
  for (const basket of some) {
    const { layers, grossCents, discountCents } = evaluate(ruleSet, basket, context);
    if (layers.some(({ gapCents }) => gapCents > 0)) withGap += 1;
    saved += discountCents;
    greedySaved += grossCents - simple(basket, context);
  }
  return {
    promotions: data.promotions.length,
    lines,
    evaluateUs,
    parseUs,
    timesParse: round(evaluateUs.p50 / parseUs.p50),
    greedyUs,
    timesGreedy: round(evaluateUs.p50 / greedyUs.p50),
    withGap,
    greedyLosesPercent: round((100 * (saved - greedySaved)) / saved),
    baskets: basketCount,
  };
}
