/**
 * Labels of the shop's own scales: an EAN-13 that carries an item number and its price or its weight.
 * Source: GS1 General Specifications, section 2.1.12.2 "Restricted circulation numbers for variable measure": who scans
 * them decides what the digits mean.
 */
import { hasGs1CheckDigit } from "./check-digit.ts";
import { type Family, isDigits, refused } from "./code.ts";
import { priceCheckDigit } from "./price-check.ts";

export const measure: Family = {
  name: "measure",
  read({ text, symbology }, rules) {
    // A UPC-A of twelve digits is an EAN-13 with a zero in front.
    const digits = text.length === 12 ? `0${text}` : text;
    if (digits.length !== 13 || !isDigits(digits)) return undefined;
    if (symbology !== undefined && symbology !== "ean-13") return undefined;
    const rule = rules.measures
      .filter((m) => digits.startsWith(m.prefix))
      .sort((a, b) => b.prefix.length - a.prefix.length)[0];
    if (!rule) return undefined;
    const specificity = rule.prefix.length;
    if (!hasGs1CheckDigit(digits)) return { specificity, code: refused("check-digit") };
    const article = digits.slice(0, rule.prefix.length + rule.item);
    const amount = digits.slice(12 - rule.value, 12);
    if (rule.verifier && priceCheckDigit(amount) !== Number(digits[article.length]))
      return { specificity, code: refused("check-digit"), isFirm: true };
    const value = Number(amount);
    return {
      specificity,
      code:
        rule.kind === "price"
          ? { kind: "measure", article, extendedCents: value }
          : { kind: "measure", article, weightGrams: value },
    };
  },
};
