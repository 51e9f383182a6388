/** The two check digits of a shop: GS1's (articles, coupons, in-store labels) and Luhn's (cards). */

/**
 * GS1's check digit for `digits` that lack it: weights 3 and 1 from the right.
 * Source: GS1 General Specifications, 7.9 "Standard check digit calculations".
 */
export function gs1CheckDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit * 3 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

/** Whether the last of `digits` is GS1's check digit of the others. False for an empty text. */
export const hasGs1CheckDigit = (digits: string): boolean =>
  digits.length > 1 && gs1CheckDigit(digits.slice(0, -1)) === digits.at(-1);

/** Luhn's check digit (ISO/IEC 7812-1, annex B) for `digits` that lack it. */
export function luhnCheckDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 1 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return String((10 - (sum % 10)) % 10);
}

/** Whether the last of `digits` is Luhn's check digit of the others. False for an empty text. */
export const hasLuhnCheckDigit = (digits: string): boolean =>
  digits.length > 1 && luhnCheckDigit(digits.slice(0, -1)) === digits.at(-1);

/**
 * Makes an EAN-13 of twelve digits: `ean13("807680951375")` is "8076809513753".
 * Throws RangeError for anything but twelve digits.
 */
export function ean13(digits12: string): string {
  if (!/^[0-9]{12}$/.test(digits12))
    throw new RangeError(`An EAN-13 is made of 12 digits, not of "${digits12}".`);
  return digits12 + gs1CheckDigit(digits12);
}
