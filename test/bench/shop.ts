/** The workload made ready once for all rows that rest on it. */

import type { Basket } from "../../engine/basket.ts";
import { type Context, compile, type RuleSet } from "../../engine/index.ts";
import type { RuleSetData } from "../../engine/promotion.ts";
import { readBasket, readContext, readRuleSet } from "../../engine/wire.ts";
import { type WorkloadOptions, workload } from "./workload.ts";

export interface Shop {
  readonly data: RuleSetData;
  readonly ruleSet: RuleSet;
  readonly context: Context;
  /** The first `count` baskets of so many lines. */
  baskets(lines: number, count: number): Basket[];
  /** Their JSON. */
  texts(lines: number, count: number): string[];
}

export function openShop(promotionCount: number, options: WorkloadOptions = {}): Shop {
  const { rules, context, basket } = workload(promotionCount, options);
  const data = readRuleSet(rules);
  const made = (lines: number, count: number) =>
    Array.from({ length: count }, (_, seed) => basket(lines, seed + 1));
  return {
    data,
    ruleSet: compile(data),
    context: readContext(context),
    baskets: (lines, count) => made(lines, count).map((one) => readBasket(one)),
    texts: (lines, count) => made(lines, count).map((one) => JSON.stringify(one)),
  };
}
