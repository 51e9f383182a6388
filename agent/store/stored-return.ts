/** What a return leaves behind: enough to reckon the next one, to evaluate it again, and for HQ to follow it. */

import type { Cents } from "../../engine/basket.ts";
import type {
  IssuedVoucher,
  PaidGoods,
  Refund,
  ReturnedGoods,
  ReturnedSoFar,
} from "../../engine/refund/index.ts";
import type { StoredInstead } from "../vouchers/instead.ts";

interface ReturnBase {
  /** The POS's own name for it, unique in the chain. */
  readonly returnId: string;
  readonly receipt: string;
  /** Where, when (ISO 8601 with offset) and by whom the goods were taken back. */
  readonly store: string;
  readonly till: string;
  readonly at: string;
  readonly operator: string;
  readonly override?: { readonly supervisor: string; readonly reason: string };
  /** What the POS really gave back, before cash rounding; differs from `refundCents` where it did something of its own. */
  readonly paidOutCents: Cents;
  readonly refundCents: Cents;
  readonly lines: Refund["lines"];
  readonly vat: Refund["vat"];
  /** HQ could not be asked whether goods of this receipt came back elsewhere. */
  readonly unconfirmed?: true;
}

/** Of a sale that was found: reckoned with the rules of that sale. */
export interface ReturnOfSale extends ReturnBase, Pick<Refund, RefundPart> {
  readonly kind: "of-sale";
  readonly saleId: string;
  readonly customerId?: string;
  /** Meaning of promotions that reckoned it. */
  readonly semantics: number;
  /** What came back, as the engine was asked. */
  readonly goods: readonly ReturnedGoods[];
  /** What all returns of the sale that were known had left before this one. */
  readonly already: ReturnedSoFar;
  /** All that the sale had issued by then. */
  readonly vouchers: readonly IssuedVoucher[];
  /** Smaller vouchers that were printed in the place of some of `vouchersToVoid`; absent where none was. */
  readonly vouchersInstead?: readonly StoredInstead[];
  /** What the goods no longer use up of limits that outlive the sale, by promotion; absent where that is nothing. */
  readonly unused?: Refund["unused"];
}

type RefundPart =
  | "withheldCents"
  | "withheld"
  | "balances"
  | "vouchersToVoid"
  | "setOffCents"
  | "stillOwedCents"
  | "couponsRestored"
  | "kept";

/** Of a receipt that nobody found: what the POS says was paid. */
export interface ReturnWithoutSale extends ReturnBase {
  readonly kind: "without-sale";
  readonly goods: readonly PaidGoods[];
}

/** Body of the event `return`. Field names are a contract with HQ. */
export type StoredReturn = ReturnOfSale | ReturnWithoutSale;
