/** What a correction line (`VoidFlag`) takes back: the log names no line, only article and amount. */

import { quantityText, thousandthsOf } from "../../quantity.ts";

/** As far as a correction looks. */
export interface Standing {
  readonly lineId: string;
  readonly article: string;
  readonly quantity: string;
  readonly extendedCents: number;
  /** Absent for pieces. */
  readonly measure?: string;
}

export type Correction<Line> =
  | { readonly kind: "void"; readonly lineId: string }
  /** Of a larger line a part stays. */
  | { readonly kind: "change"; readonly line: Line }
  /** Nothing here was meant: money given back. */
  | { readonly kind: "return" };

/**
 * The last standing line of the same article and amount; else a part of the last larger one of that article.
 * @param standing lines in the order of the sale; the correction itself is not among them
 * @param back positive figures
 */
export function correctionOf<Line extends Standing>(
  standing: Iterable<Line>,
  back: Pick<Standing, "article" | "quantity" | "extendedCents">,
): Correction<Line> {
  const same = [...standing].filter(({ article }) => article === back.article);
  const whole = same.findLast(({ extendedCents }) => extendedCents === back.extendedCents);
  if (whole !== undefined) return { kind: "void", lineId: whole.lineId };
  const larger = same.findLast(({ extendedCents }) => extendedCents > back.extendedCents);
  if (larger === undefined) return { kind: "return" };
  // Of "2 for 6.00" rung as one piece half may come back: one piece stays.
  const leastThousandths = larger.measure === undefined ? 1000 : 1;
  const left = thousandthsOf(larger.quantity) - thousandthsOf(back.quantity);
  const quantity = quantityText(Math.max(leastThousandths, left));
  const extendedCents = larger.extendedCents - back.extendedCents;
  return { kind: "change", line: { ...larger, quantity, extendedCents } };
}
