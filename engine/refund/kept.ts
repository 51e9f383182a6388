/** Which goods of a sale the customer still has, as lines of a basket. */

import type { Basket, LineItem } from "../basket.ts";
import { split } from "../layer/share.ts";
import { divide } from "../rounding.ts";
import { isReturn } from "../world/sheet.ts";
import type { ReturnedGoods, ReturnedSoFar, ReturnRefusal } from "./sale.ts";

/** By line: pieces, or thousandths of a measured line, that have come back. */
export type Returned = ReadonlyMap<string, number>;

export function returnedBefore({ goods }: ReturnedSoFar): Returned {
  return new Map(goods.map(({ lineId, amount }) => [lineId, amount]));
}

/** What has come back once these goods have; or why they can't. */
export function returnedAfter(
  basket: Basket,
  before: Returned,
  goods: readonly ReturnedGoods[],
): Map<string, number> | { readonly refused: ReturnRefusal; readonly lineId: string } {
  const after = new Map(before);
  for (const { lineId, pieces, measureThousandths } of goods) {
    const line = basket.lines.find((one) => one.lineId === lineId);
    if (line === undefined || isReturn(line)) return { refused: "unknown-line", lineId };
    const isMeasured = line.measureThousandths !== undefined;
    if ((isMeasured ? pieces : measureThousandths) !== undefined)
      return { refused: "not-a-quantity", lineId };
    const back = after.get(lineId) ?? 0;
    const rest = amountOf(line) - back;
    const amount = pieces ?? measureThousandths ?? rest;
    if (!Number.isSafeInteger(amount) || amount < 0) return { refused: "not-a-quantity", lineId };
    if (amount > rest || rest === 0) return { refused: "more-than-kept", lineId };
    if (amount === 0) return { refused: "not-a-quantity", lineId };
    after.set(lineId, back + amount);
  }
  return after;
}

/** Pieces, or thousandths of the measure. */
export function amountOf(line: LineItem): number {
  return line.measureThousandths ?? line.pieces;
}

/**
 * The sale's goods less what came back. Of a line's pieces those with the odd cents stay longest; of a measured line
 * what stays costs its part of the extended amount.
 */
export function keptBasket(basket: Basket, returned: Returned): Basket {
  const lines: LineItem[] = [];
  for (const line of basket.lines) {
    if (isReturn(line)) continue;
    const back = returned.get(line.lineId) ?? 0;
    const rest = amountOf(line) - back;
    if (back === 0) lines.push(line);
    else if (rest > 0) lines.push(partOf(line, rest));
  }
  return { currency: basket.currency, lines };
}

function partOf(line: LineItem, amount: number): LineItem {
  const { measureThousandths, extendedCents } = line;
  if (measureThousandths !== undefined) {
    const part = divide(extendedCents * amount, measureThousandths, "half-up");
    return { ...line, measureThousandths: amount, extendedCents: part };
  }
  const units = split(extendedCents, line.pieces).slice(0, amount);
  return { ...line, pieces: amount, extendedCents: units.reduce((sum, cents) => sum + cents, 0) };
}
