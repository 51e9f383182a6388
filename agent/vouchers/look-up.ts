/** A voucher's number that somebody presents, read by the rules of one release. */

import { seriesIn } from "../../engine/finding/condition.ts";
import type { PromotionData } from "../../engine/promotion.ts";
import { couponToken } from "../../sync/release/token.ts";
import type { CouponAnswer } from "../workers/evaluation-api.ts";
import { readVoucher, voucherDigits, voucherKey } from "./number.ts";
import { createTries } from "./tries.ts";

/**
 * Undefined: it is no voucher's number. Throws while too many were not genuine.
 * `date` is the local date of the sale; `untimely` says whether the series itself is over or has not begun.
 */
export type VoucherLookUp = (
  code: string,
  date: string,
  untimely: (series: string) => "not-yet-valid" | "expired" | undefined,
) => CouponAnswer | undefined;

/** @param nowMs of a clock that only goes forward */
export function createVoucherLookUp(
  chainKey: Uint8Array | undefined,
  promotions: readonly PromotionData[],
  nowMs: () => number = () => performance.now(),
): VoucherLookUp {
  const tries = createTries();
  let taken: ReadonlySet<string> | undefined;
  return (code, date, untimely) => {
    const digits = voucherDigits(code);
    if (digits === undefined || chainKey === undefined) return undefined;
    if (!tries.mayTry(nowMs()))
      throw new Error("a hundred numbers were not genuine: no voucher is read for an hour");
    taken ??= new Set(promotions.flatMap(({ requires }) => (requires ? [...seriesIn(requires)] : [])));
    const reading = readVoucher(voucherKey(chainKey), digits, taken);
    if (reading.kind === "not-genuine") tries.wrong(nowMs());
    const couponId = couponToken(chainKey, digits);
    const about = { kind: "found", couponId, onceInASale: false } as const;
    if (reading.kind !== "voucher") return { ...about, series: "", refusal: reading.kind };
    const { series, amountCents, percent, validFrom, validTo, owner } = reading.voucher;
    const refusal = date < validFrom ? "not-yet-valid" : date > validTo ? "expired" : untimely(series);
    return {
      ...about,
      series,
      ...(amountCents === undefined ? {} : { amountCents }),
      ...(percent === undefined ? {} : { percent }),
      ...(owner === undefined ? {} : { owner }),
      ...(refusal === undefined ? {} : { refusal }),
    };
  };
}
