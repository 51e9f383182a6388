/** What the POS is told, put together from what the workers answered. */

import type { Basket } from "../engine/basket.ts";
import type { CouponOutcome, Evaluation, Suggestion } from "../engine/effect.ts";
import { SEMANTICS_VERSION } from "../engine/semantics.ts";
import { totalsLess } from "../engine/world/tally.ts";
import type { CouponAnswerReason, DegradedReason } from "./contract/reasons.ts";
import { couponTexts, giftText } from "./texts/cashier.ts";
import { inLanguage, type Language } from "./texts/language.ts";
import { suggestionText } from "./texts/suggestion.ts";

/** An evaluation on its way to the POS. */
export interface EvaluationReply extends Evaluation {
  readonly release: number;
  readonly evaluationId: string;
  readonly evaluationMs: number;
  readonly degraded?: true;
  readonly degradedReason?: DegradedReason;
  readonly training?: true;
}

/** Valid and empty: the basket as if there were no promotions. Totals are the gross ones. */
export function emptyEvaluation(basket: Basket): Evaluation {
  const { lines, vat, ...totals } = totalsLess(basket, new Map());
  return { semantics: SEMANTICS_VERSION, ...totals, effects: [], coupons: [], lines, vat, layers: [] };
}

/** What became of the coupon that was just presented, with words for the cashier where it is refused. */
export function couponReply(
  coupon:
    | CouponOutcome
    | { couponId?: string; series?: string; outcome: "refused"; reason: CouponAnswerReason },
  language: Language,
): object {
  if (coupon.outcome !== "refused") return coupon;
  return { ...coupon, text: couponTexts[coupon.reason][language] };
}

/** Words to show: on the customer's display and to the cashier, what is to be done first. */
export function displayTexts(
  evaluation: Evaluation,
  suggestions: readonly Suggestion[],
  articleNames: Readonly<Record<string, string>>,
  language: Language,
  currency: string,
): { readonly customer: readonly string[]; readonly cashier: readonly string[] } {
  const texts = { customer: [] as string[], cashier: [] as string[] };
  for (const effect of evaluation.effects)
    if (effect.kind === "gift" || effect.kind === "gift-withdrawn")
      texts.cashier.push(giftText(effect, language, articleNames));
  for (const effect of evaluation.effects)
    if (effect.kind === "message" && effect.audience !== "receipt")
      texts[effect.audience].push(inLanguage(effect.text, language));
  for (const suggestion of suggestions)
    texts.cashier.push(suggestionText(suggestion, language, articleNames, currency));
  for (const coupon of evaluation.coupons)
    if (coupon.outcome === "refused") texts.cashier.push(couponTexts[coupon.reason][language]);
  return texts;
}
