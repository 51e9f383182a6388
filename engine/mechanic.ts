/** What every file in `mechanics/` gives. */

import type { Cents } from "./basket.ts";
import type { Deal } from "./deal.ts";
import type { Matcher, Purpose } from "./finding/selector.ts";
import type { Selector } from "./promotion.ts";
import type { MilliPercent, Rounding } from "./rounding.ts";

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
  deal(terms: Terms, workshop: Workshop): Deal;
}

export function mechanic<Terms>(definition: Mechanic<Terms>): Mechanic<Terms> {
  return definition;
}
