/** A refund laid on the goods that came back, by line and VAT rate. */

import type { Basket, Cents, Taxed } from "../basket.ts";
import { shareInProportion } from "../layer/share.ts";
import { byTax, taxOf, taxOfLine } from "../taxed.ts";
import type { Back } from "./back.ts";

export interface LineRefund extends Taxed {
  readonly lineId: string;
  readonly amountCents: Cents;
}

export interface VatRefund extends Taxed {
  readonly amountCents: Cents;
}

/**
 * In proportion to what the goods cost with the others. What exceeds that, because something was withheld before,
 * lies on what is left up to the shelf price. No line gets more than its goods cost on the shelf.
 */
export function shareOverLines(refundCents: Cents, back: readonly Back[], basket: Basket): LineRefund[] {
  const cost = back.map(({ costCents }) => costCents);
  const total = cost.reduce((sum, cents) => sum + cents, 0);
  const first = shareInProportion(Math.min(refundCents, total), cost);
  const more = shareInProportion(
    Math.max(0, refundCents - total),
    back.map(({ costCents, grossCents }) => grossCents - costCents),
  );
  return back.map(({ lineId }, i) => ({
    lineId,
    ...taxOfLine(basket.lines, lineId),
    amountCents: first[i]! + more[i]!,
  }));
}

/** In order of the rates. */
export function byVatRate(lines: readonly LineRefund[]): VatRefund[] {
  const rates: (Taxed & { amountCents: Cents })[] = [];
  for (const line of lines) {
    const rate = rates.find((one) => byTax(one, line) === 0);
    if (rate === undefined) rates.push({ ...taxOf(line), amountCents: line.amountCents });
    else rate.amountCents += line.amountCents;
  }
  return rates.sort(byTax);
}
