/** A release made ready, and one promotion of it changed; beside parsing the release's JSON. */

import { amend, compile, type PromotionData, type RuleSet } from "../../engine/index.ts";
import { readRuleSet } from "../../engine/wire.ts";
import { type Figure, measure, round } from "./measure.ts";
import { workload } from "./workload.ts";

export interface LoadRow {
  readonly promotions: number;
  /** The best of three: others use the machine too, and a till loads once. */
  readonly parseMs: number;
  readonly readMs: number;
  readonly compileMs: number;
  readonly loadMs: number;
  readonly timesParse: number;
  /** Another percentage for one promotion, and what was compiled stays as it was. */
  readonly changeUs: Figure;
}

export function loadRow(promotionCount: number): LoadRow {
  const text = JSON.stringify(workload(promotionCount).rules);
  const parsed = bestOf(3, () => JSON.parse(text) as unknown);
  const read = bestOf(3, () => readRuleSet(parsed.result));
  const compiled = bestOf(3, () => compile(read.result));
  const cuts = read.result.promotions.filter(({ mechanics }) => mechanics[0]!.kind === "percent");
  let ruleSet: RuleSet = compiled.result;
  const changeUs = measure(
    30,
    (index) => {
      ruleSet = amend(ruleSet, { put: [cheaper(cuts[(index * 97) % cuts.length]!)] });
    },
    3,
  );
  const loadMs = read.ms + compiled.ms;
  return {
    promotions: promotionCount,
    parseMs: round(parsed.ms),
    readMs: round(read.ms),
    compileMs: round(compiled.ms),
    loadMs: round(loadMs),
    timesParse: round(loadMs / parsed.ms),
    changeUs,
  };
}

function cheaper(promotion: PromotionData): PromotionData {
  return { ...promotion, mechanics: promotion.mechanics.map((one) => ({ ...one, percent: "12.5" })) };
}

function bestOf<Result>(times: number, make: () => Result): { readonly ms: number; readonly result: Result } {
  let best = Number.POSITIVE_INFINITY;
  let result: Result | undefined;
  for (let index = 0; index < times; index += 1) {
    const start = performance.now();
    result = make();
    best = Math.min(best, performance.now() - start);
  }
  return { ms: best, result: result as Result };
}
