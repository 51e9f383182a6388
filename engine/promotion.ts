/** What HQ writes: rule sets and promotions as plain data, in the shape a release carries. `compile` reads them. */

import type { Cents, LineFlag, Texts } from "./basket.ts";
import type { Channel, Weekday } from "./context.ts";
import type { Funding } from "./effect.ts";
import type { Rounding } from "./rounding.ts";

/** Where in the sale a layer works. Layers stand in this order and never go backwards. */
export type Stage = "price" | "item" | "basket" | "reward" | "tender" | "earn";
export const STAGES: readonly Stage[] = ["price", "item", "basket", "reward", "tender", "earn"];

/** How the promotions of a layer share its units. */
export type LayerMode = "best" | "first" | "stack";

export interface LayerData {
  readonly id: string;
  readonly stage: Stage;
  readonly mode: LayerMode;
  /** Only for `stack`: each promotion on what the one before `left` (default), or on the price at the `start`. */
  readonly base?: "left" | "start";
}

/** Several fields in one term must all hold. */
export interface SelectorTerm {
  readonly articles?: readonly string[];
  readonly group?: string;
  /** The department itself and everything below it. */
  readonly department?: string;
  readonly brand?: string;
  readonly supplier?: string;
  readonly attribute?: { readonly name: string; readonly value: string };
  /** The line's unit price, both ends included. */
  readonly priceFromCents?: Cents;
  readonly priceToCents?: Cents;
  readonly everything?: true;
}

/** Names units: the union of `of`, less `except`. */
export interface Selector {
  readonly of: readonly SelectorTerm[];
  readonly except?: readonly SelectorTerm[];
  /** Only units that nothing has made cheaper yet: no earlier layer, and not the POS itself. */
  readonly notYetCut?: boolean;
}

export type Condition =
  | { readonly kind: "all" | "any"; readonly of: readonly Condition[] }
  | { readonly kind: "not"; readonly of: Condition }
  | {
      readonly kind: "items";
      readonly select: Selector;
      readonly pieces?: number;
      readonly amountCents?: Cents;
      readonly measureThousandths?: number;
    }
  | { readonly kind: "basket"; readonly amountCents: Cents }
  | { readonly kind: "coupon"; readonly series: string }
  /** Somebody of this kind is buying: like `who`, where it has to be combined. */
  | { readonly kind: "customer"; readonly who: Who }
  /** One of these means of payment covers so much, or anything at all. */
  | { readonly kind: "tender"; readonly tenders: readonly string[]; readonly amountCents?: Cents };

export interface TimeBand {
  /** "HH:MM", included. */
  readonly from: string;
  /** "HH:MM", no longer included. Before `from`: the band ends on the next day. */
  readonly to: string;
}

export interface Validity {
  readonly from?: string;
  /** The last day, included. */
  readonly to?: string;
  readonly weekdays?: readonly Weekday[];
  readonly times?: readonly TimeBand[];
}

export interface Where {
  readonly stores?: readonly string[];
  readonly storeGroups?: readonly string[];
  readonly tills?: readonly string[];
  readonly channels?: readonly Channel[];
}

/** One attribute of the customer compared. One that the customer does not have fails every comparison but `isNot`. */
export interface AttributeTest {
  readonly name: string;
  readonly is?: string | number;
  readonly isNot?: string | number;
  readonly oneOf?: readonly (string | number)[];
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Days around a day of the year, both ends included; 29 February counts as 28 February in other years. */
export interface Anniversary {
  readonly daysBefore: number;
  readonly daysAfter: number;
}

/** Every given part must hold. */
export interface Who {
  /** True: only card holders. False: only people without a card. */
  readonly card?: boolean;
  readonly tiers?: readonly string[];
  /** One of them is enough. */
  readonly segments?: readonly string[];
  readonly staff?: boolean;
  readonly attributes?: readonly AttributeTest[];
  readonly birthday?: Anniversary;
  /** Of the day the customer joined, from its first return on. */
  readonly anniversary?: Anniversary;
  /** This purchase is the nth, counted from 1, or every nth. */
  readonly purchase?: { readonly nth?: number; readonly every?: number };
  /** Whole days since the last visit. Who has never been here fails. */
  readonly daysSinceVisit?: { readonly atLeast?: number; readonly atMost?: number };
  /** A flag that somebody else raised, such as "abandoned-basket". One of them is enough. */
  readonly events?: readonly string[];
}

/** What happens to an application that asks for more value than is left. Default `cap`. */
export type Exceeding =
  /** It is refused whole. */
  | "refuse"
  /** It saves what is left. */
  | "cap"
  /** The one that reaches the end still saves all it promised. */
  | "overshoot";

/** By transaction; those of customers and of the whole promotion bind through `Context.remaining`. */
export interface Limits {
  readonly applications?: number;
  /** Units claimed: those that qualify and those that are rewarded. */
  readonly units?: number;
  /** Units claimed of one line. */
  readonly unitsPerLine?: number;
  readonly amountCents?: Cents;
  readonly exceeding?: Exceeding;
  /** Per customer and period: who keeps count is the agent, and says what is left in the context. */
  readonly perCustomer?: {
    readonly applications?: number;
    readonly amountCents?: Cents;
    readonly period: "day" | "week" | "month" | "year" | "campaign";
  };
  /** Of the promotion, all tills together: offline a till has its allowance of it. */
  readonly budget?: { readonly applications?: number; readonly amountCents?: Cents };
}

/** A mechanic and its terms. What the terms are is the mechanic's own business (`mechanics/*.terms.ts`). */
export interface MechanicData {
  readonly kind: string;
  readonly [term: string]: unknown;
}

export interface PromotionData {
  readonly id: string;
  readonly name: Texts;
  readonly layer: string;
  /** Lower is earlier. Equal priorities go by id. Default 0. */
  readonly priority?: number;
  readonly valid?: Validity;
  readonly where?: Where;
  readonly who?: Who;
  readonly requires?: Condition;
  readonly mechanics: readonly MechanicData[];
  readonly limits?: Limits;
  readonly funding?: Funding;
  /** Promotions that share one of these tags never meet in a transaction. */
  readonly excludes?: readonly string[];
  /** It stands alone: no other promotion takes money off beside it. The customer gets the better of both worlds. */
  readonly alone?: true;
  /** For receipt and display. Default: the name. */
  readonly text?: Texts;
}

/** A promotion that this version can't read, as a till keeps it: never evaluated, reported by `explain`. */
export interface UnreadPromotion {
  readonly id: string;
  readonly name: Texts;
  /** What is not understood, and where: for IT, in English. */
  readonly reason: string;
  /** As HQ wrote it. */
  readonly data: unknown;
}

export interface Exclusion {
  readonly flag: LineFlag;
  readonly select: Selector;
}

export interface Values {
  /** By account: what a thousand points are worth. */
  readonly thousandPointsCents?: Readonly<Record<string, Cents>>;
  /** By coupon series: what an issued voucher is worth. */
  readonly voucherCents?: Readonly<Record<string, Cents>>;
}

export interface RuleSetData {
  readonly semantics: number;
  readonly currency: string;
  readonly rounding?: Rounding;
  readonly layers: readonly LayerData[];
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** From name to article to price, of a piece or of a whole measure: what `price-list` refers to. */
  readonly priceLists?: Readonly<Record<string, Readonly<Record<string, Cents>>>>;
  /** Goods that stand outside, by law or by the chain's will, as if the POS had flagged their lines. */
  readonly exclusions?: readonly Exclusion[];
  /** What benefits that are not money are worth beside it, where the better of two worlds is asked for. */
  readonly values?: Values;
  readonly promotions: readonly PromotionData[];
  /** Only from `readRuleSet` with `{ unknown: "keep" }`. */
  readonly unread?: readonly UnreadPromotion[];
}

/** Flags that keep a line outside every selector and base, unless a promotion names its article. */
export const OUTSIDE: readonly LineFlag[] = ["deposit", "gift-card", "no-discount-by-law"];
