/**
 * An evaluation as the loyalty rewards that NCR's own engine would have written. What nobody here could read out of
 * the log is left at its neutral value: events, custom offers, itemizers, and the department a basket's reward is
 * booked under.
 */

import type { Effect, Evaluation, PriceModifier } from "../../../engine/effect.ts";
import { centsOf, centsText } from "./amounts.ts";
import type { RewardItem } from "./line-items.ts";
import type { WireLine } from "./read-sale.ts";

export type Rewarding = Pick<Evaluation, "effects" | "lines">;

/** Only what a reward repeats of its line. A line that isn't known is pointed to, not described. */
export type KnownLine = Pick<WireLine, "article" | "department" | "text">;

const NOWHERE = "0";
const TEXT_LENGTH = 20;

/** @param sequenceFrom number of the first line item, counted on */
export function rewardItems(
  evaluation: Rewarding,
  lines: ReadonlyMap<string, KnownLine>,
  sequenceFrom: number,
): RewardItem[] {
  const left = new Map(evaluation.lines.map(({ lineId, grossCents }) => [lineId, grossCents]));
  const items = evaluation.effects.flatMap((effect) => ofEffect(effect, left, lines));
  return items.map((item, index) => ({ ...item, sequence: String(sequenceFrom + index) }));
}

const reward = {
  kind: "reward",
  entry: "acs:Auto",
  sequence: NOWHERE,
  void: undefined,
  weighed: undefined,
  membershipRequired: undefined,
  detailed: true,
  summarized: true,
  eventId: "0",
  reasonCode: "0",
  rewardLevel: "Transaction",
  category: "Other",
  rewardType: "Unknown",
  tax1: undefined,
  foodStampable: undefined,
  itemizer1: undefined,
  itemizer2: undefined,
  itemizers: "0",
  customOfferId: "0",
  base: "0",
  extended: "0",
  quantityUsed: "1",
  weightUsed: "0.000",
  amountUsedCents: 0,
  codeKind: undefined,
  code: undefined,
  department: undefined,
  item: undefined,
  level: undefined,
  departmentName: undefined,
  departmentAgain: undefined,
  text: undefined,
  reference: NOWHERE,
} as const satisfies Omit<RewardItem, "promotionId">;

/** The cashier's is in the log too, on an item; the customer's is ours. */
const messageType = {
  receipt: "CustomerReceiptMessagePostTrailer",
  cashier: "OperatorDisplayMessage",
  customer: "CustomerDisplayMessage",
} as const;

function ofEffect(
  effect: Effect,
  left: Map<string, number>,
  lines: ReadonlyMap<string, KnownLine>,
): RewardItem[] {
  if (effect.kind === "message")
    return [{ ...reward, promotionId: effect.promotionId, rewardType: messageType[effect.audience] }];
  if (effect.kind !== "price-modifier") return [];
  return effect.level === "line" ? onLines(effect, left, lines) : onBasket(effect, left, lines);
}

/** One reward a line, of the pieces that it makes cheaper. */
function onLines(
  { promotionId, mechanic, shares }: PriceModifier,
  left: Map<string, number>,
  lines: ReadonlyMap<string, KnownLine>,
): RewardItem[] {
  const bases = shares.map((share) => {
    const pieces = share.unitsCents.filter((cents) => cents > 0).length;
    const price = left.get(share.lineId) ?? 0;
    left.set(share.lineId, price - share.amountCents);
    return Math.round((price * pieces) / share.unitsCents.length);
  });
  const offCents = shares.reduce((sum, { amountCents }) => sum + amountCents, 0);
  const rate = rateText(
    offCents,
    bases.reduce((sum, cents) => sum + cents, 0),
  );
  return shares.map((share, index) => {
    const type = typeOf(mechanic, share.amountCents === bases[index]);
    return {
      ...reward,
      ...described(lines.get(share.lineId)),
      promotionId,
      rewardLevel: "Item",
      category: "Monetary",
      rewardType: type,
      base: type === "PercentOff" ? rate : centsText(share.amountCents),
      extended: centsText(-share.amountCents),
      quantityUsed: String(share.unitsCents.filter((cents) => cents > 0).length),
      amountUsedCents: bases[index]!,
      reference: share.lineId,
    };
  });
}

/**
 * Twice, as the log has it: spread over lines, each with what is left of it, and whole. An effect doesn't say whether
 * it was a percentage: it is told as one where whole per cents give its amount.
 */
function onBasket(
  { promotionId, amountCents, shares }: PriceModifier,
  left: Map<string, number>,
  lines: ReadonlyMap<string, KnownLine>,
): RewardItem[] {
  const baseCents = shares.reduce((sum, { lineId }) => sum + (left.get(lineId) ?? 0), 0);
  const rate = rateText(amountCents, baseCents);
  const isRate = Math.round((centsOf(rate) * baseCents) / 100) === amountCents;
  const common = {
    ...reward,
    promotionId,
    category: "Monetary",
    rewardType: isRate ? "PercentOff" : "AmountOff",
    base: isRate ? rate : centsText(amountCents),
  };
  const spread = shares.map((share): RewardItem => {
    const leftCents = (left.get(share.lineId) ?? 0) - share.amountCents;
    left.set(share.lineId, leftCents);
    return {
      ...common,
      ...described(lines.get(share.lineId)),
      summarized: undefined,
      extended: centsText(-share.amountCents),
      amountUsedCents: leftCents,
      reference: share.lineId,
    };
  });
  const whole: RewardItem = {
    ...common,
    detailed: undefined,
    extended: centsText(-amountCents),
    amountUsedCents: baseCents,
    codeKind: "Department",
    code: "0".repeat(14),
    item: "0".repeat(14),
    ...inDepartment("0"),
    text: "Department0",
  };
  return [...spread, whole];
}

/** An amount's name was not seen in the log. */
function typeOf(mechanic: string, free: boolean): "FreeItem" | "PercentOff" | "AmountOff" {
  if (free) return "FreeItem";
  return mechanic === "percent" ? "PercentOff" : "AmountOff";
}

/** The rate that was given, in hundredths: an effect says what it saves, not by which rate. */
const rateText = (offCents: number, ofCents: number) =>
  ofCents === 0 ? "0" : centsText(Math.round((offCents * 100) / ofCents));

function described(line: KnownLine | undefined) {
  if (line === undefined) return {};
  const { article, department, text } = line;
  return {
    codeKind: "GTIN",
    code: article,
    item: article,
    ...inDepartment(department),
    text: text.slice(0, TEXT_LENGTH).padEnd(TEXT_LENGTH),
  };
}

const inDepartment = (department: string) => ({
  department,
  level: "Department",
  departmentName: `Department${department}`,
  departmentAgain: department,
});
