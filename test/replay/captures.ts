/** The two sets of real receipts: where the samples lie, how to read them, and which rules they are played under. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedSale } from "../../agent/demo/play/recorded-sale.ts";
import type { Customer } from "../../engine/context.ts";
import { loyaltySales, readLoyaltyRules, readReceiptLines, ruleSetOf } from "./completejourney.ts";
import { memberCards, ncrSale, readLog } from "./ncr.ts";
import { readData } from "./read-data.ts";

const captures = join(import.meta.dirname, "..", "captures");

export interface Capture {
  readonly sales: readonly RecordedSale[];
  /** As HQ would write it. */
  readonly rules: unknown;
  readonly cards: readonly { readonly number: string; readonly segments: readonly string[] }[];
  /** Of the shop: what the sales' own times mean. */
  readonly timeZone: string;
  /** What the reader left out or can't compare, for the report. */
  readonly facts: Readonly<Record<string, number>>;
}

/** @param data folder with the set's files, default the sample of the repository. */
export const readCapture: Readonly<Record<string, (data?: string) => Capture>> = {
  ncr(data = join(captures, "ncr")) {
    const converted = readLog(readData(data, "poslog_redacted.xml")).map(ncrSale);
    const unexplained = converted.filter(({ unexplained }) => unexplained.length > 0).length;
    return {
      sales: converted.map(({ sale }) => sale),
      rules: JSON.parse(readFileSync(join(captures, "ncr", "rules.json"), "utf8")),
      cards: Object.entries(memberCards).map(([segment, number]) => ({ number, segments: [segment] })),
      timeZone: "Etc/GMT+7",
      facts: { salesWithUnexplainedRewards: unexplained },
    };
  },
  completejourney(data = join(captures, "completejourney")) {
    const rules = readLoyaltyRules(readData(data, "loyalty_price_rules.jsonl"));
    const lines = readReceiptLines(readData(data, "transactions.csv"));
    const { sales, covered, coveredAsReceipt, leftOutZeroQuantity, measures } = loyaltySales(lines, rules);
    return {
      sales,
      rules: ruleSetOf(rules),
      cards: [{ number: "2600000000017", segments: [] }],
      timeZone: "Etc/GMT+5",
      facts: { rules: rules.length, coveredLines: covered, coveredAsReceipt, leftOutZeroQuantity, measures },
    };
  },
};

/** The capture's cards as an agent would find them in its replica. */
export function customersOf(capture: Capture): (card: string) => Customer | undefined {
  return (number) => {
    const card = capture.cards.find((one) => one.number === number);
    if (card === undefined) return undefined;
    return { id: number, tier: "", segments: card.segments, staff: false, attributes: {}, balances: {} };
  };
}
