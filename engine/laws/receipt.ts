/** What the laws read off an evaluation. */

import type { Basket, LineItem } from "../basket.ts";
import type { Effect, Evaluation, PriceModifier } from "../effect.ts";
import { divide } from "../rounding.ts";

type Effects = readonly Effect[];

export function cutsOf(effects: Effects): PriceModifier[] {
  return effects.filter((effect) => effect.kind === "price-modifier");
}

export function sum<Value>(values: readonly Value[], of: (value: Value) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}

/** Points, stamps and vouchers that the customer gets, and what is burnt: by kind and account or series. */
export function benefitsOf(effects: Effects): Record<string, number> {
  const sums: Record<string, number> = {};
  const add = (name: string, count: number) => {
    if (count !== 0) sums[name] = (sums[name] ?? 0) + count;
  };
  for (const effect of effects) {
    if (effect.kind === "points") add(`points ${effect.account}`, effect.points);
    else if (effect.kind === "stamps") add(`stamps ${effect.account}`, effect.stamps);
    else if (effect.kind === "reward") add(`burnt ${effect.account}`, effect.points);
    else if (effect.kind === "voucher") {
      add(`vouchers ${effect.series}`, effect.pieces);
      add(`worth ${effect.series}`, effect.pieces * (effect.amountCents ?? 0));
    }
  }
  return Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Money, points, stamps and vouchers of a receipt, whoever gave them. */
export function receiptOf({ totalCents, effects }: Pick<Evaluation, "totalCents" | "effects">) {
  return { totalCents, ...benefitsOf(effects) };
}

export function isReturn({ flags }: LineItem): boolean {
  return flags.includes("return");
}

/** What each unit costs before promotions: a POS's odd cents lie on the first ones. */
export function unitPrices({ pieces, extendedCents }: LineItem): number[] {
  const each = Math.floor(extendedCents / pieces);
  return Array.from({ length: pieces }, (_, unit) => each + (unit < extendedCents - each * pieces ? 1 : 0));
}

/** The least that a unit of the line may cost. */
export function floorOf({ floorCents = 0, measureThousandths = 1000 }: LineItem): number {
  return divide(floorCents * measureThousandths, 1000, "half-up");
}

/** By line: what came off each of its units. */
export function offUnits({ lines }: Basket, effects: Effects): Map<string, number[]> {
  const off = new Map(lines.map(({ lineId, pieces }) => [lineId, new Array<number>(pieces).fill(0)]));
  for (const { shares } of cutsOf(effects)) {
    for (const { lineId, unitsCents } of shares) {
      const units = off.get(lineId)!;
      unitsCents.forEach((cents, unit) => {
        units[unit]! += cents;
      });
    }
  }
  return off;
}
