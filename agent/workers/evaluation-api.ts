/** What the evaluation worker of a release is asked and what it answers: plain data that crosses threads. */

import type { ReceiptBlock } from "../../drivers/device.ts";
import type { Basket } from "../../engine/basket.ts";
import type { Context, CouponRefusal, Customer } from "../../engine/context.ts";
import type {
  AppliedModifier,
  CouponOutcome,
  Effect,
  Explanation,
  LineTotal,
  Suggestion,
  VatTotal,
} from "../../engine/effect.ts";
import type { RefusedReturn } from "../../engine/refund/index.ts";
import type { AllowanceRows } from "../../sync/claims/allowance-rows.ts";
import type { UsesQuestion } from "../../sync/customer-uses.ts";
import type { Skipped } from "../../sync/golden/check.ts";
import type { HeldReceipt, UsedVoucher } from "../../sync/protocol.ts";
import type { VoucherUse } from "../../sync/vouchers.ts";
import type { Counted } from "../allowances/limits.ts";
import type { PeriodKind } from "../allowances/period.ts";
import type { Allowances, Use, WantedUse } from "../allowances/use.ts";
import type { RefusedGift } from "../gifts-taken-out.ts";
import type { ReceiptAsk } from "../returns/neighbours.ts";
import type { AskedGoods, Reckoned } from "../returns/refund-of.ts";
import type { SessionLine } from "../session/session.ts";
import type { AllowancesQuestion } from "../store/journal-reader.ts";
import type { StoredReturn } from "../store/stored-return.ts";
import type { Definition, StoredSale } from "../store/stored-sale.ts";
import type { Language } from "../texts/language.ts";
import type { VoucherInstead } from "../vouchers/instead.ts";
import type { IssuedVoucher, SaleOrigin } from "../vouchers/issue.ts";

export interface EvaluationWorkerData {
  readonly replicaPath: string;
  readonly journalPath: string;
  readonly chainKeyPath: string;
  /** Where enrolment leaves the till's key and certificate. */
  readonly dataDir: string;
  /** Shared, of one number: no longer 0 when the replica may be opened. Absent: it may. */
  readonly replicaReady?: Int32Array<SharedArrayBuffer>;
}

/** What the release says of itself and of its store. */
export interface ReleaseAbout {
  readonly release: number;
  readonly promotions: number;
  /** In which its rules count, ISO 4217. */
  readonly currency: string;
  /** Promotions that a newer HQ wrote and this Tillside does not understand: kept, not evaluated. */
  readonly unread: readonly { readonly id: string; readonly reason: string }[];
  /** HQ's golden baskets that this Tillside could not check. */
  readonly goldenSkipped: readonly Skipped[];
  /** Some have limits that outlive a sale. */
  readonly hasLimits: boolean;
  /** Periods in which limits for each customer are counted, each once. */
  readonly countsPerCustomer: readonly PeriodKind[];
  /** What may be used once, while nobody can be asked. */
  readonly allowances: AllowanceRows;
  /** HQ's `config` rows, as they are: `codes`, `store`, `receipt`, `lan`. */
  readonly codes: unknown;
  readonly store: unknown;
  readonly receipt: unknown;
  readonly lan: unknown;
  /** POS profiles that HQ pushes: `profile/acme`. */
  readonly profiles: readonly { readonly from: string; readonly value: unknown }[];
  /** Why cards and unique coupons can't be recognised, if so. */
  readonly chainKeyProblem?: string;
}

export interface Question {
  readonly currency: string;
  readonly lines: readonly SessionLine[];
  readonly context: Context;
}

/** From one version of a sale's basket to the next; `agent/basket-copy.ts` says how the two sides agree. */
export interface BasketChange {
  /** Names the copy that the worker keeps. Absent: none is kept. */
  readonly copy?: number;
  /** The version that the copy must have. Absent: this is everything. */
  readonly from?: number;
  /** The version that it has afterwards; never the same twice for one copy. */
  readonly version: number;
  readonly currency: string;
  /** Absent: as before. */
  readonly context?: Context;
  /** Gifts that are not asked for any more. Absent: as before; of everything: none. */
  readonly refusedGifts?: readonly RefusedGift[];
  /** Ids of lines that are taken out, before any is put. */
  readonly removed: readonly string[];
  /** New lines, and lines in the place of the one that has their id. */
  readonly put: readonly SessionLine[];
}

export type Answer = (
  | {
      /** An Evaluation as JSON: written and read, it crosses threads in half the time of an object. */
      readonly evaluation: string;
    }
  | {
      /** A Difference as JSON, from the evaluation that was asked for. */
      readonly difference: string;
    }
) & {
  readonly evaluationMs: number;
  readonly suggestions?: readonly Suggestion[];
  /** Texts of gifts that are asked for and of what is suggested, by article; with suggestions only. */
  readonly articleNames?: Readonly<Record<string, string>>;
  /** What it takes of limits that outlive the sale, where that was asked for. */
  readonly uses?: readonly WantedUse[];
};

export type CardAnswer =
  | { readonly kind: "found"; readonly customer: Customer; readonly balanceAt: string }
  | { readonly kind: "unknown-card" | "card-blocked" };

export type CouponAnswer =
  | {
      readonly kind: "found";
      /** Of a unique code its keyed hash; undefined for a mass coupon. */
      readonly couponId?: string;
      readonly series: string;
      readonly onceInASale: boolean;
      readonly customerId?: string;
      /** The store that may hold a lease on it. */
      readonly home?: string;
      /** What a voucher says itself: its worth, and of a personal one the mark of its owner. */
      readonly amountCents?: number;
      readonly percent?: string;
      readonly owner?: string;
      /** Of a voucher: how it proved itself. */
      readonly voucher?: VoucherUse;
      readonly refusal?: CouponRefusal;
    }
  | { readonly kind: "unknown" };

/** How a sale that the POS has finished is booked. */
export interface Booking {
  /** Why there was nothing to grant, whatever was bought. */
  readonly degradedReason?: "no-release" | "other-currency";
  readonly semantics: number;
  readonly basket: Basket;
  readonly effects: readonly Effect[];
  readonly coupons: readonly CouponOutcome[];
  readonly redeemed: readonly string[];
  readonly freed: readonly string[];
  readonly grossCents: number;
  readonly discountCents: number;
  readonly totalCents: number;
  readonly lines: readonly LineTotal[];
  readonly vat: readonly VatTotal[];
  readonly rules: Readonly<Record<string, unknown>>;
  readonly definitions: readonly Definition[];
  /** What it has used up of limits that outlive it; undefined where the rules could not be asked. */
  readonly uses?: readonly Use[];
  /** The vouchers among its effects that got a number; absent where none did. */
  readonly vouchers?: readonly IssuedVoucher[];
  /** So many more got none: HQ lets this till issue no more today, or no number can say them. */
  readonly vouchersHeldBack?: number;
  /** Our slip; empty when there is nothing to say. */
  readonly receipt: readonly ReceiptBlock[];
}

/** Goods of a past sale come back. */
export interface RefundQuestion {
  /** Its id in this till's journal, or what somebody else holds of it. */
  readonly sale: string | { readonly sale: StoredSale; readonly definitions: readonly Definition[] };
  /** What came back of it according to HQ, or to the other tills of the store: here or elsewhere. */
  readonly elsewhere: readonly StoredReturn[];
  /** Of its vouchers, those that they know to have been used, at whichever till. */
  readonly vouchersUsed?: readonly UsedVoucher[];
  /** Absent: all that is still out. */
  readonly goods?: readonly AskedGoods[] | undefined;
  /** The return's own name, under which smaller vouchers get their numbers. */
  readonly returnId: string;
  readonly language: Language;
}

export type RefundAnswer =
  | {
      readonly kind: "reckoned";
      readonly reckoned: Reckoned;
      readonly of: Pick<
        StoredSale,
        "saleId" | "transactionId" | "receipt" | "context" | "coupons" | "allowances"
      >;
      /** Returns of it that this till's journal holds. */
      readonly knownHere: number;
      /** Smaller vouchers in the place of some that become void, and their slip. */
      readonly instead: readonly VoucherInstead[];
      readonly receipt: readonly ReceiptBlock[];
      readonly evaluationMs: number;
    }
  | RefusedReturn
  /** The journal has forgotten the sale meanwhile. */
  | { readonly kind: "gone" };

export type EvaluationApi = {
  /** Null: the worker's copy is another one, or none; everything must be sent. */
  evaluate(
    change: BasketChange & {
      readonly suggest: boolean;
      /** Names this evaluation. */
      readonly evaluationId: string;
      /** Only the difference from this evaluation is wanted, if it is the copy's last one. */
      readonly differenceFrom?: string;
      /** What it takes of limits that outlive the sale is wanted too. */
      readonly uses?: boolean;
    },
  ): Answer | null;
  /** The sale is over. */
  forget(copy: number): void;
  explain(question: Question): readonly Explanation[];
  /** A past sale, by its own rules: one that HQ holds, or one of the journal; null when that does not have it. */
  explainSale(sale: RefundQuestion["sale"]): {
    readonly explanations: readonly Explanation[];
    /** Why the sale had no promotions, if so; may be of a newer Tillside. */
    readonly degradedReason?: string;
  } | null;
  /** By receipt number, sale id or transaction id; null when this till's journal does not have it. */
  pastSale(wanted: string): { readonly saleId: string; readonly vouchers: readonly string[] } | null;
  /** What the journal has of a customer's limits, for another till of the store. */
  customerUses(question: UsesQuestion): readonly Omit<Counted, "of">[];
  /** What the journal has of it, for another till of the store. */
  heldReceipt(ask: ReceiptAsk): HeldReceipt | null;
  refund(question: RefundQuestion): RefundAnswer;
  book(
    question: Question & {
      readonly applied: readonly AppliedModifier[];
      /** The POS's number of it, for the slip. */
      readonly receipt: string;
      readonly language: Language;
      /** Absent: vouchers get no numbers, since nobody would take them home. */
      readonly issues?: SaleOrigin;
    },
  ): Booking;
  card(number: string): CardAnswer;
  /** What is known now of a customer's accounts; null where the release has no such card. */
  balances(customerId: string): {
    readonly balances: Readonly<Record<string, number>>;
    /** When HQ reckoned its part, ISO 8601. */
    readonly balanceAt: string;
    /** The store that may hold a lease on them. */
    readonly home?: string;
  } | null;
  coupon(asked: { readonly code: string; readonly date: string }): CouponAnswer;
  transactionKnown(transactionId: string): boolean;
  /** What the counters leave now; null where nobody can read them. */
  allowances(question: AllowancesQuestion): Allowances | null;
  /** Reads the same release from a newer point of the replica's log, so that the log can end; false if it moved on. */
  refresh(_: null): boolean;
};
