/** What every file in `mechanics/` gives. */

import type { Cents } from "./basket.ts";
import type { Deal } from "./deal.ts";
import type { Reason, Suggestion } from "./effect.ts";
import type { Matcher, Purpose } from "./finding/selector.ts";
import type { Selector } from "./promotion.ts";
import type { MilliPercent, Rounding } from "./rounding.ts";

/** In which measure goods are short, as suggestions name it. */
export type Missing = keyof Suggestion["missing"];

export type Block = Extract<
  Reason["kind"],
  | "card-missing"
  | "tender-missing"
  | "tender-short"
  | "reward-not-chosen"
  | "balance-short"
  | "not-discountable"
>;

/** The reason by which `explain` tells of goods that are short. */
export const SHORT_REASONS = {
  pieces: "units-short",
  amountCents: "amount-short",
  measureThousandths: "measure-short",
} as const satisfies Record<Missing, Reason["kind"]>;

/** One of the rule set's price lists. Empty where the rule set has none of this name. */
export interface PriceList {
  readonly prices: ReadonlyMap<string, Cents>;
  /** The same articles as a list, made once for all promotions that use it. */
  readonly articles: readonly string[];
}

/** What a mechanic may ask for while its terms are compiled: never the time, the store or the customer. */
export interface Workshop {
  readonly rounding: Rounding;
  select(selector: Selector | undefined, purpose: Purpose): Matcher;
  priceList(name: string): PriceList;
  /** "12.5" to thousandths of a per cent. */
  percent(text: string): MilliPercent;
}

/**
 * One mechanic: the name HQ writes, and how its terms become a deal. The terms' schema and the worked examples
 * stand beside it in `<kind>.terms.ts`, so that no validation library is loaded where evaluations run.
 */
export interface Mechanic<Terms> {
  readonly kind: string;
  /** What goods its next benefit may be short of: told by `explain`, and by `suggest` with what to add. */
  readonly missing: readonly Missing[];
  /** What else of its own may stand in its way, where no goods help. */
  readonly blockedBy: readonly Block[];
  deal(terms: Terms, workshop: Workshop): Deal;
}

export function mechanic<Terms>(definition: Mechanic<Terms>): Mechanic<Terms> {
  return definition;
}
