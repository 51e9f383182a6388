/** Decimal strings to whole thousandths, digit by digit: exact, and nothing else is needed where rules are compiled. */

import type { MilliPercent } from "./rounding.ts";

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
  const [whole = "", decimals = ""] = text.split(".");
  if (/[1-9]/.test(decimals.slice(3))) throw new RangeError(`"${text}" has more than three decimals`);
  return Number(whole) * 1000 + Number(decimals.slice(0, 3).padEnd(3, "0"));
}
