/** Coupons issued for this start of the demonstration: a single-use coupon of the last start has been used up. */

import { gs1CheckDigit } from "../../../drivers/codes/check-digit.ts";

export interface FreshCoupons {
  /** For `publish({ coupons })`: the form of a chain's coupons.json. */
  readonly coupons: {
    readonly series: readonly [];
    readonly codes: readonly { code: string; series: string }[];
  };
  /** For `play({ codes })`: the values of "${BUONO_1}", "${BUONO_2}" … in recorded sales. */
  readonly codes: Readonly<Record<string, string>>;
}

/** @param nowMs makes the numbers new: starts at least a second apart never issue the same one. */
export function freshCoupons(series: string, count: number, nowMs: number): FreshCoupons {
  const seconds = String(Math.floor(nowMs / 1000) % 10_000_000).padStart(7, "0");
  const codes = Array.from({ length: count }, (_, i) => {
    const digits = `995${seconds}${String(i + 1).padStart(2, "0")}`;
    return digits + gs1CheckDigit(digits);
  });
  return {
    coupons: { series: [], codes: codes.map((code) => ({ code, series })) },
    codes: Object.fromEntries(codes.map((code, i) => [`BUONO_${i + 1}`, code])),
  };
}
