/**
 * Receipts that pay out, mostly of machines that take bottles back. 980 is theirs everywhere (GS1 General Specifications,
 * figure 1.4.2-1 "GS1 Prefixes"); what the digits after it mean, the chain that prints them says.
 */
import { hasGs1CheckDigit } from "./check-digit.ts";
import { type Family, isDigits, refused } from "./code.ts";

export const refund: Family = {
  name: "refund",
  read({ text, symbology }, { refunds }) {
    if (text.length !== 13 || !isDigits(text)) return undefined;
    if (symbology !== undefined && symbology !== "ean-13") return undefined;
    const rule = refunds
      .filter(({ prefix }) => text.startsWith(prefix))
      .sort((a, b) => b.prefix.length - a.prefix.length)[0];
    if (rule === undefined && !text.startsWith("980")) return undefined;
    // Without a rule more than an article, less than any range of the chain's own.
    const specificity = rule?.prefix.length ?? 1;
    if (!hasGs1CheckDigit(text)) return { specificity, code: refused("check-digit") };
    const amount = rule ? { amountCents: Number(text.slice(12 - rule.value, 12)) } : {};
    return { specificity, code: { kind: "refund", number: text, ...amount } };
  },
};
