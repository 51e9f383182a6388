/**
 * Everything outside the basket that an evaluation may depend on. The engine reads no clock, file or zone: whoever
 * asks says when it is, where, for whom, and what is known about the coupons on the counter. The same basket in
 * the same context gives the same bytes on a till, in a browser and at HQ.
 */

import type { Cents } from "./basket.ts";

export type Channel = "till" | "self-checkout" | "web" | "app";

/** ISO 8601: Monday is 1, Sunday is 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** The card holder as the replica knows them: never a name, mail or card number. */
export interface Customer {
  /** The card's keyed hash. */
  readonly id: string;
  /** "" is no tier. */
  readonly tier: string;
  readonly segments: readonly string[];
  readonly staff: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Points and stamps by account, local movements included. May be negative: then nothing can be burnt. */
  readonly balances: Readonly<Record<string, number>>;
  /** "MM-DD": the year is nobody's business. */
  readonly birthday?: string;
  /** "YYYY-MM-DD". */
  readonly joined?: string;
  /** Purchases before this one. */
  readonly purchases?: number;
  /** The day of the last one, "YYYY-MM-DD". */
  readonly lastVisit?: string;
  readonly events?: readonly string[];
}

/** A means of payment on the counter, provisional until the POS says so. */
export interface Tender {
  /** The chain's own name for it: "store-card", "meal-voucher". */
  readonly tender: string;
  /** The part of the receipt that it is to cover, before what the tender itself saves. Absent: all that is left. */
  readonly amountCents?: Cents;
}

/** A reward from the catalogue that the customer wants. */
export interface ChosenReward {
  readonly promotionId: string;
  readonly times: number;
}

/** What counters leave of a promotion: the smallest of what applies to this customer and to this till. */
export interface Remaining {
  readonly applications?: number;
  readonly amountCents?: Cents;
}

/** Why a coupon is of no use here: a closed list, each with a text for the cashier in both languages. */
export const couponRefusals = [
  "unknown",
  /** It looks like one of the chain's vouchers, and no till of the chain has made it. */
  "not-genuine",
  /** Headquarters takes nothing any more that the till that issued it made from some moment on. */
  "issuer-revoked",
  /** Its number alone is not enough: its QR code, which is signed, is. */
  "qr-needed",
  /** Headquarters has blocked it, or all of its series. */
  "blocked",
  "not-yet-valid",
  "expired",
  "already-used",
  "reserved-elsewhere",
  "withdrawn",
  "card-needed",
  "not-this-card",
  "no-promotion",
  "not-here",
  "not-now",
  "switched-off",
  "presented-twice",
] as const;

export type CouponRefusal = (typeof couponRefusals)[number];

/** A coupon on the counter, as the agent looked it up. */
export interface PresentedCoupon {
  /** Of this very coupon: the keyed hash of a unique code, or the presentation's own id for a mass coupon. */
  readonly couponId: string;
  /** What promotions name in `requires`: the campaign's coupon, of which there may be millions. "" if unknown. */
  readonly series: string;
  /** Set when replica or journal already know that it can't be used. */
  readonly refusal?: CouponRefusal;
  /** Only this customer (`Customer.id`) may use it. */
  readonly customerId?: string;
  /** What it says itself that it is worth, as vouchers do: for promotions that go by it. One of the two at most. */
  readonly amountCents?: Cents;
  /** Decimal text, above 0, at most 100, with up to three decimals. */
  readonly percent?: string;
}

export interface Context {
  /** Local date of `transaction.begin`, "YYYY-MM-DD". It holds for the whole sale. */
  readonly date: string;
  /** Local time, "HH:MM:SS". */
  readonly time: string;
  readonly weekday: Weekday;
  readonly store: string;
  readonly storeGroups: readonly string[];
  readonly till: string;
  readonly channel: Channel;
  readonly customer?: Customer;
  /** In the order in which they were presented. */
  readonly coupons: readonly PresentedCoupon[];
  readonly tenders?: readonly Tender[];
  readonly rewards?: readonly ChosenReward[];
  /**
   * By promotion: what is left of its `perCustomer` and `budget` limits. Of a promotion that is not named here,
   * everything; one that declares no such limit is not bound, whatever a stale counter says.
   */
  readonly remaining?: Readonly<Record<string, Remaining>>;
  /** By promotion: headquarters has switched it off, and what they gave as the reason. As if it were not there. */
  readonly switchedOff?: Readonly<Record<string, string>>;
}
