/**
 * What a mechanic turns its terms into. A deal says which units it wants, what a set is and what it saves; it never
 * decides which units form sets or who gets them. That is done once for all of them, in `layer.ts` and `choose/`.
 */

import type { Cents, Texts } from "./basket.ts";
import type { MilliPercent } from "./rounding.ts";
import type { Matcher } from "./selector.ts";

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

/** Each unit saves for itself: percent, amount, fixed price. */
export interface UnitDeal {
  readonly shape: "unit";
  readonly select: Matcher;
  readonly on?: Pick;
  /** `line`: all selected units of a line are taken and rounded together. */
  readonly by: "unit" | "line";
  /** What `cents` worth of `goods` saves, from 0 to `cents`. */
  saving(cents: Cents, goods: Goods): Cents;
}

/** A set of `size` units saves together: three for two, the second at half price, four for five euro. */
export interface SetDeal {
  readonly shape: "set";
  readonly select: Matcher;
  readonly size: number;
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
  /** How units form sets. `best` leaves it to the search. */
  readonly group: "best" | "dearest-first" | "cheapest-first" | "scan-order";
}

export type ReceiptReward =
  | { readonly kind: "amount"; readonly amountCents: Cents }
  | { readonly kind: "percent"; readonly percent: MilliPercent; readonly select: Matcher }
  | { readonly kind: "points"; readonly points: number; readonly account: string };

/** Claims no units: spend so much on the selection and something comes off, once or for every step. */
export interface ReceiptDeal {
  readonly shape: "receipt";
  readonly select: Matcher;
  readonly base: "net" | "gross";
  readonly every: boolean;
  /** Rising. The highest one reached counts. */
  readonly tiers: readonly { readonly spendCents: Cents; readonly reward: ReceiptReward }[];
  readonly spread: "proportional" | "even";
  readonly level: "line" | "transaction";
}

export interface PointsDeal {
  readonly shape: "points";
  readonly account: string;
  readonly select: Matcher;
  /** Without terms of its own a `fixed` amount is granted whatever is in the basket. */
  readonly earn:
    | { readonly kind: "fixed"; readonly points: number; readonly selective: boolean }
    | { readonly kind: "step"; readonly perStepCents: Cents; readonly points: number }
    | { readonly kind: "piece"; readonly points: number }
    /** Thousandths: "2.5" is 2,500. */
    | { readonly kind: "multiplier"; readonly thousandths: number };
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

export type Deal = UnitDeal | SetDeal | ReceiptDeal | PointsDeal | MessageDeal | UnknownDeal;
/** Deals that claim units: in a `best` or `first` layer a unit goes to one of them at most. */
export type ClaimingDeal = UnitDeal | SetDeal;

/** Takes money off, as against points and messages, which follow what is paid. */
export function givesMoney(deal: Deal): boolean {
  switch (deal.shape) {
    case "unit":
    case "set":
      return true;
    case "receipt":
      return deal.tiers.some(({ reward }) => reward.kind !== "points");
    default:
      return false;
  }
}
