/** For tests: the smallest rule set in which something is right or wrong. */

import type { LayerData, MechanicData, PromotionData, RuleSetData, Selector } from "../promotion.ts";
import { type LintOptions, lint } from "./index.ts";

export const LAYERS: readonly LayerData[] = [
  { id: "prices", stage: "price", mode: "best" },
  { id: "offers", stage: "item", mode: "best" },
  { id: "first", stage: "item", mode: "first" },
  { id: "extra", stage: "item", mode: "stack" },
  { id: "sums", stage: "item", mode: "stack", base: "start" },
  { id: "basket", stage: "basket", mode: "stack" },
  { id: "tender", stage: "tender", mode: "stack" },
  { id: "earn", stage: "earn", mode: "stack" },
];

export const of = (...articles: string[]): Selector => ({ of: [{ articles }] });
export const department = (path: string): Selector => ({ of: [{ department: path }] });
export const percent = (off: number, select: Selector = of("a"), more: object = {}): MechanicData => ({
  kind: "percent",
  select,
  percent: String(off),
  ...more,
});
export const price = (priceCents: number, select: Selector = of("a"), per = "unit"): MechanicData => ({
  kind: "fixed-price",
  select,
  priceCents,
  per,
});
export const threeForTwo = (select: Selector = of("a"), more: object = {}): MechanicData => ({
  kind: "multi-buy",
  select,
  buy: 3,
  reward: { free: 1 },
  ...more,
});
export const points = (earn: object, account = "main"): MechanicData => ({ kind: "points", account, earn });
export const spend = (spendCents: number, reward: object, more: object = {}): MechanicData => ({
  kind: "threshold",
  spendCents,
  base: "net",
  reward,
  ...more,
});

/** In layer "offers", unless it says otherwise. */
export function promotion(
  id: string,
  mechanic: MechanicData,
  more: Partial<PromotionData> = {},
): PromotionData {
  return { id, name: { it: id, en: id }, layer: "offers", mechanics: [mechanic], ...more };
}

export function rules(promotions: readonly PromotionData[], more: Partial<RuleSetData> = {}): RuleSetData {
  const used = new Set(promotions.map(({ layer }) => layer));
  const layers = LAYERS.filter(({ id }) => used.has(id));
  return { semantics: 1, currency: "EUR", layers, promotions, ...more };
}

/** "code P1,P2" for every finding. */
export function findings(
  promotions: readonly PromotionData[],
  options: LintOptions = {},
  more: Partial<RuleSetData> = {},
): string[] {
  return lint(rules(promotions, more), options).map(({ code, promotionIds }) =>
    [code, promotionIds.join()].join(" ").trim(),
  );
}
