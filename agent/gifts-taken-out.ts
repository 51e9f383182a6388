/**
 * Gifts whose lines were taken out again. Whoever asked for them again would only hear of it again: a POS that does as it
 * is told must come to rest.
 */

import type { Effect, Evaluation } from "../engine/effect.ts";
import type { Session, SessionLine } from "./session/session.ts";

export interface GiftTakenOut {
  readonly promotionId: string;
  readonly article: string;
  /**
   * `withdrawn`: as we had said; when its condition holds again, it is asked for again. `not-discountable`: as we had
   * said, because these goods can't be given. `refused`: by the POS or the customer.
   */
  readonly why: "withdrawn" | "not-discountable" | "refused";
}

/** Of one promotion. A gift that comes and goes more often is one that the POS rings up as something else. */
const WITHDRAWN_MAX = 3;

/** A gift that is not asked for any more; without an article, none of that promotion is. Scanned, it is free as ever. */
export interface RefusedGift {
  readonly promotionId: string;
  readonly article?: string;
}

/**
 * What it means that this line is voided; undefined where it is no gift.
 * @param last what the POS was told last; undefined: nobody knows
 */
export function giftTakenOut(
  line: SessionLine | undefined,
  last: Evaluation | undefined,
): GiftTakenOut | undefined {
  const { giftOf: promotionId, article = "", lineId = "" } = line?.item ?? {};
  if (promotionId === undefined) return undefined;
  if (last === undefined) return { promotionId, article, why: "withdrawn" };
  const told = last.effects.find(
    (effect) => effect.kind === "gift-withdrawn" && effect.lineIds.includes(lineId),
  ) as Extract<Effect, { kind: "gift-withdrawn" }> | undefined;
  return { promotionId, article, why: told === undefined ? "refused" : (told.reason ?? "withdrawn") };
}

export function refusedGifts({ giftsTakenOut = [] }: Session): readonly RefusedGift[] {
  const withdrawn = (id: string) =>
    giftsTakenOut.filter(({ promotionId, why }) => promotionId === id && why === "withdrawn").length;
  return giftsTakenOut.flatMap(({ promotionId, article, why }): RefusedGift[] => {
    if (why === "not-discountable") return [{ promotionId, article }];
    return why === "refused" || withdrawn(promotionId) >= WITHDRAWN_MAX ? [{ promotionId }] : [];
  });
}

/** The same evaluation, where nothing was refused. */
export function withoutRefused(evaluation: Evaluation, refused: readonly RefusedGift[]): Evaluation {
  if (refused.length === 0) return evaluation;
  const effects = evaluation.effects.flatMap((effect): Effect[] => {
    if (effect.kind !== "gift" || effect.how !== "asked") return [effect];
    const isRefused = (article: string) =>
      refused.some(
        (one) =>
          one.promotionId === effect.promotionId && (one.article === undefined || one.article === article),
      );
    const articles = effect.articles.filter((article) => !isRefused(article));
    return articles.length === 0 ? [] : [{ ...effect, articles }];
  });
  return { ...evaluation, effects };
}
