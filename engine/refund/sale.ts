/** What returns know of a sale, and what they leave behind for the next return of it. */

import type { Basket, Cents } from "../basket.ts";
import type { Context } from "../context.ts";
import type { Effect, LineTotal } from "../effect.ts";

/** A sale as it was committed. `effects` and `lines` are those that `book` gave. */
export interface SoldSale {
  readonly basket: Basket;
  readonly context: Context;
  readonly effects: readonly Effect[];
  readonly lines: readonly LineTotal[];
}

/** Goods that come back. Without a number: all that is still out of this line. */
export interface ReturnedGoods {
  readonly lineId: string;
  /** Of goods sold by the piece. */
  readonly pieces?: number;
  /** Of a measured line: that much of its measure, in thousandths. */
  readonly measureThousandths?: number;
}

/** A voucher that the sale issued, as the till and HQ know it now. */
export interface IssuedVoucher {
  readonly couponId: string;
  readonly promotionId: string;
  readonly series: string;
  /** What it was issued for. Absent where it is a percentage, or where the series says it. */
  readonly amountCents?: Cents;
  /** It was used since, and saved so much. A voucher without an amount counts as much as it saved. */
  readonly used?: { readonly savedCents: Cents };
}

/** What was done with points or stamps of one account. Never below 0. */
export interface BalanceChange {
  readonly unit: "points" | "stamps";
  readonly account: string;
  /** Earned by the sale and taken back: the balance falls, also below 0. */
  readonly taken: number;
  /** Used up by the sale and given back: the balance rises. */
  readonly givenBack: number;
}

/** All returns of a sale so far, added up. Stored with the last one and passed to the next. */
export interface ReturnedSoFar {
  /** Pieces, or thousandths of a measured line, by line; in the order of the basket. */
  readonly goods: readonly { readonly lineId: string; readonly amount: number }[];
  /** What the goods were worth: paid out, or set off against used vouchers. */
  readonly refundedCents: Cents;
  /** Of it, set off against used vouchers. */
  readonly setOffCents: Cents;
  readonly balances: readonly BalanceChange[];
  readonly vouchersVoided: readonly string[];
  readonly couponsRestored: readonly string[];
}

/** Before the first return. */
export const NOTHING_RETURNED: ReturnedSoFar = {
  goods: [],
  refundedCents: 0,
  setOffCents: 0,
  balances: [],
  vouchersVoided: [],
  couponsRestored: [],
};

/** Why goods can't come back: for the cashier. */
export type ReturnRefusal =
  /** The sale has no such line, or it was a return itself. */
  | "unknown-line"
  /** More than was sold, or than earlier returns left. */
  | "more-than-kept"
  /** Pieces of goods that were weighed, a measure of goods sold by the piece, or nothing at all. */
  | "not-a-quantity";
