/** Coupons: looked up, durably reserved where their code is unique, and freed when they leave the sale unused. */

import { couponReply } from "../answers.ts";
import { deadlineIn } from "../deadline.ts";
import { evaluateSale } from "../evaluate-sale.ts";
import { reservedIn } from "../open-sales.ts";
import { byOf } from "../session/allowed.ts";
import { withFields } from "../told.ts";
import type { TillCalls, Work } from "./parts.ts";

export function couponCalls(work: Work): TillCalls<"coupon.present" | "coupon.withdraw"> {
  const { sales, lookUp, releases, log, deadlines, news, inTurn, change, answered } = work;
  return {
    "coupon.present": (params, caller) =>
      inTurn(params.transactionId, caller, async (sale) => {
        // Asked before anything is reserved: a sale that takes no coupons now must not hold one.
        sale.mayCome("coupon.present");
        const deadline = deadlineIn(deadlines.lookUpMs);
        const coupon = await lookUp.reserve(sale, params.code, deadline);
        if ("outcome" in coupon) {
          const degraded =
            coupon.reason === "not-reserved" ? { degraded: true, degradedReason: "not-reserved" } : {};
          const more = { ...degraded, coupon: couponReply(coupon, caller.language) };
          return answered(sale, deadline, params, more);
        }
        const { couponId, series } = coupon.presented;
        try {
          sale.advance({ kind: "coupon.present", coupon, ...byOf(params) });
        } catch (error) {
          sales.free(reservedIn([coupon]));
          throw error;
        }
        news.touched(sale, caller.language);
        const from = params.answer?.difference;
        const { reply, said } = await evaluateSale(sale, releases, deadline, log, { from });
        // A late evaluation says nothing of it: it is presented, and applies by itself as soon as it can.
        const parked = { couponId, series, outcome: "parked", promotionIds: [] } as const;
        const none = { couponId, series, outcome: "refused", reason: "no-promotion" } as const;
        const unsaid = reply.degradedReason === "other-currency" ? none : parked;
        const outcome = reply.coupons.find((one) => one.couponId === couponId) ?? unsaid;
        const { transactionId, state } = sale.session;
        return withFields(said, { transactionId, state }, { coupon: couponReply(outcome, caller.language) });
      }),

    "coupon.withdraw": (params, caller) =>
      change(params, caller, deadlines.lookUpMs, (sale) => {
        const { couponId } = params;
        const gone = sale.session.coupons.filter(({ presented }) => presented.couponId === couponId);
        sale.advance({ kind: "coupon.withdraw", couponId, ...byOf(params) });
        sales.free(reservedIn(gone));
      }),
  };
}
