/** A worked basket that shows what a finding says: what the customer gets with it, and once its advice is taken. */

import type { Basket, Cents } from "../../basket.ts";
import { compile } from "../../compile.ts";
import type { Context, Customer } from "../../context.ts";
import type { Effect } from "../../effect.ts";
import { evaluate } from "../../evaluate.ts";
import { basket, SATURDAY } from "../../example.ts";
import type { RuleSetData } from "../../promotion.ts";
import type { Article, LintOptions } from "../index.ts";

export interface Proof {
  /** The finding that is proved. */
  readonly code: string;
  /** What the shop sees of it. */
  readonly shows: string;
  readonly wrong: RuleSetData;
  /** Its advice taken: the linter does not say it any more. */
  readonly right: RuleSetData;
  readonly options?: LintOptions;
  /** For `right`, where it is the articles or coupons that were corrected. */
  readonly rightOptions?: LintOptions;
  /** In the notation of the examples; two receipts are divided by "|". */
  readonly basket: string;
  readonly context?: Partial<Context>;
  /** What `outcome` says of `wrong` and of `right`. */
  readonly gets: readonly [wrong: string, right: string];
}

/** Somebody with a card, and with these points or stamps. */
export function member(
  balances: Record<string, number> = {},
  more: Partial<Customer> = {},
): Partial<Context> {
  const customer = { id: "card-1", tier: "", segments: [], staff: false, attributes: {}, balances, ...more };
  return { customer };
}

export function coupons(...series: string[]): Partial<Context> {
  return { coupons: series.map((name, index) => ({ couponId: `K${index + 1}`, series: name })) };
}

/**
 * "270 P-30": what is paid in cents, and what each promotion gave. Of two receipts the sum and all that both gave; each
 * of them brings a coupon of its own. Floors are those of the articles.
 */
export function outcome(
  rules: RuleSetData,
  notation: string,
  context: Partial<Context> = {},
  articles: readonly Article[] = [],
): string {
  const ruleSet = compile(rules);
  const floors = new Map(articles.map(({ article, floorCents }) => [article, floorCents]));
  const brought = (part: string): Basket => {
    const { lines, ...rest } = basket(part);
    return { ...rest, lines: lines.map((line) => ({ ...line, floorCents: floors.get(line.article) ?? 0 })) };
  };
  const receipts = notation
    .split("|")
    .map((part) => evaluate(ruleSet, brought(part), { ...SATURDAY, ...context }));
  const total = receipts.reduce((sum, { totalCents }) => sum + totalCents, 0);
  return [total, ...receipts.flatMap(({ effects }) => effects.map(wordFor))].join(" ");
}

/** What is paid. */
export function paid(rules: RuleSetData, notation: string, context: Partial<Context> = {}): Cents {
  return Number(outcome(rules, notation, context).split(" ")[0]);
}

function wordFor(effect: Effect): string {
  const id = effect.promotionId;
  switch (effect.kind) {
    case "price-modifier":
      return `${id}-${effect.amountCents}`;
    case "points":
      return `${id}+${effect.points}`;
    case "stamps":
      return `${id}${effect.stamps > 0 ? "+" : ""}${effect.stamps}`;
    case "reward":
      return `${id}-${effect.points}p`;
    case "voucher":
      return `${id}:${effect.series}x${effect.pieces}`;
    case "gift":
      return `${id}:gift`;
    case "gift-withdrawn":
      return `${id}:withdrawn`;
    case "message":
      return `${id}:${Object.keys(effect.text)}`;
    default:
      return effect satisfies never;
  }
}
