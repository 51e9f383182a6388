/** The card and the coupons of a basket that is told whole: looked up, and nothing reserved. */

import type { Deadline } from "../deadline.ts";
import type { LookUp } from "../look-up.ts";
import type { SessionCoupon } from "../session/session.ts";
import { presentedAs } from "../vouchers/presented.ts";
import type { CardAnswer } from "../workers/evaluation-api.ts";

/** No card is nobody. Undefined where nobody answered in time. */
export async function cardOf(
  release: number,
  card: string | undefined,
  lookUp: LookUp,
  deadline: Deadline,
): Promise<CardAnswer | { readonly kind: "none" } | undefined> {
  return card === undefined ? { kind: "none" } : lookUp.card(release, card, deadline);
}

/** In their order. Undefined in the place of each that nobody answered for in time. */
export function couponsOf(
  release: number,
  codes: readonly string[],
  date: string,
  presentationId: (place: number) => string,
  lookUp: LookUp,
  deadline: Deadline,
): Promise<readonly (SessionCoupon | undefined)[]> {
  return Promise.all(
    codes.map(async (code, index): Promise<SessionCoupon | undefined> => {
      const found = await lookUp.coupon(release, code, date, deadline);
      if (found === undefined) return undefined;
      // A mass coupon has its place in the list for an id.
      const presentation = presentationId(index + 1);
      if (found.kind === "unknown")
        return { presented: { couponId: presentation, series: "", refusal: "unknown" } };
      return {
        ...presentedAs(found, found.couponId ?? presentation),
        ...(found.couponId === undefined ? {} : { unreserved: true as const }),
      };
    }),
  );
}
