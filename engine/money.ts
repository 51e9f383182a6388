/**
 * Decimal strings at the border, exactly. The only file that sees decimal.js: it is called when rules are compiled
 * and when a basket is read, never during an evaluation.
 */

import { Decimal } from "decimal.js";
import type { Cents } from "./basket.ts";
import { divide, type MilliPercent } from "./rounding.ts";

/** Up to 12 digits before the point and 6 behind it, no sign, no exponent. */
export const DECIMAL = /^\d{1,12}(\.\d{1,6})?$/;

/** "12.5" to 12,500 thousandths of a per cent. Throws RangeError beyond three decimals. */
export function milliPercent(text: string): MilliPercent {
  return wholeThousandths(text, "a percentage");
}

/** "0.454" to 454. Throws RangeError beyond three decimals. */
export function thousandths(text: string): number {
  return wholeThousandths(text, "a quantity");
}

function wholeThousandths(text: string, what: string): number {
  if (!DECIMAL.test(text)) throw new RangeError(`"${text}" is not ${what}: write it as "12.5"`);
  const value = new Decimal(text).times(1000);
  if (!value.isInteger()) throw new RangeError(`"${text}" has more than three decimals`);
  return value.toNumber();
}

/** "1.7990" (major units) to whole cents, half up: what one piece shows as its price. */
export function majorToCents(text: string, minorDigits = 2): Cents {
  return new Decimal(text)
    .times(10 ** minorDigits)
    .toDecimalPlaces(0, Decimal.ROUND_HALF_UP)
    .toNumber();
}

/** A finer unit price ("1.7990") times a quantity in thousandths, rounded half up once. */
export function extend(unitPrice: string, quantityThousandths: number, minorDigits = 2): Cents {
  return new Decimal(unitPrice)
    .times(10 ** minorDigits)
    .times(quantityThousandths)
    .dividedBy(1000)
    .toDecimalPlaces(0, Decimal.ROUND_HALF_UP)
    .toNumber();
}

/** Whole cents times a quantity in thousandths, rounded half up once. */
export function extendCents(unitPriceCents: Cents, quantityThousandths: number): Cents {
  return divide(unitPriceCents * quantityThousandths, 1000, "half-up");
}
