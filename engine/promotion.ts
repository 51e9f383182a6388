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
  | { readonly kind: "coupon"; readonly series: string };

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

/** Every given part must hold. */
export interface Who {
  readonly card?: boolean;
  readonly tiers?: readonly string[];
  readonly segments?: readonly string[];
  readonly staff?: boolean;
}

/** By transaction. */
export interface Limits {
  readonly applications?: number;
  /** Units claimed: those that qualify and those that are rewarded. */
  readonly units?: number;
  readonly amountCents?: Cents;
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

export interface RuleSetData {
  readonly semantics: number;
  readonly currency: string;
  readonly rounding?: Rounding;
  readonly layers: readonly LayerData[];
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly promotions: readonly PromotionData[];
  /** Only from `readRuleSet` with `{ unknown: "keep" }`. */
  readonly unread?: readonly UnreadPromotion[];
}

/** Flags that keep a line outside every selector and base, unless a promotion names its article. */
export const OUTSIDE: readonly LineFlag[] = ["deposit", "gift-card", "no-discount-by-law"];
