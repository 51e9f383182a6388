import type { Effect } from "../../engine/effect.ts";
import { couponToken } from "../../sync/release/token.ts";
import { type VoucherTerms, voucherKey, voucherNumber } from "./number.ts";

/** A voucher of a sale with its number: what the POS is told, and what is printed. */
export interface IssuedVoucher extends VoucherTerms {
  /** Its 38 digits. */
  readonly number: string;
  /** By which journal and HQ know it: the number's keyed hash. */
  readonly couponId: string;
  readonly promotionId: string;
  readonly personal: boolean;
}

/** What journal and HQ keep of it: whoever reads them can't spend it. */
export type StoredVoucher = Omit<IssuedVoucher, "number">;

/** What makes a sale unlike any other of the chain. */
export interface SaleOrigin {
  readonly store: string;
  readonly till: string;
  readonly transactionId: string;
  /** When it began. */
  readonly at: string;
}

/**
 * Numbers for all vouchers of a sale, in the order of its effects and of their pieces. The same sale gets the same numbers
 * each time that its POS completes it. Undefined in the place of one that no number can say. Pure.
 */
export function issueVouchers(
  chainKey: Uint8Array,
  { store, till, transactionId, at }: SaleOrigin,
  effects: readonly Effect[],
  customerId: string | undefined,
): (IssuedVoucher | undefined)[] {
  const key = voucherKey(chainKey);
  const issued: (IssuedVoucher | undefined)[] = [];
  for (const effect of effects) {
    if (effect.kind !== "voucher") continue;
    const { promotionId, pieces, personal, series, amountCents, percent, validFrom, validTo } = effect;
    const terms: VoucherTerms = {
      series,
      ...(amountCents === undefined ? {} : { amountCents }),
      ...(percent === undefined ? {} : { percent }),
      validFrom,
      validTo,
    };
    for (let piece = 0; piece < pieces; piece += 1) {
      const origin = ["sale", store, till, transactionId, at, String(issued.length)];
      const number = voucherNumber(key, terms, origin, personal ? customerId : undefined);
      issued.push(
        number === undefined
          ? undefined
          : { number, couponId: couponToken(chainKey, number), promotionId, personal, ...terms },
      );
    }
  }
  return issued;
}

/** By promotion, in their order, for the slip. */
export function numbersByPromotion(
  effects: readonly Effect[],
  issued: readonly (IssuedVoucher | undefined)[],
): Record<string, (string | undefined)[]> {
  const numbers: Record<string, (string | undefined)[]> = {};
  const promotionIds = effects.flatMap((effect) =>
    effect.kind === "voucher" ? Array.from({ length: effect.pieces }, () => effect.promotionId) : [],
  );
  for (const [place, promotionId] of promotionIds.entries()) {
    numbers[promotionId] ??= [];
    numbers[promotionId].push(issued[place]?.number);
  }
  return numbers;
}
