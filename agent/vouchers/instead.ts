/** A return may leave a smaller voucher than the one that the sale had issued: it gets a number too. Pure. */

import type { Effect } from "../../engine/effect.ts";
import type { Refund } from "../../engine/refund/index.ts";
import { couponToken } from "../../sync/release/token.ts";
import type { StoredSale } from "../store/stored-sale.ts";
import { type IssuedVoucher, type Issuing, numbered, type StoredVoucher } from "./issue.ts";
import { voucherNumber } from "./number.ts";

/** It takes the place of another, which is void. */
export interface InsteadOf {
  readonly insteadOf: string;
}

export type VoucherInstead = IssuedVoucher & InsteadOf;
export type StoredInstead = StoredVoucher & InsteadOf;

/**
 * Good for as long as the one that it takes the place of, and its owner's.
 * @param earlier those that earlier returns put in the place of others
 * @param returnId names the return: the same return gets the same numbers
 */
export function vouchersInstead(
  chainKey: Uint8Array,
  { context, vouchers = [] }: Pick<StoredSale, "context" | "vouchers">,
  earlier: readonly StoredVoucher[],
  { vouchersToVoid }: Pick<Refund, "vouchersToVoid">,
  returnId: string,
  { key, sign }: Pick<Issuing, "key" | "sign">,
): VoucherInstead[] {
  return vouchersToVoid.flatMap(({ couponId, replacedByCents }): VoucherInstead[] => {
    const voided = [...vouchers, ...earlier].find((one) => one.couponId === couponId);
    if (voided === undefined || replacedByCents === undefined) return [];
    const { promotionId, series, validFrom, validTo, personal } = voided;
    const terms = { series, amountCents: replacedByCents, validFrom, validTo };
    const ownerId = personal ? context.customer?.id : undefined;
    const number = voucherNumber(key, terms, ["return", returnId, couponId], ownerId);
    if (number === undefined) return [];
    const instead = couponToken(chainKey, number);
    const signed = numbered(number, series, sign);
    return [{ insteadOf: couponId, ...signed, couponId: instead, promotionId, personal, ...terms }];
  });
}

/** As the slip shows them. */
export function effectsOf(
  { effects }: Pick<StoredSale, "effects">,
  vouchers: readonly IssuedVoucher[],
): Effect[] {
  return vouchers.map(({ number: _, qr: _q, couponId: _c, ...voucher }): Effect => {
    const text = effects.find((one) => one.promotionId === voucher.promotionId)?.text ?? {};
    return { kind: "voucher", pieces: 1, text, couponIds: [], ...voucher };
  });
}
