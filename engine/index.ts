/**
 * The engine's public face. Reading data from outside is in `wire.ts`, so that evaluating loads no zod; the linter is in
 * `lint/index.ts`, so that no till loads it.
 */

export { amend, type Change } from "./amend.ts";
export { type Booked, book } from "./answers/book.ts";
export { explain } from "./answers/explain.ts";
export { type Assortment, type KnownArticle, REACH, type Reach } from "./answers/probe.ts";
export { type ReceiptBlock, receiptBlocks, type SlipOptions, type SlipWords } from "./answers/receipt.ts";
export { type SuggestOptions, suggest } from "./answers/suggest.ts";
export { touched } from "./answers/touched.ts";
export { type Used, used } from "./answers/used.ts";
export type { Basket, Cents, LineFlag, LineItem, Texts } from "./basket.ts";
export { compile } from "./compile.ts";
export type { Channel, Context, CouponRefusal, Customer, PresentedCoupon, Weekday } from "./context.ts";
export type * from "./effect.ts";
export { evaluate } from "./evaluate.ts";
export type * from "./promotion.ts";
export * from "./refund/index.ts";
export type { Promotion, RuleSet } from "./rule-set.ts";
export { SEMANTICS_VERSION } from "./semantics.ts";
export { type OpenBasket, openBasket } from "./world/open.ts";
