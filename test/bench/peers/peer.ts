/** What a rule engine must do to be compared: tell which promotions match a basket. */

import type { Basket } from "../../../engine/basket.ts";
import type { Context } from "../../../engine/context.ts";
import type { PromotionData } from "../../../engine/promotion.ts";

export interface Peer {
  readonly name: string;
  /** How its rules are written: where several ways were tried, the fastest. */
  readonly form: string;
  load(promotions: readonly PromotionData[]): Matcher;
}

export interface Matcher {
  /** What the engine is asked with. Outside the clock: keys of the basket ready to be looked up. */
  facts(basket: Basket, context: Context): unknown;
  /** Inside the clock. Ids of promotions. */
  match(facts: unknown): Promise<string[]>;
  close(): void;
}
