/**
 * UPC-E: a UPC-A with its zeros squeezed out, on small imported goods.
 * Source: GS1 General Specifications, 5.2.2.4.2 "UPC-E bar code": first digit 0, six digits, check digit of the UPC-A.
 */
import { hasGs1CheckDigit } from "./check-digit.ts";
import { type Family, isDigits, type Label, refused } from "./code.ts";
import type { CodeRules } from "./code-rules.ts";

/** The twelve digits of the UPC-A behind eight digits of UPC-E. The check digit is carried over, not checked. */
export function expandUpcE(digits8: string): string {
  const body = digits8.slice(1, 7);
  const last = body.slice(5);
  const middle =
    last <= "2"
      ? `${body.slice(0, 2)}${last}0000${body.slice(2, 5)}`
      : last === "3"
        ? `${body.slice(0, 3)}00000${body.slice(3, 5)}`
        : last === "4"
          ? `${body.slice(0, 4)}00000${body.slice(4, 5)}`
          : `${body.slice(0, 5)}0000${last}`;
  return digits8.slice(0, 1) + middle + digits8.slice(7);
}

/** Whether eight digits are to be read as UPC-E. "]E0" is sent for UPC-E and never for EAN-8. */
export function readsAsUpcE({ text, symbology }: Label, rules: CodeRules): boolean {
  if (text.length !== 8 || !text.startsWith("0") || !isDigits(text)) return false;
  return symbology === "ean-13" || (symbology === undefined && rules.eightDigitsFromZero === "upc-e");
}

export const upcE: Family = {
  name: "upc-e",
  read(label, rules) {
    if (!readsAsUpcE(label, rules)) return undefined;
    const upcA = expandUpcE(label.text);
    if (!hasGs1CheckDigit(upcA)) return { specificity: 0, code: refused("check-digit") };
    return { specificity: 0, code: { kind: "gtin", gtin: upcA.padStart(13, "0") } };
  },
};
