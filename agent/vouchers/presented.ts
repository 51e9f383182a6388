/** From what was found of a coupon to what a sale keeps of it, and to what the engine is told. Pure. */

import type { Customer, PresentedCoupon } from "../../engine/context.ts";
import type { SessionCoupon } from "../session/session.ts";
import type { CouponAnswer } from "../workers/evaluation-api.ts";
import { isOwner } from "./number.ts";

/** @param couponId of a mass coupon, which has none of its own: the presentation's */
export function presentedAs(
  found: Extract<CouponAnswer, { kind: "found" }>,
  couponId: string,
): Pick<SessionCoupon, "presented" | "owner" | "voucher"> {
  const { series, customerId, refusal, amountCents, percent, owner, voucher } = found;
  return {
    presented: {
      couponId,
      series,
      ...(customerId === undefined ? {} : { customerId }),
      ...(amountCents === undefined ? {} : { amountCents }),
      ...(percent === undefined ? {} : { percent }),
      ...(refusal === undefined ? {} : { refusal }),
    },
    ...(owner === undefined ? {} : { owner }),
    ...(voucher === undefined ? {} : { voucher }),
  };
}

/** A personal voucher names its owner by a mark only: whether it is this customer's is seen when there is one. */
export function toldOf(
  { presented, owner }: Pick<SessionCoupon, "presented" | "owner">,
  customer: Pick<Customer, "id"> | undefined,
): PresentedCoupon {
  if (owner === undefined) return presented;
  const isHis = customer !== undefined && isOwner(owner, customer.id);
  return { ...presented, customerId: isHis ? customer.id : SOMEBODY };
}

/** No card's id: these are 64 hexadecimal digits. */
const SOMEBODY = "somebody";
