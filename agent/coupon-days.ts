/**
 * The days that coupons themselves say they are good for. A GS1 coupon carries them on its label, beside its number; what
 * the POS presents later may be the number alone, so what the scanner read is remembered for a while.
 */

import type { Code } from "../drivers/codes/code.ts";

type Days = Pick<Extract<Code, { kind: "coupon" }>, "expiresOn" | "validFrom">;

export interface CouponDays {
  /** A label was read: the last word on the days of its coupon. */
  saw(code: Code): void;
  /**
   * @param number of a coupon, as its label's `code` has it
   * @param date the sale's day, "2026-11-22"
   */
  untimely(number: string, date: string): "expired" | "not-yet-valid" | undefined;
}

/** As many coupons as may wait between scanner and sale; of older ones only HQ's days are known. */
const REMEMBERED_MAX = 200;

export function couponDays(): CouponDays {
  const days = new Map<string, Days>();
  return {
    saw(code) {
      if (code.kind !== "coupon") return;
      days.delete(code.code);
      if (code.expiresOn === undefined && code.validFrom === undefined) return;
      days.set(code.code, code);
      const [oldest] = days.keys();
      if (days.size > REMEMBERED_MAX && oldest !== undefined) days.delete(oldest);
    },
    untimely(number, date) {
      const { expiresOn, validFrom } = days.get(number) ?? {};
      if (expiresOn !== undefined && expiresOn < date) return "expired";
      return validFrom !== undefined && validFrom > date ? "not-yet-valid" : undefined;
    },
  };
}
