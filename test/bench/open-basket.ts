/** An open basket and a changed rule set, as the engine will offer them; until it does, all is done from the beginning. */

import type { LineItem } from "../../engine/basket.ts";
import type { Evaluation } from "../../engine/effect.ts";
import type { Context, PromotionData, RuleSet } from "../../engine/index.ts";
import * as engine from "../../engine/index.ts";
import type { RuleSetData } from "../../engine/promotion.ts";

export interface OpenBasket {
  put(line: LineItem): void;
  remove(lineId: string): void;
  evaluation(): Evaluation;
}

const { openBasket, amend } = engine as unknown as {
  openBasket?: (ruleSet: RuleSet, context: Context, currency: string) => OpenBasket;
  amend?: (ruleSet: RuleSet, change: { put?: PromotionData[]; remove?: string[] }) => RuleSet;
};

export const isIncremental = openBasket !== undefined;

export function open(ruleSet: RuleSet, context: Context, currency: string): OpenBasket {
  if (openBasket !== undefined) return openBasket(ruleSet, context, currency);
  const lines = new Map<string, LineItem>();
  return {
    put: (line) => void lines.set(line.lineId, line),
    remove: (lineId) => void lines.delete(lineId),
    evaluation: () => engine.evaluate(ruleSet, { currency, lines: [...lines.values()] }, context),
  };
}

export function change(ruleSet: RuleSet, data: RuleSetData, promotion: PromotionData): RuleSet {
  if (amend !== undefined) return amend(ruleSet, { put: [promotion] });
  const promotions = data.promotions.map((one) => (one.id === promotion.id ? promotion : one));
  return engine.compile({ ...data, promotions });
}
