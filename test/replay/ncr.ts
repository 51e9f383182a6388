/**
 * Baskets of a real NCR till log (test/captures/ncr/README.md) as recorded sales, with the rewards that NCR's own
 * engine gave as what to expect. Rewards that nobody could explain are left out of the expectation and counted.
 */

import { z } from "zod";
import { quantityText, thousandthsOf } from "../../agent/demo/play/line-amount.ts";
import { type AddStep, type RecordedSale, readRecordedSale } from "../../agent/demo/play/recorded-sale.ts";
import { toCents } from "./to-cents.ts";

const money = z.string().regex(/^-?\d+(\.\d{1,2})?$/);
const basketSchema = z.object({
  lane: z.string(),
  number: z.string(),
  ended: z.string(),
  currency: z.string(),
  member: z.boolean(),
  lines: z.array(
    z.object({
      seq: z.number(),
      code: z.string(),
      dept: z.string(),
      text: z.string(),
      unit_price: money,
      qty: z.string(),
      extended: money,
      weighed: z.boolean(),
      void: z.boolean(),
      entry: z.string(),
      negative: z.boolean(),
    }),
  ),
  rewards: z.array(
    z.object({
      promo: z.string(),
      level: z.string(),
      category: z.string(),
      amount: money,
      line: z.number().nullable(),
    }),
  ),
  messages: z.array(z.object({ promo: z.string() })),
  total_TransactionGrandAmount: money,
  total_TransactionTaxAmount: money,
});

export type NcrBasket = z.infer<typeof basketSchema>;

export interface NcrSale {
  readonly sale: RecordedSale;
  /** Total before tax as the receipt has it: what was sold, less rewards, less what was given back for empties. */
  readonly totalCents: number;
  /** Rewards of promotions that `rules.json` doesn't have, by promotion. */
  readonly unexplained: readonly string[];
}

/** Rewards on single lines, rewards on the whole basket, and messages that `test/captures/ncr/rules.json` explains. */
const lineRewards = new Set(["1465", "1037", "5168"]);
const basketRewards = new Set(["5081", "5123"]);
const closingMessages = new Set(["5177", "5073"]);

/**
 * Members' cards: the log's own numbers were taken out before it was published. Whether a member has the 10 or the 15
 * per cent bonus isn't in the log but for its result, so it decides which of the two cards is shown.
 */
export const memberCards = {
  "bonus-10": "2600000000017",
  "bonus-15": "2600000000024",
} as const;
const deposits = "83";

/** @param jsonl one basket a line. Throws if a line has another shape. */
export function ncrSales(jsonl: string): NcrSale[] {
  return jsonl
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => ncrSale(basketSchema.parse(JSON.parse(line))));
}

export function ncrSale(basket: NcrBasket): NcrSale {
  const steps: unknown[] = [{ step: "begin" }];
  const segment = basket.rewards.some((reward) => reward.promo === "5123") ? "bonus-15" : "bonus-10";
  if (basket.member) steps.push({ step: "identify", card: memberCards[segment] });
  const standing = new Map<string, NcrBasket["lines"][number]>();
  for (const line of basket.lines) {
    if (line.void) {
      steps.push(...correction(line, standing));
      continue;
    }
    standing.set(String(line.seq), line);
    steps.push(addStep(line));
  }
  steps.push({ step: "subtotal" }, { step: "complete", tender: "card" });

  const totalCents =
    toCents(basket.total_TransactionGrandAmount) - toCents(basket.total_TransactionTaxAmount);
  const modifiers: Record<string, number> = {};
  const shares: Record<string, Record<string, number>> = {};
  const unexplained = new Set<string>();
  for (const { promo, level, category, amount, line } of basket.rewards) {
    const cents = -toCents(amount);
    if (category !== "Monetary") {
      if (!lineRewards.has(promo) && !basketRewards.has(promo)) unexplained.add(promo);
    } else if (level === "Item" && lineRewards.has(promo) && line !== null) {
      modifiers[promo] = (modifiers[promo] ?? 0) + cents;
      shares[promo] = { ...shares[promo], [line]: (shares[promo]?.[line] ?? 0) + cents };
    } else if (basketRewards.has(promo)) {
      // The log has the amount twice, whole and spread over lines. How NCR spreads it nobody found out.
      if (line === null) modifiers[promo] = (modifiers[promo] ?? 0) + cents;
    } else unexplained.add(promo);
  }
  const messages = new Set<string>();
  for (const { promo } of basket.messages) {
    if (closingMessages.has(promo)) messages.add("closing");
    else if (promo === "1032") messages.add(promo);
    else if (!basketRewards.has(promo)) unexplained.add(promo);
  }
  const sale = readRecordedSale({
    name: `NCR lane ${basket.lane}, receipt ${basket.number}`,
    at: `${basket.ended}-07:00`,
    store: "9",
    currency: basket.currency,
    steps,
    expect: { totalCents, modifiers, shares, messages: [...messages] },
  });
  return { sale, totalCents, unexplained: [...unexplained] };
}

function addStep(line: NcrBasket["lines"][number]): Partial<AddStep> {
  const measured = line.weighed || line.qty.includes(".");
  return {
    step: "add",
    lineId: String(line.seq),
    article: line.code,
    text: line.text,
    department: line.dept,
    quantity: line.qty.replace("-", ""),
    unitPriceCents: toCents(line.unit_price),
    extendedCents: toCents(line.extended),
    // Pounds: the engine has no name for them, and needs none.
    ...(measured ? { measure: "kg" } : {}),
    ...(line.dept === deposits ? { flags: ["deposit"] } : {}),
    ...(line.negative ? { flags: ["return"] } : {}),
  };
}

type NcrLine = NcrBasket["lines"][number];

/**
 * A correction line voids the last standing line of the same code and amount. One that takes back a part leaves
 * the rest of the last line of that code; one that corrects nothing here is money given back.
 */
function correction(line: NcrLine, standing: Map<string, NcrLine>): unknown[] {
  const back = -toCents(line.extended);
  const sameCode = [...standing.values()].filter(({ code }) => code === line.code);
  const whole = sameCode.findLast(({ extended }) => toCents(extended) === back);
  const larger = sameCode.findLast(({ extended }) => toCents(extended) > back);
  const corrected = whole ?? larger;
  if (corrected === undefined) return [addStep({ ...line, negative: true })];
  const lineId = String(corrected.seq);
  standing.delete(lineId);
  if (whole !== undefined) return [{ step: "void", lineId }];
  const thousandths = thousandthsOf(corrected.qty) - thousandthsOf(line.qty.replace("-", ""));
  const extended = centsText(toCents(corrected.extended) - back);
  const rest = { ...corrected, qty: quantityText(Math.max(1000, thousandths)), extended };
  standing.set(lineId, rest);
  return [{ step: "void", lineId }, addStep(rest)];
}

const centsText = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
