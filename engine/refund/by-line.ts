/** A refund laid on the goods that came back, by line and VAT rate. */

import type { Basket, Cents } from "../basket.ts";
import { shareInProportion } from "../layer/share.ts";
import { compareText } from "../world/sheet.ts";
import type { Back } from "./back.ts";

export interface LineRefund {
  readonly lineId: string;
  readonly vatRate: string;
  readonly amountCents: Cents;
}

export interface VatRefund {
  readonly vatRate: string;
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
    vatRate: basket.lines.find((line) => line.lineId === lineId)?.vatRate ?? "",
    amountCents: first[i]! + more[i]!,
  }));
}

/** In order of the rates' text. */
export function byVatRate(lines: readonly LineRefund[]): VatRefund[] {
  const rates = new Map<string, Cents>();
  for (const { vatRate, amountCents } of lines) rates.set(vatRate, (rates.get(vatRate) ?? 0) + amountCents);
  return [...rates]
    .map(([vatRate, amountCents]) => ({ vatRate, amountCents }))
    .sort((a, b) => compareText(a.vatRate, b.vatRate));
}
