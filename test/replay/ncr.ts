/**
 * Sales of a real NCR till log (test/captures/README.md) as recorded sales, with the rewards that NCR's own engine
 * gave as what to expect. Rewards that nobody could explain are left out of the expectation and counted.
 */

import {
  type RecordedSale,
  type RecordedStep,
  readRecordedSale,
} from "../../agent/demo/play/recorded-sale.ts";
import { readTransaction } from "../../agent/pos/ncr/poslog.ts";
import { readSale, type Sale, type SaleStep, type WireLine } from "../../agent/pos/ncr/read-sale.ts";
import { xmlReader } from "../../agent/pos/ncr/xml-reader.ts";

export interface NcrSale {
  readonly sale: RecordedSale;
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

/** The sales of a log, control transactions left out. Throws XmlError or PosLogError. */
export function readLog(xml: string): Sale[] {
  const sales: Sale[] = [];
  const reader = xmlReader({
    onChild(child) {
      const sale = readSale(readTransaction(child));
      if (sale !== undefined) sales.push(sale);
    },
  });
  reader.push(xml);
  reader.end();
  return sales;
}

/** The card that stands for the one that was taken out. */
export function memberCard(sale: Sale): string {
  return memberCards[
    sale.applied.some(({ promotionId }) => promotionId === "5123") ? "bonus-15" : "bonus-10"
  ];
}

export function ncrSale(sale: Sale): NcrSale {
  const modifiers: Record<string, number> = {};
  const shares: Record<string, Record<string, number>> = {};
  const messages = new Set<string>();
  const unexplained = new Set<string>();
  for (const { promotionId, amountCents, shares: spread } of sale.applied) {
    if (lineRewards.has(promotionId))
      shares[promotionId] = Object.fromEntries(spread.map((share) => [share.lineId, share.amountCents]));
    // How NCR spreads a basket's percentage over lines nobody found out.
    if (lineRewards.has(promotionId) || basketRewards.has(promotionId)) modifiers[promotionId] = amountCents;
    else unexplained.add(promotionId);
  }
  for (const { promotionId, category, rewardType } of sale.rewards) {
    if (rewardType.endsWith("Message") || rewardType.endsWith("MessagePostTrailer")) {
      if (closingMessages.has(promotionId)) messages.add("closing");
      else if (promotionId === "1032") messages.add(promotionId);
      else if (!basketRewards.has(promotionId)) unexplained.add(promotionId);
    } else if (category !== "Monetary" && !lineRewards.has(promotionId) && !basketRewards.has(promotionId))
      unexplained.add(promotionId);
  }
  const recorded = readRecordedSale({
    name: `NCR lane ${sale.receipt.replace("-", ", receipt ")}`,
    at: `${sale.at}-07:00`,
    store: "9",
    currency: sale.currency,
    steps: [
      { step: "begin" },
      ...sale.steps.flatMap((step) => recordedSteps(step, sale)),
      { step: "subtotal" },
      { step: "complete", tender: "card" },
    ],
    expect: { totalCents: sale.totalCents, modifiers, shares, messages: [...messages] },
  });
  return { sale: recorded, unexplained: [...unexplained] };
}

function recordedSteps(step: SaleStep, sale: Sale): Partial<RecordedStep>[] {
  switch (step.call) {
    case "line.add":
      return [{ step: "add", ...addFields(step.params.line) }];
    case "line.change":
      return [
        { step: "void", lineId: step.params.line.lineId },
        { step: "add", ...addFields(step.params.line) },
      ];
    case "line.void":
      return [{ step: "void", lineId: step.params.lineId }];
    case "customer.identify":
      return [{ step: "identify", card: memberCard(sale) }];
    default:
      return step satisfies never;
  }
}

const addFields = ({ flags, ...line }: WireLine) => ({
  ...line,
  ...(flags === undefined ? {} : { flags: [...flags] }),
});
