import type { VoucherNumber } from "../../engine/answers/receipt.ts";
import type { Effect } from "../../engine/effect.ts";
import { couponToken } from "../../sync/release/token.ts";
import { type VoucherTerms, voucherNumber } from "./number.ts";
import type { Proved } from "./proof.ts";

/** A voucher of a sale with its number: what the POS is told, and what is printed. */
export interface IssuedVoucher extends VoucherTerms {
  /** Its 38 digits. */
  readonly number: string;
  /** What its QR code holds: the number and the till's signature. Absent of a till that is not enrolled. */
  readonly qr?: string;
  /** By which journal and HQ know it: the number's keyed hash. */
  readonly couponId: string;
  readonly promotionId: string;
  readonly personal: boolean;
}

/** What journal and HQ keep of it: whoever reads them can't spend it. */
export type StoredVoucher = Omit<IssuedVoucher, "number" | "qr">;

export function stored<Voucher extends IssuedVoucher>({
  number: _,
  qr: _q,
  ...kept
}: Voucher): Omit<Voucher, "number" | "qr"> {
  return kept;
}

/** Of the till that issues. */
export interface Issuing {
  /** Numbers are made with it: `voucherKey`, or the earlier one. */
  readonly key: Uint8Array;
  /** What the QR code says behind the number; undefined: nothing. */
  sign(voucher: Proved): string | undefined;
  /** Amounts that may still be issued today; undefined: any. */
  readonly leftCents?: number | undefined;
}

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
 * each time that its POS completes it. Undefined in the place of one that no number can say, or that is more than HQ lets
 * this till issue today.
 */
export function issueVouchers(
  chainKey: Uint8Array,
  { store, till, transactionId, at }: SaleOrigin,
  effects: readonly Effect[],
  customerId: string | undefined,
  { key, sign, leftCents = Number.POSITIVE_INFINITY }: Issuing,
): (IssuedVoucher | undefined)[] {
  let left = leftCents;
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
      if (number === undefined || (amountCents ?? 0) > left) {
        issued.push(undefined);
        continue;
      }
      left -= amountCents ?? 0;
      const couponId = couponToken(chainKey, number);
      issued.push({ ...numbered(number, series, sign), couponId, promotionId, personal, ...terms });
    }
  }
  return issued;
}

export function numbered(
  number: string,
  series: string,
  sign: Issuing["sign"],
): Pick<IssuedVoucher, "number" | "qr"> {
  const proof = sign({ number, series });
  return { number, ...(proof === undefined ? {} : { qr: number + proof }) };
}

/** By promotion, in their order, for the slip. */
export function numbersByPromotion(
  effects: readonly Effect[],
  issued: readonly (IssuedVoucher | undefined)[],
): Record<string, (VoucherNumber | undefined)[]> {
  const numbers: Record<string, (VoucherNumber | undefined)[]> = {};
  const promotionIds = effects.flatMap((effect) =>
    effect.kind === "voucher" ? Array.from({ length: effect.pieces }, () => effect.promotionId) : [],
  );
  for (const [place, promotionId] of promotionIds.entries()) {
    numbers[promotionId] ??= [];
    const voucher = issued[place];
    numbers[promotionId].push(
      voucher && { digits: voucher.number, ...(voucher.qr === undefined ? {} : { qr: voucher.qr }) },
    );
  }
  return numbers;
}
