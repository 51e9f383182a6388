/** Prefix, length and check digit: how a chain recognises its cards and coupons. */
import { hasGs1CheckDigit, hasLuhnCheckDigit } from "./check-digit.ts";
import { type Code, isDigits, type Reading, refused } from "./code.ts";
import type { CodeRange } from "./code-rules.ts";

/** The reading by the longest prefix among `ranges`; a refusal where only the check digit is wrong. */
export function readRange(
  text: string,
  ranges: readonly CodeRange[],
  code: (text: string) => Code,
): Reading | undefined {
  const range = ranges
    .filter((r) => r.length === text.length && text.startsWith(r.prefix))
    .reduce<CodeRange | undefined>(
      (best, r) => (best && best.prefix.length >= r.prefix.length ? best : r),
      undefined,
    );
  if (!range) return undefined;
  const specificity = range.prefix.length;
  if (range.check === "none") return { specificity, code: code(text) };
  if (!isDigits(text)) return undefined;
  const right = range.check === "luhn" ? hasLuhnCheckDigit(text) : hasGs1CheckDigit(text);
  return { specificity, code: right ? code(text) : refused("check-digit") };
}
