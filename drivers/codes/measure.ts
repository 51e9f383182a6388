/** Labels of the shop's own scales: an EAN-13 that carries an item number and its price or its weight. */
import { hasGs1CheckDigit } from "./check-digit.ts";
import { type Family, isDigits, refused } from "./code.ts";

export const measure: Family = {
  name: "measure",
  read({ text, symbology }, rules) {
    if (text.length !== 13 || !isDigits(text) || symbology === "other" || symbology === "ean-8")
      return undefined;
    const rule = rules.measures
      .filter((m) => text.startsWith(m.prefix))
      .sort((a, b) => b.prefix.length - a.prefix.length)[0];
    if (!rule) return undefined;
    const specificity = rule.prefix.length;
    if (!hasGs1CheckDigit(text)) return { specificity, code: refused("check-digit") };
    const article = text.slice(0, rule.prefix.length + rule.item);
    const value = Number(text.slice(article.length, 12));
    return {
      specificity,
      code:
        rule.kind === "price"
          ? { kind: "measure", article, extendedCents: value }
          : { kind: "measure", article, weightGrams: value },
    };
  },
};
