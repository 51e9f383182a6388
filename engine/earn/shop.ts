/** The smallest shop for tests of the last stage: a layer by priority, a tender layer, and the layer that earns. */

import { compile } from "../compile.ts";
import type { Context, Customer } from "../context.ts";
import type { Effect } from "../effect.ts";
import { evaluate } from "../evaluate.ts";
import { basket, SATURDAY } from "../example.ts";
import type { LayerData, PromotionData, RuleSetData } from "../promotion.ts";

export const layers: readonly LayerData[] = [
  { id: "offers", stage: "item", mode: "first" },
  { id: "reward", stage: "reward", mode: "stack" },
  { id: "earn", stage: "earn", mode: "stack" },
];

export const context = SATURDAY;

export const somebody: Customer = {
  id: "c",
  tier: "",
  segments: [],
  staff: false,
  attributes: {},
  balances: {},
};

/** Promotions P1, P2 … of the layer that earns, if they do not say otherwise. */
export function rulesOf(
  promotions: readonly (Partial<PromotionData> & Pick<PromotionData, "mechanics">)[],
  more: Partial<RuleSetData> = {},
) {
  const named = promotions.map((one, i) => ({
    id: `P${i + 1}`,
    name: { en: "offer" },
    layer: "earn",
    priority: i,
    ...one,
  }));
  return compile({ semantics: 1, currency: "EUR", layers, promotions: named, ...more });
}

/** Effects of one kind. */
export function effectsOf<Kind extends Effect["kind"]>(
  kind: Kind,
  promotions: Parameters<typeof rulesOf>[0],
  notation: string,
  at: Partial<Context> = {},
): Extract<Effect, { kind: Kind }>[] {
  const { effects } = evaluate(rulesOf(promotions), basket(notation), { ...context, ...at });
  return effects.filter((one): one is Extract<Effect, { kind: Kind }> => one.kind === kind);
}
