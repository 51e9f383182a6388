/** EAN-13, EAN-8, UPC-A and ITF-14: articles as their makers number them. */
import { hasGs1CheckDigit } from "./check-digit.ts";
import { type Family, isDigits, type Reading, refused } from "./code.ts";
import { gtinOf } from "./gs1/meaning.ts";
import { readsAsUpcE } from "./upc-e.ts";

/** A GTIN at the length this project uses everywhere: 13 digits, or 8 where there are only 8. */
function reading(digits: string, addOn = ""): Reading {
  if (!hasGs1CheckDigit(digits)) return { specificity: 0, code: refused("check-digit") };
  // Scanners set to "send EAN-8 as EAN-13" put five zeros in front; no EAN-13 of its own begins so (GS1 prefix 0000000
  // to 0000099 is kept free for this).
  const gtin = digits.length === 8 ? digits : gtinOf(digits.padStart(14, "0"));
  return { specificity: 0, code: { kind: "gtin", gtin, ...(addOn === "" ? {} : { addOn }) } };
}

export const ean: Family = {
  name: "ean",
  read(label, rules) {
    const { text, symbology } = label;
    if (!isDigits(text) || symbology === "other" || symbology === "gs1") return undefined;
    // Interleaved 2 of 5 is anybody's; 14 digits of it with the right check digit are a trade unit's.
    if (symbology === "itf" && text.length !== 14) return undefined;
    switch (text.length) {
      case 8:
        return readsAsUpcE(label, rules) ? undefined : reading(text);
      case 12:
      case 13:
        return reading(text);
      case 14:
        // Fourteen digits are also somebody's card or account: only a right check digit makes an article of them.
        if (symbology !== undefined && symbology !== "itf") return undefined;
        return hasGs1CheckDigit(text) ? reading(text) : undefined;
      case 15:
      case 18:
        // An issue number follows the main code. Only the scanner can tell that the two belong together.
        return symbology === "ean-13-with-add-on" ? reading(text.slice(0, 13), text.slice(13)) : undefined;
      default:
        return undefined;
    }
  },
};
