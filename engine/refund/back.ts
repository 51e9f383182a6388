/** The goods that come back now, line by line: what they cost on the shelf, and what they cost with the others. */

import type { Cents, LineItem } from "../basket.ts";
import { split } from "../layer/share.ts";
import { divide } from "../rounding.ts";
import type { Account } from "./account.ts";
import { amountOf } from "./kept.ts";

/** What comes back of a line. */
export interface Back {
  readonly lineId: string;
  readonly grossCents: Cents;
  /** Of what was still out just before. Not above `grossCents`. */
  readonly costCents: Cents;
  /** Of what the sale cost. */
  readonly paidCents: Cents;
}

/** Only lines of which something comes back, in the order of the basket. */
export function backOf(sold: Account, before: Account, after: Account): Back[] {
  const kept = new Map(after.basket.lines.map((line) => [line.lineId, line]));
  return before.basket.lines.flatMap((line) => {
    const { lineId, extendedCents } = line;
    const rest = kept.get(lineId);
    const from = rest === undefined ? 0 : amountOf(rest);
    const to = amountOf(line);
    if (from === to) return [];
    const grossCents = extendedCents - (rest?.extendedCents ?? 0);
    const costIn = (account: Account) => costOf(account, lineId, to) - costOf(account, lineId, from);
    return [{ lineId, grossCents, costCents: Math.min(grossCents, costIn(before)), paidCents: costIn(sold) }];
  });
}

/** Of the first so many pieces of a line, or of so much of its measure. */
function costOf({ basket, effects, lines }: Account, lineId: string, amount: number): Cents {
  const line = basket.lines.find((one) => one.lineId === lineId)!;
  const { netCents } = lines.find((one) => one.lineId === lineId)!;
  if (amount === amountOf(line)) return netCents;
  if (line.measureThousandths !== undefined) return divide(netCents * amount, amountOf(line), "half-up");
  let cost = grossOf(line, amount);
  for (const effect of effects) {
    if (effect.kind !== "price-modifier") continue;
    const share = effect.shares.find((one) => one.lineId === lineId);
    for (const cents of share?.unitsCents.slice(0, amount) ?? []) cost -= cents;
  }
  return cost;
}

function grossOf({ extendedCents, pieces }: LineItem, first: number): Cents {
  return split(extendedCents, pieces)
    .slice(0, first)
    .reduce((sum, cents) => sum + cents, 0);
}
