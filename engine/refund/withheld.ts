/** Why less comes back than was paid for the goods: what the kept goods have lost, by promotion. */

import type { Cents, LineItem } from "../basket.ts";
import type { Effect, Share } from "../effect.ts";
import { shareInProportion } from "../layer/share.ts";
import { divide } from "../rounding.ts";
import { compareText } from "../world/sheet.ts";
import type { Account } from "./account.ts";

export interface Withheld {
  readonly promotionId: string;
  readonly amountCents: Cents;
}

/**
 * Shares the missing cents over the promotions that the kept goods lost by this return. Where that does not explain
 * them, an earlier return is still being paid for, and what was lost since the sale does. What nobody lost (a cent
 * of rounding) is not called withheld.
 */
export function withheldBy(missingCents: Cents, sale: Account, before: Account, after: Account): Withheld[] {
  if (missingCents === 0) return [];
  const now = lossesBetween(before, after);
  const lost = sumOf(now) >= missingCents ? now : lossesBetween(sale, after);
  const shares = shareInProportion(
    Math.min(missingCents, sumOf(lost)),
    lost.map(({ amountCents }) => amountCents),
  );
  return lost
    .map(({ promotionId }, i) => ({ promotionId, amountCents: shares[i]! }))
    .filter(({ amountCents }) => amountCents > 0);
}

export function sumOf(parts: readonly { readonly amountCents: Cents }[]): Cents {
  return parts.reduce((sum, { amountCents }) => sum + amountCents, 0);
}

/** What each promotion saved on the goods of `after` and saves no more. By promotion id. */
function lossesBetween(before: Account, after: Account): Withheld[] {
  const saved = new Map<string, Cents>();
  const count = ({ basket, effects }: Account, sign: 1 | -1) => {
    const lines = new Map(basket.lines.map((line) => [line.lineId, line]));
    for (const { promotionId, shares } of effects.filter(isCut)) {
      let cents = saved.get(promotionId) ?? 0;
      for (const share of shares) {
        const kept = after.basket.lines.find(({ lineId }) => lineId === share.lineId);
        if (kept !== undefined) cents += sign * partOf(share, lines.get(share.lineId)!, kept);
      }
      saved.set(promotionId, cents);
    }
  };
  count(before, 1);
  count(after, -1);
  return [...saved]
    .map(([promotionId, amountCents]) => ({ promotionId, amountCents }))
    .filter(({ amountCents }) => amountCents > 0)
    .sort((a, b) => compareText(a.promotionId, b.promotionId));
}

function isCut(effect: Effect): effect is Extract<Effect, { kind: "price-modifier" }> {
  return effect.kind === "price-modifier";
}

/** What of a line's share lies on the part that is kept: its first pieces, or so much of the measure. */
function partOf({ amountCents, unitsCents }: Share, line: LineItem, kept: LineItem): Cents {
  if (line.measureThousandths === undefined) {
    return unitsCents.slice(0, kept.pieces).reduce((sum, cents) => sum + cents, 0);
  }
  return divide(amountCents * kept.measureThousandths!, line.measureThousandths, "half-up");
}
