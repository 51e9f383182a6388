/** What a recorded sale expects against what an evaluation says: a list of differences, empty when they agree. */

import type { Evaluation } from "../../../engine/effect.ts";
import type { Expectation } from "./recorded-sale.ts";

export interface Difference {
  /** "totalCents", "modifiers.P02", "shares.1465.72", "step 4 refused". */
  readonly what: string;
  /** JSON values; `null` where there is nothing. */
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Only what `expected` names is compared; a map that it names is compared whole. */
export function compare(expected: Expectation, evaluation: Evaluation): Difference[] {
  const differences: Difference[] = [];
  for (const what of ["grossCents", "discountCents", "totalCents"] as const)
    if (expected[what] !== undefined) same(differences, what, expected[what], evaluation[what]);
  if (expected.modifiers !== undefined)
    sameMap(differences, "modifiers", expected.modifiers, centsByPromotion(evaluation));
  for (const [promotionId, shares] of Object.entries(expected.shares ?? {}))
    sameMap(differences, `shares.${promotionId}`, shares, sharesOf(evaluation, promotionId));
  if (expected.pointsByAccount !== undefined)
    sameMap(differences, "pointsByAccount", expected.pointsByAccount, pointsByAccount(evaluation));
  if (expected.stampsByAccount !== undefined)
    sameMap(differences, "stampsByAccount", expected.stampsByAccount, stampsByAccount(evaluation));
  if (expected.coupons !== undefined) {
    const outcomes = couponOutcomes(evaluation);
    for (const [series, outcome] of Object.entries(expected.coupons))
      same(differences, `coupons.${series}`, outcome, outcomes[series] ?? null);
  }
  if (expected.messages !== undefined)
    same(differences, "messages", [...expected.messages].sort(), messagePromotions(evaluation));
  return differences;
}

export function same(differences: Difference[], what: string, expected: unknown, actual: unknown): void {
  if (JSON.stringify(expected) !== JSON.stringify(actual)) differences.push({ what, expected, actual });
}

function sameMap(
  differences: Difference[],
  what: string,
  expected: Readonly<Record<string, number>>,
  actual: Readonly<Record<string, number>>,
): void {
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)]))
    same(differences, `${what}.${key}`, expected[key] ?? null, actual[key] ?? null);
}

/** Price modifiers by promotion, summed over their applications. */
export function centsByPromotion(evaluation: Evaluation): Record<string, number> {
  const cents: Record<string, number> = {};
  for (const effect of evaluation.effects)
    if (effect.kind === "price-modifier")
      cents[effect.promotionId] = (cents[effect.promotionId] ?? 0) + effect.amountCents;
  return cents;
}

/** Cents by line of one promotion. */
export function sharesOf(evaluation: Evaluation, promotionId: string): Record<string, number> {
  const cents: Record<string, number> = {};
  for (const effect of evaluation.effects) {
    if (effect.kind !== "price-modifier" || effect.promotionId !== promotionId) continue;
    for (const { lineId, amountCents } of effect.shares) cents[lineId] = (cents[lineId] ?? 0) + amountCents;
  }
  return cents;
}

export function pointsByAccount(evaluation: Evaluation): Record<string, number> {
  const points: Record<string, number> = {};
  for (const effect of evaluation.effects)
    if (effect.kind === "points") points[effect.account] = (points[effect.account] ?? 0) + effect.points;
  return points;
}

export function stampsByAccount(evaluation: Evaluation): Record<string, number> {
  const stamps: Record<string, number> = {};
  for (const effect of evaluation.effects)
    if (effect.kind === "stamps") stamps[effect.account] = (stamps[effect.account] ?? 0) + effect.stamps;
  return stamps;
}

/** By series: "accepted", "parked", "outbid" or "refused: reason". */
export function couponOutcomes(evaluation: Evaluation): Record<string, string> {
  return Object.fromEntries(
    evaluation.coupons.map((coupon) => [
      coupon.series,
      coupon.outcome === "refused" ? `refused: ${coupon.reason}` : coupon.outcome,
    ]),
  );
}

/** Ids of promotions with a message, each once, sorted by code unit. */
export function messagePromotions(evaluation: Evaluation): string[] {
  const ids = evaluation.effects.flatMap((effect) => (effect.kind === "message" ? [effect.promotionId] : []));
  return [...new Set(ids)].sort();
}
