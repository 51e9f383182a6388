/** A retail transaction of the log as our own calls: step by step, and whole, as it is completed late. */

import type { AppliedModifier } from "../../../engine/effect.ts";
import { centsOf } from "./amounts.ts";
import { correctionOf } from "./corrections.ts";
import { PosLogError } from "./fields.ts";
import type { RewardItem, SaleItem } from "./line-items.ts";
import { lineItems, type Transaction, totalOf } from "./poslog.ts";

/** A line as the contract's calls take it. */
export interface WireLine {
  /** The sale's operator sequence: what rewards point to. */
  readonly lineId: string;
  readonly article: string;
  readonly text: string;
  readonly department: string;
  readonly quantity: string;
  readonly unitPriceCents: number;
  readonly extendedCents: number;
  readonly measure?: "kg";
  readonly flags?: readonly ("deposit" | "return")[];
}

/** A call of the contract without its sale's id. */
export type SaleStep =
  | { readonly call: "line.add" | "line.change"; readonly params: { readonly line: WireLine } }
  | { readonly call: "line.void"; readonly params: { readonly lineId: string } }
  | { readonly call: "customer.identify"; readonly params: { readonly card: string } };
export type LineStep = Exclude<SaleStep, { call: "customer.identify" }>;

export interface Sale {
  readonly transactionId: string;
  /** Lane and number: "31-114". */
  readonly receipt: string;
  /** Local time of the shop; the log has no zone. */
  readonly at: string;
  readonly operator: string;
  readonly currency: string;
  readonly steps: readonly SaleStep[];
  /** What stands at the end. */
  readonly lines: readonly WireLine[];
  readonly card: string | undefined;
  /** The money that NCR's own engine took off. */
  readonly applied: readonly AppliedModifier[];
  /** Change and cash given beside a card payment are negative. */
  readonly tenders: readonly { readonly kind: string; readonly amountCents: number }[];
  /** Before tax, which comes on top. */
  readonly totalCents: number;
  readonly taxCents: number;
  /** It was begun at that till, suspended, and ended here. */
  readonly resumedFrom: { readonly till: string; readonly sequence: string } | undefined;
  readonly rewards: readonly RewardItem[];
}

/** A line item as it was rung. Throws PosLogError for a quantity that can't be one. */
export function wireLine(item: SaleItem): WireLine {
  const quantity = item.quantity.replace(/^-/, "");
  if (!/^\d{1,7}(\.\d{1,3})?$/.test(quantity))
    throw new PosLogError("LineItem/Sale/Quantity", item.element?.line, `"${item.quantity}" is no quantity`);
  const measured = item.weighed === true || quantity.includes(".");
  const flag =
    item.itemType === "acs:NegativeItem" ? "return" : item.entry === "acs:Linked" ? "deposit" : undefined;
  return {
    lineId: item.operatorSequence,
    article: item.code,
    text: item.text.trimEnd(),
    department: item.department,
    quantity,
    unitPriceCents: item.unitPriceCents,
    extendedCents: item.extendedCents,
    // Pounds: the engine has no name for them, and reckons in thousandths of whatever is meant.
    ...(measured ? { measure: "kg" } : {}),
    ...(flag === undefined ? {} : { flags: [flag] }),
  };
}

/** Undefined for what is no sale: a sign-on, a drawer opened. Throws PosLogError. */
export function readSale(transaction: Transaction): Sale | undefined {
  if (transaction.retail === undefined) return undefined;
  const { store, till, sequence, businessDay } = transaction;
  const standing = new Map<string, WireLine>();
  const steps: SaleStep[] = [];
  const rewards: RewardItem[] = [];
  const tenders: { kind: string; amountCents: number }[] = [];
  let card: string | undefined;
  for (const item of lineItems(transaction)) {
    switch (item.kind) {
      case "sale":
        ring(item);
        break;
      case "membership":
        card = item.membershipId;
        steps.push({ call: "customer.identify", params: { card } });
        break;
      case "tender":
        tenders.push({ kind: item.tender, amountCents: item.amountCents });
        break;
      case "reward":
        rewards.push(item);
        break;
      default:
        break;
    }
  }
  const grandCents = totalOf(transaction, "TransactionGrandAmount");
  if (grandCents === undefined)
    throw new PosLogError("RetailTransaction/Total", transaction.element.line, "there is no grand total");
  const taxCents = totalOf(transaction, "TransactionTaxAmount") ?? 0;
  const link = transaction.retail.find((part) => part.kind === "link" && part.reason === "Resume");
  return {
    transactionId: `${store}-${till}-${sequence}-${businessDay}`,
    receipt: `${till}-${sequence}`,
    at: transaction.ended,
    operator: transaction.operator,
    currency: transaction.currency,
    steps,
    lines: [...standing.values()],
    card,
    applied: appliedOf(rewards, standing),
    tenders,
    totalCents: grandCents - taxCents,
    taxCents,
    resumedFrom: link?.kind === "link" ? { till: link.till, sequence: link.sequence } : undefined,
    rewards,
  };

  function ring(item: SaleItem): void {
    const step = ringUp(item, standing.values());
    stand(standing, step);
    steps.push(step);
  }
}

/**
 * What ringing it up means for a sale.
 * @param standing the lines so far, for a correction: it names none
 */
export function ringUp(item: SaleItem, standing: Iterable<WireLine>): LineStep {
  const line = wireLine(item);
  if (item.void !== true) return { call: "line.add", params: { line } };
  const correction = correctionOf(standing, { ...line, extendedCents: -item.extendedCents });
  switch (correction.kind) {
    case "void":
      return { call: "line.void", params: { lineId: correction.lineId } };
    case "change":
      return { call: "line.change", params: { line: correction.line } };
    case "return":
      return { call: "line.add", params: { line: { ...line, flags: ["return"] } } };
    default:
      return correction satisfies never;
  }
}

/** What stands after the step. */
export function stand(standing: Map<string, WireLine>, { call, params }: LineStep): void {
  if (call === "line.void") standing.delete(params.lineId);
  else standing.set(params.line.lineId, params.line);
}

/** The sale as `transaction.complete` takes it, with all that was sold, for a sale that the agent did not see. */
export function completionOf({ transactionId, receipt, applied, tenders, totalCents, ...sale }: Sale) {
  const { lines, card, operator, currency } = sale;
  return {
    transactionId,
    receipt,
    applied,
    tenders,
    totalCents,
    basket: { lines, ...(card === undefined ? {} : { card }), at: hereAt(sale.at), operator, currency },
  };
}

/** "2017-10-01T15:15:25" with this machine's offset at that time: a till stands in its shop. */
function hereAt(local: string): string {
  const minutes = -new Date(local).getTimezoneOffset();
  if (Number.isNaN(minutes)) return local;
  const two = (number: number) => String(number).padStart(2, "0");
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${local}${minutes < 0 ? "-" : "+"}${two(hours)}:${two(rest)}`;
}

/** Money by promotion. What stands both as a whole and line by line counts once; only what lies on a line is a share. */
function appliedOf(
  rewards: readonly RewardItem[],
  standing: ReadonlyMap<string, WireLine>,
): AppliedModifier[] {
  const money = rewards.filter(({ category }) => category === "Monetary");
  return [...Map.groupBy(money, ({ promotionId }) => promotionId)].map(([promotionId, items]) => {
    const shares = new Map<string, number>();
    for (const { detailed, reference, extended } of items)
      if (detailed === true && standing.has(reference))
        shares.set(reference, (shares.get(reference) ?? 0) + centsOff(extended));
    const amountCents = items.reduce(
      (sum, { summarized, extended }) => sum + (summarized === true ? centsOff(extended) : 0),
      0,
    );
    return {
      promotionId,
      amountCents,
      shares: Array.from(shares, ([lineId, cents]) => ({ lineId, amountCents: cents })),
    };
  });
}

/** "-2.00" as 200: discounts are negative in the log, and positive with us. */
const centsOff = (extended: string) => -centsOf(extended) || 0;
