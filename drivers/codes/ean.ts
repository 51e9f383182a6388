/** EAN-13, EAN-8 and UPC-A: articles as their makers number them. */
import { hasGs1CheckDigit } from "./check-digit.ts";
import { type Family, isDigits, type Reading, refused } from "./code.ts";
import { readsAsUpcE } from "./upc-e.ts";

/** A GTIN at the length this project uses everywhere: 13 digits, or 8 where there are only 8. */
function reading(digits: string): Reading {
  if (!hasGs1CheckDigit(digits)) return { specificity: 0, code: refused("check-digit") };
  // Scanners set to "send EAN-8 as EAN-13" put five zeros in front; no EAN-13 of its own begins so (GS1 prefix 0000000
  // to 0000099 is kept free for this).
  const gtin = digits.length === 8 ? digits : digits.padStart(13, "0").replace(/^00000(?=[0-9]{8}$)/, "");
  return { specificity: 0, code: { kind: "gtin", gtin } };
}

export const ean: Family = {
  name: "ean",
  read(label, rules) {
    const { text, symbology } = label;
    if (!isDigits(text) || symbology === "other") return undefined;
    switch (text.length) {
      case 8:
        return readsAsUpcE(label, rules) ? undefined : reading(text);
      case 12:
      case 13:
        return reading(text);
      case 15:
      case 18:
        // An issue number follows the main code. Only the scanner can tell that the two belong together.
        return symbology === "ean-13-with-add-on" ? reading(text.slice(0, 13)) : undefined;
      default:
        return undefined;
    }
  },
};
