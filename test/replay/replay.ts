/** Recorded sales through the engine as a library, compared with what they expect, and how fast that went. */

import { performance } from "node:perf_hooks";
import { compare, type Difference } from "../../agent/demo/play/compare.ts";
import type { RecordedSale } from "../../agent/demo/play/recorded-sale.ts";
import type { Customer } from "../../engine/context.ts";
import { evaluate } from "../../engine/evaluate.ts";
import type { RuleSet } from "../../engine/rule-set.ts";
import { basketAndContext } from "./basket-and-context.ts";

export interface Replayed {
  readonly sales: number;
  readonly lines: number;
  /** Sales that came out exactly as expected. */
  readonly exact: number;
  readonly different: readonly { readonly sale: string; readonly differences: readonly Difference[] }[];
  /** Evaluation only, without reading the sales. */
  readonly linesPerSecond: number;
}

export function replay(
  ruleSet: RuleSet,
  sales: readonly RecordedSale[],
  customerOf: (card: string) => Customer | undefined,
): Replayed {
  const read = sales.map((sale) => ({ sale, ...basketAndContext(sale, customerOf) }));
  const different: { sale: string; differences: Difference[] }[] = [];
  let lines = 0;
  let ms = 0;
  for (const { sale, basket, context } of read) {
    const start = performance.now();
    const evaluation = evaluate(ruleSet, basket, context);
    ms += performance.now() - start;
    lines += basket.lines.length;
    const differences = compare(sale.expect ?? {}, evaluation);
    if (differences.length > 0) different.push({ sale: sale.name, differences });
  }
  const linesPerSecond = ms === 0 ? 0 : Math.round((lines / ms) * 1000);
  return { sales: sales.length, lines, exact: sales.length - different.length, different, linesPerSecond };
}
