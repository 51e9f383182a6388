/**
 * Receipt lines of a US grocer with their loyalty card price (test/captures/completejourney/README.md), and the
 * derived rules as a rule set: one `stack` layer, one promotion for each product and week, rounded once a line.
 */

import { z } from "zod";
import { type RecordedSale, readRecordedSale } from "../../agent/demo/play/recorded-sale.ts";
import { centsOf } from "../../agent/pos/ncr/amounts.ts";
import type { PromotionData, RuleSetData } from "../../engine/promotion.ts";

const ruleSchema = z.object({
  product_id: z.string(),
  week: z.int().min(1).max(53),
  kind: z.enum(["fixed_price_each", "amount_off_each", "percent_off", "no_discount"]),
  value: z.string(),
});
export type LoyaltyRule = z.infer<typeof ruleSchema>;

export interface ReceiptLine {
  readonly basketId: string;
  readonly product: string;
  /** Pieces; above 1,000 thousandths of a measure (fuel). */
  readonly quantity: number;
  /** Shelf total of the line. */
  readonly grossCents: number;
  /** The loyalty discount as the receipt has it. */
  readonly loyaltyCents: number;
  readonly week: number;
  /** Local time of the shop, "2017-01-01T07:30:27". */
  readonly at: string;
}

const measuresFrom = 1000;
/** Weeks run from Monday to Sunday; week 1 of the set is the one that ends on 2017-01-01. */
const firstDay = Date.UTC(2016, 11, 26);
const dayMs = 86_400_000;
const dayOf = (week: number, offset: number) =>
  new Date(firstDay + ((week - 1) * 7 + offset) * dayMs).toISOString().slice(0, 10);

export function readLoyaltyRules(jsonl: string): LoyaltyRule[] {
  return jsonl
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ruleSchema.parse(JSON.parse(line)));
}

/** @param csv with the header of the data set. Throws if a column is missing. */
export function readReceiptLines(csv: string): ReceiptLine[] {
  const [header = "", ...rows] = csv.split("\n").filter((row) => row !== "");
  const names = header.split(",");
  const column = (name: string) => {
    const index = names.indexOf(name);
    if (index < 0) throw new Error(`no column ${name} among ${header}`);
    return index;
  };
  const at = {
    basket: column("basket_id"),
    product: column("product_id"),
    quantity: column("quantity"),
    sales: column("sales_value"),
    loyalty: column("retail_disc"),
    match: column("coupon_match_disc"),
    week: column("week"),
    ts: column("ts"),
  };
  return rows.map((row) => {
    const cells = row.split(",");
    const cents = (index: number) => centsOf(cells[index] ?? "");
    return {
      basketId: cells[at.basket]!,
      product: cells[at.product]!,
      quantity: Number(cells[at.quantity]),
      grossCents: cents(at.sales) + cents(at.loyalty) + cents(at.match),
      loyaltyCents: cents(at.loyalty),
      week: Number(cells[at.week]),
      at: cells[at.ts]!,
    };
  });
}

const promotionId = (product: string, week: number) => `${product}/w${week}`;

/** Promotions for the rules that give something; `no_discount` needs none. */
export function ruleSetOf(rules: readonly LoyaltyRule[]): RuleSetData {
  const promotions: PromotionData[] = [];
  for (const { product_id, week, kind, value } of rules) {
    if (kind === "no_discount") continue;
    const select = { of: [{ articles: [product_id] }] };
    const mechanic = {
      fixed_price_each: {
        kind: "fixed-price",
        select,
        priceCents: centsOf(value),
        per: "unit",
        round: "line",
      },
      amount_off_each: { kind: "amount", select, amountCents: centsOf(value), per: "unit", round: "line" },
      percent_off: { kind: "percent", select, percent: value, round: "line" },
    }[kind];
    promotions.push({
      id: promotionId(product_id, week),
      name: { en: "Card price", it: "Prezzo con carta" },
      layer: "loyalty",
      priority: promotions.length,
      valid: { from: dayOf(week, 0), to: dayOf(week, 6) },
      who: { card: true },
      mechanics: [mechanic],
    });
  }
  const layers = [{ id: "loyalty", stage: "item", mode: "stack" }] as const;
  return { semantics: 1, currency: "USD", rounding: "half-up", layers, promotions };
}

/** What a rule gives on a line, by the data set's own formulas, in whole cents. */
export function promisedCents(rule: LoyaltyRule, line: ReceiptLine): number {
  switch (rule.kind) {
    case "no_discount":
      return 0;
    case "fixed_price_each":
      return Math.max(0, line.grossCents - centsOf(rule.value) * line.quantity);
    case "amount_off_each":
      return Math.min(line.grossCents, centsOf(rule.value) * line.quantity);
    case "percent_off":
      return Math.floor((line.grossCents * Number(rule.value) * 2 + 100) / 200);
    default:
      return rule.kind satisfies never;
  }
}

export interface LoyaltySales {
  readonly sales: readonly RecordedSale[];
  /** Lines in the sales. */
  readonly lines: number;
  /** Lines that a rule covers. */
  readonly covered: number;
  /** Of those, lines whose rule gives what the receipt gave: the rules were inferred and explain not every line. */
  readonly coveredAsReceipt: number;
  readonly leftOutZeroQuantity: number;
  readonly measures: number;
}

/** The card that every household of the sample shows: loyalty prices need one. */
export const householdCard = "2600000000017";

/** One recorded sale a basket. A basket in the sample has 1.6 lines, so only prices by line can be expected. */
export function loyaltySales(lines: readonly ReceiptLine[], rules: readonly LoyaltyRule[]): LoyaltySales {
  const ruleOf = new Map(rules.map((rule) => [promotionId(rule.product_id, rule.week), rule]));
  const baskets = Map.groupBy(
    lines.filter((line) => line.quantity > 0),
    (line) => `${line.basketId}, week ${line.week}`,
  );
  let [covered, coveredAsReceipt, measures] = [0, 0, 0];
  const sales = Array.from(baskets, ([name, basket]) => {
    const modifiers: Record<string, number> = {};
    const shares: Record<string, Record<string, number>> = {};
    const adds = basket.map((line, index) => {
      const lineId = String(index + 1);
      const rule = ruleOf.get(promotionId(line.product, line.week));
      if (rule !== undefined) {
        const cents = promisedCents(rule, line);
        covered += 1;
        if (cents === line.loyaltyCents) coveredAsReceipt += 1;
        if (cents > 0) {
          const id = promotionId(line.product, line.week);
          modifiers[id] = (modifiers[id] ?? 0) + cents;
          shares[id] = { ...shares[id], [lineId]: cents };
        }
      }
      const measured = line.quantity > measuresFrom;
      if (measured) measures += 1;
      const quantity = measured ? line.quantity / 1000 : line.quantity;
      return {
        step: "add",
        lineId,
        article: line.product,
        quantity: String(quantity),
        unitPriceCents: Math.round(line.grossCents / quantity),
        extendedCents: line.grossCents,
        // Gallons: the engine has no name for them, and needs none.
        ...(measured ? { measure: "l" } : {}),
      };
    });
    return readRecordedSale({
      name: `basket ${name}`,
      at: `${basket[0]!.at}-05:00`,
      currency: "USD",
      steps: [
        { step: "begin" },
        { step: "identify", card: householdCard },
        ...adds,
        { step: "subtotal" },
        { step: "complete" },
      ],
      expect: { modifiers, shares },
    });
  });
  const kept = [...baskets.values()].reduce((sum, basket) => sum + basket.length, 0);
  return {
    sales,
    lines: kept,
    covered,
    coveredAsReceipt,
    leftOutZeroQuantity: lines.length - kept,
    measures,
  };
}
