/** A refund laid on the goods that came back, by line and VAT rate. */

import type { Basket, Cents } from "../basket.ts";
import { shareInProportion } from "../share.ts";
import { compareText } from "../sheet.ts";

export interface LineRefund {
  readonly lineId: string;
  readonly vatRate: string;
  readonly amountCents: Cents;
}

export interface VatRefund {
  readonly vatRate: string;
  readonly amountCents: Cents;
}

/** What came back of a line: what had been paid for it, and what it costs on the shelf. `paid` is not above `gross`. */
export interface Back {
  readonly lineId: string;
  readonly paidCents: Cents;
  readonly grossCents: Cents;
}

/**
 * In proportion to what had been paid. What exceeds that, because an earlier return was given less, lies on what
 * is left up to the shelf price. No line gets more than its goods cost on the shelf.
 */
export function shareOverLines(refundCents: Cents, back: readonly Back[], basket: Basket): LineRefund[] {
  const paid = back.map(({ paidCents }) => paidCents);
  const total = paid.reduce((sum, cents) => sum + cents, 0);
  const first = shareInProportion(Math.min(refundCents, total), paid);
  const more = shareInProportion(
    Math.max(0, refundCents - total),
    back.map(({ paidCents, grossCents }) => grossCents - paidCents),
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
