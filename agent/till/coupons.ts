/** Coupons: looked up, durably reserved where their code is unique, and freed when they leave the sale unused. */

import { couponReply } from "../answers.ts";
import { deadlineIn } from "../deadline.ts";
import { evaluateSale } from "../evaluate-sale.ts";
import { reservedIn } from "../open-sales.ts";
import { PosError } from "../pos/protocol.ts";
import type { TillCalls, Work } from "./parts.ts";

export function couponCalls(work: Work): TillCalls<"coupon.present" | "coupon.withdraw"> {
  const { sales, lookUp, releases, log, deadlines, inTurn, change, answered } = work;
  return {
    "coupon.present": ({ transactionId, code }, caller) =>
      inTurn(transactionId, caller, async (sale) => {
        // Asked before anything is reserved: a sale that takes no coupons now must not hold one.
        if (!["open", "subtotal"].includes(sale.session.state)) throw new PosError("wrong-state");
        const deadline = deadlineIn(deadlines.lookUpMs);
        const coupon = await lookUp.reserve(sale, code, deadline);
        if ("outcome" in coupon) {
          const degraded =
            coupon.reason === "not-reserved" ? { degraded: true, degradedReason: "not-reserved" } : {};
          return answered(sale, deadline, { ...degraded, coupon: couponReply(coupon, caller.language) });
        }
        const { couponId, series } = coupon.presented;
        try {
          sale.advance({ kind: "coupon.present", coupon });
        } catch (error) {
          sales.free(reservedIn([coupon]));
          throw error;
        }
        const { reply } = await evaluateSale(sale, releases, deadline, log);
        // A late evaluation says nothing of it: it is presented, and applies by itself as soon as it can.
        const parked = { couponId, series, outcome: "parked", promotionIds: [] } as const;
        const outcome = reply.coupons.find((one) => one.couponId === couponId) ?? parked;
        return {
          transactionId,
          state: sale.session.state,
          ...reply,
          coupon: couponReply(outcome, caller.language),
        };
      }),

    "coupon.withdraw": ({ transactionId, couponId }, caller) =>
      change(transactionId, caller, deadlines.lookUpMs, (sale) => {
        const gone = sale.session.coupons.filter(({ presented }) => presented.couponId === couponId);
        sale.advance({ kind: "coupon.withdraw", couponId });
        sales.free(reservedIn(gone));
      }),
  };
}
