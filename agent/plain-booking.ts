import type { AppliedModifier, Evaluation } from "../engine/effect.ts";
import { SEMANTICS_VERSION } from "../engine/semantics.ts";
import { totalsLess } from "../engine/world/tally.ts";
import { basketOf, type Session } from "./session/session.ts";
import type { Booking } from "./workers/evaluation-api.ts";

/**
 * A sale whose rules can't be asked any more (its worker died, its release is gone) is booked all the same: what the
 * POS applied stands, coupons, points and stamps that the last good evaluation had spent on it are used up, none are
 * earned.
 */
export function plainBooking(
  session: Session,
  applied: readonly AppliedModifier[],
  last: Evaluation | undefined,
): Omit<Booking, "receipt"> {
  const basket = basketOf(session);
  const cut = new Map<string, number>();
  for (const { shares } of applied)
    for (const { lineId, amountCents } of shares) cut.set(lineId, (cut.get(lineId) ?? 0) + amountCents);
  const appliedIds = new Set(applied.map(({ promotionId }) => promotionId));
  const granted = (last?.effects ?? []).filter(({ promotionId }) => appliedIds.has(promotionId));
  const redeemed = new Set(granted.flatMap(({ couponIds }) => couponIds));
  const presented = session.coupons.map(({ presented }) => presented.couponId);
  return {
    semantics: SEMANTICS_VERSION,
    basket,
    effects: granted.filter(
      (effect) => effect.kind === "reward" || (effect.kind === "stamps" && effect.stamps < 0),
    ),
    coupons: [],
    redeemed: presented.filter((couponId) => redeemed.has(couponId)),
    freed: presented.filter((couponId) => !redeemed.has(couponId)),
    ...totalsLess(basket, cut),
    rules: {},
    definitions: [],
  };
}
