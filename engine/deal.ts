/**
 * What a mechanic turns its terms into. A deal says which units it wants, what a set is and what it saves; it never
 * decides which units form sets or who gets them. That is done once for all of them, in `layer.ts` and `choose/`.
 */

import type { Cents, Texts } from "./basket.ts";
import type { Matcher } from "./finding/selector.ts";
import type { MilliPercent } from "./rounding.ts";

/** How much of a good a saving is asked for. */
export interface Goods {
  readonly pieces: number;
  /** Absent for goods sold by the piece. */
  readonly measureThousandths?: number;
}

/** The n cheapest or dearest units among all that the basket offers. */
export interface Pick {
  readonly pick: "cheapest" | "dearest";
  readonly units: number;
}

/** How units form sets. `best` leaves it to the search. */
export type Grouping = "best" | "dearest-first" | "cheapest-first" | "scan-order";

/** Points or stamps that each application uses up. */
export interface Burn {
  readonly kind: "points" | "stamps";
  readonly account: string;
  readonly each: number;
}

/** How many units a deal may take in this transaction, where that hangs on the customer or on the basket. */
export type Quota =
  /** So many, or so many for every full step of what is bought. Goods of the gift itself do not count. */
  | {
      readonly kind: "gift";
      readonly pieces: number;
      readonly every?: { readonly select: Matcher; readonly pieces?: number; readonly amountCents?: Cents };
    }
  /** As many as the balance pays for. */
  | { readonly kind: "balance" }
  /** As many as the customer chose of this reward, and the balance pays for. */
  | { readonly kind: "chosen" };

/** Each unit saves for itself: percent, amount, fixed price, price list, gift, a catalogue prize. */
export interface UnitDeal {
  readonly shape: "unit";
  readonly select: Matcher;
  readonly on?: Pick;
  /** `line`: all selected units of a line are taken and rounded together. */
  readonly by: "unit" | "line";
  /** What `cents` worth of `goods` saves, from 0 to `cents`. `article` for whoever has a price for each. */
  saving(cents: Cents, goods: Goods, article: string): Cents;
  /** Where its terms name a price or a floor: the most that comes off goods of which others have left only `left`. */
  atMost?(left: Cents, goods: Goods, article: string): Cents;
  readonly quota?: Quota;
  readonly burn?: Burn;
  /** What is asked of the POS, the cashier or the customer while the quota is not used. */
  readonly ask?: { readonly how: "scanned" | "asked" | "chosen"; readonly articles: readonly string[] };
}

/** How a saving lies on its units: in proportion to what is left of their price, or on each the same as far as that goes. */
export type Spread = "proportional" | "even";

/** What the units of a set may have to have in common. Goods of which it is not known ("") stand with their own article. */
export type Likeness = "article" | "brand" | "supplier";

/** A set of `size` units saves together: three for two, the second at half price, four for five euro. */
export interface SetDeal {
  readonly shape: "set";
  readonly select: Matcher;
  readonly size: number;
  readonly same?: Likeness;
  readonly reward:
    | {
        readonly kind: "units";
        /** Units of each set that are rewarded, and which. */
        readonly count: number;
        readonly pick: "cheapest" | "dearest";
        /** Rounded once for the rewarded units of a set, not for each of them. */
        readonly together: boolean;
        /** Never falls as the price rises. */
        saving(cents: Cents): Cents;
        /** Of two rewards of one likeness, the one with more strength saves at least as much on any unit. */
        readonly likeness: "share" | "price";
        readonly strength: number;
      }
    | { readonly kind: "price"; readonly priceCents: Cents };
  /** Over which units of a set its saving is shared. A price for the set rewards all of them. */
  readonly shares: "set" | "rewarded";
  readonly spread: Spread;
  readonly group: Grouping;
}

/** Goods of one kind within a set. */
export interface Slot {
  readonly select: Matcher;
  /** Units of it in every set; `max` is at least `min` and never endless. */
  readonly min: number;
  readonly max: number;
  /** Its units are what the reward rests on; the others only qualify. */
  readonly rewarded: boolean;
}

/** Slots filled together save together: pasta and sauce for 3.00, the menu at 20 % off, the drink free. */
export interface SlotDeal {
  readonly shape: "slots";
  /** A unit fills one slot of one set, also where several slots select it. */
  readonly slots: readonly Slot[];
  /** Of the rewarded units of a set together, rounded once. */
  readonly reward:
    | { readonly kind: "percent"; readonly percent: MilliPercent }
    | { readonly kind: "amount"; readonly amountCents: Cents }
    /** A set that would be dearer than its parts is not formed. */
    | { readonly kind: "price"; readonly priceCents: Cents };
  readonly shares: "set" | "rewarded";
  readonly spread: Spread;
  readonly group: Grouping;
}

export type ScaledReward =
  | { readonly kind: "percent"; readonly percent: MilliPercent }
  /** Off each piece, or each whole measure of a measured line. */
  | { readonly kind: "amount"; readonly amountCents: Cents }
  /** For each piece, or each whole measure; where it is dearer nothing is saved. */
  | { readonly kind: "unit-price"; readonly priceCents: Cents };

/**
 * The more, the cheaper: any of the selected units, taken together as one application that is rounded once. Once a
 * transaction. It claims the units that it takes.
 */
export interface ScaledDeal {
  readonly shape: "scaled";
  readonly select: Matcher;
  readonly by: "pieces" | "measure" | "amount";
  /**
   * `whole`: the highest step reached rewards all units taken. `slice`: each step rewards what lies between it and
   * the next, what is below the first step pays in full. By pieces the cheapest units lie lowest; by measure and
   * amount of every unit the same part lies in each slice. By measure it wants no goods sold by the piece.
   */
  readonly on: "whole" | "slice";
  /** Rising. `from` in pieces, thousandths of the measure or cents. `slice` by amount has percentages only. */
  readonly tiers: readonly { readonly from: number; readonly reward: ScaledReward }[];
  readonly spread: Spread;
}

export type ReceiptReward =
  | { readonly kind: "amount"; readonly amountCents: Cents }
  | { readonly kind: "percent"; readonly percent: MilliPercent; readonly select: Matcher }
  | { readonly kind: "points"; readonly points: number; readonly account: string }
  /** The amount or percentage that the coupon of this series says; nothing where it says none. */
  | { readonly kind: "coupon"; readonly series: string };

/** Claims no units: spend so much on the selection and something comes off, once or for every step. */
export interface ReceiptDeal {
  readonly shape: "receipt";
  readonly select: Matcher;
  readonly base: "net" | "gross";
  readonly every: boolean;
  /** Rising. The highest one reached counts. */
  readonly tiers: readonly { readonly spendCents: Cents; readonly reward: ReceiptReward }[];
  readonly spread: Spread;
  readonly level: "line" | "transaction";
  /** What it rests on is only the part that these means of payment cover. */
  readonly tenders?: readonly string[];
  /** The most that it saves in a transaction. */
  readonly maxCents?: Cents;
  /** Times the customer chose it and the balance pays for it; an application that would pass the receipt is left out. */
  readonly burn?: Burn;
}

export interface PointsDeal {
  readonly shape: "points";
  readonly unit: "points" | "stamps";
  readonly account: string;
  readonly select: Matcher;
  /** `net`: what is paid, after rewards and discounts. `gross`: shelf prices. */
  readonly base: "net" | "gross";
  /** Without terms of its own a `fixed` amount is granted whatever is in the basket. */
  readonly earn:
    | { readonly kind: "fixed"; readonly points: number; readonly selective: boolean }
    | { readonly kind: "step"; readonly perStepCents: Cents; readonly points: number }
    | { readonly kind: "piece"; readonly points: number }
    /** Thousandths: "2.5" is 2,500. */
    | { readonly kind: "multiplier"; readonly thousandths: number };
}

/** A coupon issued for a later visit. */
export interface VoucherDeal {
  readonly shape: "voucher";
  readonly series: string;
  readonly pieces: number;
  /** So many for reaching, or for every full step of, what is paid on the selection. */
  readonly spend?: { readonly select: Matcher; readonly amountCents: Cents; readonly every: boolean };
  readonly worth:
    | { readonly kind: "amount"; readonly amountCents: Cents }
    /** Off the later purchase. */
    | { readonly kind: "percent"; readonly percent: string }
    /** That much of what is paid today. */
    | { readonly kind: "share"; readonly percent: MilliPercent; readonly select: Matcher }
    /** The series says what it is good for. */
    | { readonly kind: "open" };
  /** Days from today: 0 is today, 1 tomorrow. */
  readonly fromDays: number;
  /** "YYYY-MM-DD": not before it, not after it. */
  readonly from?: string;
  readonly to?: string;
  /** From the day on which it becomes good. Absent only beside `to`. */
  readonly days?: number;
  readonly personal: boolean;
}

interface MessageDeal {
  readonly shape: "message";
  readonly audience: "receipt" | "cashier" | "customer";
  readonly text: Texts;
}

/** The mechanic belongs to a newer version: kept, not evaluated, reported. */
interface UnknownDeal {
  readonly shape: "unknown";
}

export type Deal =
  | UnitDeal
  | SetDeal
  | SlotDeal
  | ScaledDeal
  | ReceiptDeal
  | PointsDeal
  | VoucherDeal
  | MessageDeal
  | UnknownDeal;
/** Deals that claim units: in a `best` or `first` layer a unit goes to one of them at most. */
export type ClaimingDeal = UnitDeal | SetDeal | SlotDeal | ScaledDeal;

export function isClaiming(deal: Deal): deal is ClaimingDeal {
  return deal.shape === "unit" || deal.shape === "set" || deal.shape === "slots" || deal.shape === "scaled";
}

/** Its terms say what goods cost, or cost at least, as against an amount or a part that comes off. */
export function namesPrice(deal: ClaimingDeal): boolean {
  switch (deal.shape) {
    case "unit":
      return deal.atMost !== undefined;
    case "set":
      return deal.reward.kind === "price" || deal.reward.likeness === "price";
    case "slots":
      return deal.reward.kind === "price";
    case "scaled":
      return deal.tiers.some(({ reward }) => reward.kind === "unit-price");
    default:
      return deal satisfies never;
  }
}

/** A threshold, basket cut, tender or reward that takes money off at one of its steps at least. */
export function isReceiptCut(deal: Deal): deal is ReceiptDeal {
  return deal.shape === "receipt" && deal.tiers.some(({ reward }) => reward.kind !== "points");
}

/** Takes money off, as against points, vouchers and messages, which follow what is paid. */
export function givesMoney(deal: Deal): boolean {
  return isClaiming(deal) || isReceiptCut(deal);
}
