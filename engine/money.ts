/**
 * Decimal strings at the border, exactly. The only file that sees decimal.js: it is called
 * when a basket is read, never during an evaluation.
 */

import { Decimal } from "decimal.js";
import type { Cents } from "./basket.ts";
import { divide } from "./rounding.ts";

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
