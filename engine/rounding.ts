/** Integer arithmetic with the three ways of rounding. Nothing here sees a fraction or a decimal string. */

import type { Cents } from "./basket.ts";

/** `half-up` is away from zero. Always of the benefit, never of the price. */
export type Rounding = "half-up" | "half-even" | "down";

/** Percentages inside the engine: thousandths of a per cent (10 % is 10,000), so that "12.345" is exact. */
export type MilliPercent = number;

/** `dividend / divisor` as a whole number. Both at least 0 (divisor above); products up to 2^53 are exact. */
export function divide(dividend: number, divisor: number, rounding: Rounding): number {
  const remainder = dividend % divisor;
  const floor = (dividend - remainder) / divisor;
  if (rounding === "down" || remainder * 2 < divisor) return floor;
  if (rounding === "half-even" && remainder * 2 === divisor) return floor + (floor % 2);
  return floor + 1;
}

export function percentOf(cents: Cents, percent: MilliPercent, rounding: Rounding): Cents {
  return divide(cents * percent, 100_000, rounding);
}
