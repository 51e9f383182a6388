/** What an evaluation answers: a closed set of effects, the fate of every coupon, and totals that agree. */

import type { Cents, Taxed, Texts } from "./basket.ts";
import type { CouponRefusal } from "./context.ts";
import type { SelectorTerm } from "./promotion.ts";

/** Part of a price modifier that falls on one line. */
export interface Share {
  readonly lineId: string;
  readonly amountCents: Cents;
  /** The same amount by piece, in the line's own order; one entry for a measured line. Adds up to `amountCents`. */
  readonly unitsCents: readonly Cents[];
}

export interface Funding {
  readonly by: "retailer" | "supplier" | "third-party";
  readonly party?: string;
}

export type Effect =
  | {
      readonly kind: "price-modifier";
      /** Stable within the evaluation: the POS names it when it says what it applied. */
      readonly modifierId: string;
      readonly promotionId: string;
      readonly mechanic: string;
      readonly layer: string;
      /** `line`: it belongs to the lines of `shares`; `transaction`: to the whole receipt, spread for VAT and returns. */
      readonly level: "line" | "transaction";
      readonly text: Texts;
      /** How many times the promotion applied (sets, units, steps). */
      readonly times: number;
      /** What the customer saves, positive. Equals the sum of `shares`. */
      readonly amountCents: Cents;
      readonly shares: readonly Share[];
      readonly funding: Funding;
      /** Coupons used up by it. */
      readonly couponIds: readonly string[];
    }
  | {
      readonly kind: "points";
      readonly promotionId: string;
      readonly account: string;
      /** Whole, rounded down once per receipt. */
      readonly points: number;
      /** The money that the points rest on; 0 for points by piece. */
      readonly baseCents: Cents;
      readonly text: Texts;
      readonly couponIds: readonly string[];
    }
  | {
      /** Stamps earned (above 0) or used up (below 0). */
      readonly kind: "stamps";
      readonly promotionId: string;
      readonly account: string;
      readonly stamps: number;
      readonly text: Texts;
      readonly couponIds: readonly string[];
    }
  | {
      /** A coupon for a later visit. Its number is the till's business. */
      readonly kind: "voucher";
      readonly promotionId: string;
      readonly series: string;
      readonly pieces: number;
      /** What each is worth, where that is known today. */
      readonly amountCents?: Cents;
      readonly percent?: string;
      /** First and last day, "YYYY-MM-DD", both included. */
      readonly validFrom: string;
      readonly validTo: string;
      /** Only for the customer who earned it. */
      readonly personal: boolean;
      readonly text: Texts;
      readonly couponIds: readonly string[];
    }
  | {
      /** Articles free of charge that are not in the basket yet. */
      readonly kind: "gift";
      readonly promotionId: string;
      /** `scanned`: tell the cashier; `asked`: the POS adds the line, marked `giftOf`; `chosen`: the customer picks one. */
      readonly how: "scanned" | "asked" | "chosen";
      /** What it may be; the POS adds the first one where it is asked to. Empty where only a selector describes it. */
      readonly articles: readonly string[];
      readonly pieces: number;
      /**
       * It does not go together with what comes off now, which is worth so much more: once it is scanned it is free if it
       * costs more than this, and the other discounts go. Never `asked`: the customer decides.
       */
      readonly insteadOfCents?: Cents;
      readonly text: Texts;
      readonly couponIds: readonly string[];
    }
  | {
      /** Its condition fell: the POS takes these lines out again. */
      readonly kind: "gift-withdrawn";
      readonly promotionId: string;
      readonly lineIds: readonly string[];
      /** Some of them can't be given away: these goods take no discount. Whoever asks again would only hear it again. */
      readonly reason?: "not-discountable";
      readonly text: Texts;
      readonly couponIds: readonly string[];
    }
  | {
      /** Points burnt for a reward of the catalogue. What it saves is a price modifier of the same promotion. */
      readonly kind: "reward";
      readonly promotionId: string;
      readonly account: string;
      readonly points: number;
      readonly times: number;
      readonly text: Texts;
      readonly couponIds: readonly string[];
    }
  | {
      readonly kind: "message";
      readonly promotionId: string;
      readonly audience: "receipt" | "cashier" | "customer";
      readonly text: Texts;
      readonly couponIds: readonly string[];
    };

export type PriceModifier = Extract<Effect, { kind: "price-modifier" }>;

/** What became of a presented coupon. Never silence. */
export type CouponOutcome = {
  readonly couponId: string;
  readonly series: string;
} & (
  | { readonly outcome: "accepted"; readonly promotionIds: readonly string[] }
  /** Good, but its condition is not met yet; it will apply by itself. Names the promotions that wait for it. */
  | { readonly outcome: "parked"; readonly promotionIds: readonly string[] }
  /** Good, but other promotions give more today: keep it for another day. Names those that won. */
  | { readonly outcome: "outbid"; readonly promotionIds: readonly string[] }
  | { readonly outcome: "refused"; readonly reason: CouponRefusal }
);

export interface LineTotal {
  readonly lineId: string;
  readonly grossCents: Cents;
  readonly discountCents: Cents;
  readonly netCents: Cents;
}

/** One for each VAT rate, and one more where goods of that rate stand without their tax. */
export interface VatTotal extends Taxed {
  readonly grossCents: Cents;
  readonly discountCents: Cents;
  readonly netCents: Cents;
}

/** How one layer was solved. */
export interface LayerReport {
  readonly layer: string;
  /** Search steps spent; deterministic, never a time. */
  readonly steps: number;
  /** 0: the true optimum. Above: no combination could save more than this much in addition. */
  readonly gapCents: Cents;
  /** Others may save as much that come first in the order of ties: to tell would have taken too long. */
  readonly tied?: true;
}

export interface Evaluation {
  /** Version of the meaning of promotions that produced it. */
  readonly semantics: number;
  readonly grossCents: Cents;
  readonly discountCents: Cents;
  readonly totalCents: Cents;
  readonly effects: readonly Effect[];
  readonly coupons: readonly CouponOutcome[];
  readonly lines: readonly LineTotal[];
  readonly vat: readonly VatTotal[];
  readonly layers: readonly LayerReport[];
}

/** A modifier as the POS says that it applied it: which one, and how much on each line. */
export interface AppliedModifier {
  readonly promotionId: string;
  readonly amountCents: Cents;
  readonly shares: readonly { readonly lineId: string; readonly amountCents: Cents }[];
}

/** Goods to add: so many pieces, or so much by weight, of an article; or anything for so much money. */
export interface Probe {
  /** Absent: any goods of `of`, such as a department, that no other promotion cuts. */
  readonly article?: string;
  readonly of?: SelectorTerm;
  /** 1 for goods by weight, and for any goods. */
  readonly pieces: number;
  /** Of goods by weight, volume or length, in thousandths; a multiple of 50, so that it can be asked for. */
  readonly measureThousandths?: number;
  /** Of one piece, or of one whole measure; of any goods, what they cost together. */
  readonly unitPriceCents: Cents;
}

/** What to add to reach a benefit, proven by evaluating again with the probes in the basket. */
export interface Suggestion {
  readonly promotionId: string;
  readonly text: Texts;
  /** benefit(basket + probes) − benefit(basket), the probes' own price not counted. */
  readonly gainCents: Cents;
  readonly gainPoints: number;
  /** Vouchers for a later visit, where there are any. */
  readonly gainVouchers?: number;
  readonly gainStamps?: number;
  /** Pieces free of charge that will then be asked for: what they cost is known once they are scanned. */
  readonly gainGifts?: number;
  /** All of them together, each a line of its own; at least one. */
  readonly probes: readonly Probe[];
  /** What the customer would spend more: the probes less the gain. May be negative ("add it and pay less"). */
  readonly spendCents: Cents;
  /** What is short, in the promotion's own measure. */
  readonly missing: {
    readonly pieces?: number;
    readonly amountCents?: Cents;
    readonly measureThousandths?: number;
  };
}

/** Why a promotion did or did not apply, every reason, as data. Words are made at the edge. */
export interface Explanation {
  readonly promotionId: string;
  readonly name: Texts;
  readonly applied: boolean;
  readonly times: number;
  readonly amountCents: Cents;
  readonly points: number;
  /** Earned, where there are any. */
  readonly stamps?: number;
  readonly vouchers?: number;
  readonly reasons: readonly Reason[];
}

export type Reason =
  /** By headquarters, whatever it says of itself; `because` is what they wrote. */
  | { readonly kind: "switched-off"; readonly because: string }
  | { readonly kind: "not-yet-valid"; readonly from: string }
  | { readonly kind: "expired"; readonly to: string }
  | { readonly kind: "not-this-weekday" }
  | { readonly kind: "not-at-this-time" }
  | { readonly kind: "not-in-this-store" }
  | { readonly kind: "not-at-this-till" }
  | { readonly kind: "not-in-this-channel" }
  | { readonly kind: "card-missing" }
  | { readonly kind: "not-this-tier" }
  | { readonly kind: "not-this-segment" }
  | { readonly kind: "only-staff" }
  | { readonly kind: "not-for-staff" }
  /** Only people without a card. */
  | { readonly kind: "card-shown" }
  | { readonly kind: "not-this-attribute"; readonly name: string }
  | { readonly kind: "not-near-birthday" }
  | { readonly kind: "not-near-anniversary" }
  | { readonly kind: "not-this-purchase" }
  | { readonly kind: "not-these-days-since-visit" }
  | { readonly kind: "event-missing" }
  | { readonly kind: "tender-missing"; readonly tenders: readonly string[] }
  /** They are on the counter, and would have to cover so much more. */
  | { readonly kind: "tender-short"; readonly tenders: readonly string[]; readonly amountCents: Cents }
  /** A voucher issued today would be over before it is good. `to` is the last day of all of them. */
  | { readonly kind: "voucher-over"; readonly to: string }
  | { readonly kind: "reward-not-chosen" }
  | { readonly kind: "balance-short"; readonly account: string; readonly points: number }
  /** Its allowance or budget is used up. */
  | { readonly kind: "used-up" }
  | { readonly kind: "coupon-missing"; readonly series: string }
  /** It is on the counter, and of no use for a reason of its own. */
  | { readonly kind: "coupon-refused"; readonly series: string; readonly why: CouponRefusal }
  /** What must not be there is there. */
  | { readonly kind: "condition-not-met"; readonly condition: "not" }
  /** `slot`: which part of a set is short, counted from 1. */
  | { readonly kind: "units-short"; readonly pieces: number; readonly slot?: number }
  | { readonly kind: "amount-short"; readonly amountCents: Cents }
  /** Of goods sold by weight, volume or length. */
  | { readonly kind: "measure-short"; readonly measureThousandths: number }
  | { readonly kind: "saves-nothing" }
  /** What it would give away takes no discount, by law or by the chain's will. */
  | { readonly kind: "not-discountable" }
  | { readonly kind: "outbid"; readonly by: readonly string[] }
  | {
      readonly kind: "limit-reached";
      readonly limit: "applications" | "units" | "unitsPerLine" | "amountCents";
    }
  | { readonly kind: "unknown-mechanic"; readonly mechanic: string }
  /** Something else in it belongs to a newer version; `because` is for IT, in English. */
  | { readonly kind: "not-understood"; readonly because: string };
