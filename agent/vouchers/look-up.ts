/** A voucher that somebody presents, read by the rules of one release. */

import { seriesIn } from "../../engine/finding/condition.ts";
import type { PromotionData } from "../../engine/promotion.ts";
import { couponToken } from "../../sync/release/token.ts";
import type { VoucherSetting, VoucherUse } from "../../sync/vouchers.ts";
import type { Blocklist } from "../store/blocklist.ts";
import type { CouponAnswer } from "../workers/evaluation-api.ts";
import {
  earlierVoucherKey,
  type ReadVoucher,
  readVoucher,
  type VoucherCode,
  type VoucherReading,
  voucherCode,
  voucherKey,
} from "./number.ts";
import { readProof } from "./proof.ts";
import { createTries } from "./tries.ts";

/**
 * Undefined: it is no voucher. Throws while too many were not genuine.
 * `date` is the local date of the sale; `untimely` says whether the series itself is over or has not begun.
 */
export type VoucherLookUp = (
  code: string,
  date: string,
  untimely: (series: string) => "not-yet-valid" | "expired" | undefined,
) => CouponAnswer | undefined;

export interface VoucherLookUpParts {
  readonly chainKey: Uint8Array | undefined;
  readonly promotions: readonly PromotionData[];
  readonly setting: VoucherSetting;
  /** What headquarters has blocked, as it is now. */
  readonly blocklist: Blocklist;
  /** PEM of who signed the tills' certificates. Undefined: this till is not enrolled, and checks no signature. */
  authority(): string | undefined;
  /** Of a clock that only goes forward. */
  readonly nowMs?: () => number;
}

type Refusal = NonNullable<Extract<CouponAnswer, { kind: "found" }>["refusal"]>;

export function createVoucherLookUp(parts: VoucherLookUpParts): VoucherLookUp {
  const { chainKey, promotions, setting, blocklist, authority, nowMs = () => performance.now() } = parts;
  const tries = createTries();
  let taken: ReadonlySet<string> | undefined;

  return (text, date, untimely) => {
    const code = voucherCode(text);
    if (code === undefined || chainKey === undefined) return undefined;
    if (!tries.mayTry(nowMs()))
      throw new Error("a hundred numbers were not genuine: no voucher is read for an hour");
    taken ??= new Set(promotions.flatMap(({ requires }) => (requires ? [...seriesIn(requires)] : [])));
    const couponId = couponToken(chainKey, code.number);
    const about = { kind: "found", couponId, onceInASale: false } as const;
    const proved = prove(chainKey, code, taken);
    if (proved.kind === "not-genuine") tries.wrong(nowMs());
    if (proved.kind !== "voucher") return { ...about, series: "", refusal: proved.kind };
    const { voucher, use } = proved;
    const { series, amountCents, percent, validFrom, validTo, owner } = voucher;
    const refusal =
      refusedBy(couponId, voucher, use, date) ??
      (date < validFrom ? "not-yet-valid" : date > validTo ? "expired" : untimely(series));
    return {
      ...about,
      series,
      ...(amountCents === undefined ? {} : { amountCents }),
      ...(percent === undefined ? {} : { percent }),
      ...(owner === undefined ? {} : { owner }),
      voucher: use,
      ...(refusal === undefined ? {} : { refusal }),
    };
  };

  function prove(key: Uint8Array, { number, proof }: VoucherCode, series: ReadonlySet<string>): Proved {
    const reading = readVoucher(voucherKey(key), number, series);
    if (reading.kind === "no-promotion") return reading;
    if (reading.kind === "not-genuine") {
      const earlier = readVoucher(earlierVoucherKey(key), number, series);
      return earlier.kind === "voucher" ? { ...earlier, use: { form: "earlier" } } : earlier;
    }
    const known = proof === undefined ? undefined : authority();
    if (proof === undefined || known === undefined) return { ...reading, use: { form: "number" } };
    const issuer = readProof(proof, { number, series: reading.voucher.series }, known);
    return issuer === undefined
      ? { kind: "not-genuine" }
      : { ...reading, use: { form: "signed", ...issuer } };
  }

  /** What headquarters has said of it, or of all that have proved themselves no better. */
  function refusedBy(
    couponId: string,
    { series, amountCents = Number.POSITIVE_INFINITY }: ReadVoucher,
    use: VoucherUse,
    date: string,
  ): Refusal | undefined {
    if (blocklist.has("coupon", couponId) || blocklist.has("series", series)) return "blocked";
    if (use.form === "signed")
      return blocklist.has("till", use.key, use.issuedMs) ? "issuer-revoked" : undefined;
    if (use.form === "earlier")
      return date > (setting.earlierUntil ?? date) || blocklist.has("vouchers", "earlier")
        ? "expired"
        : undefined;
    const tooDear = amountCents > (setting.byNumberCents ?? Number.POSITIVE_INFINITY);
    return tooDear || blocklist.has("vouchers", "number") ? "qr-needed" : undefined;
  }
}

type Proved =
  | Exclude<VoucherReading, { kind: "voucher" }>
  | (Extract<VoucherReading, { kind: "voucher" }> & { readonly use: VoucherUse });
