/** Card numbers have no place in a report: neither the kit's own nor those of a POS that is tried with real ones. */

import { hasLuhnCheckDigit } from "../../drivers/codes/check-digit.ts";
import { codeRulesSchema } from "../../drivers/codes/code-rules.ts";
import { parseCode } from "../../drivers/codes/parse-code.ts";
import config from "./chain/config.json" with { type: "json" };

const rules = codeRulesSchema.parse(config.codes);
/** Their values are cards, whatever they look like. */
const CARD_FIELDS = new Set(["card", "data", "number"]);

/** The value with each card number in it shortened to its last two digits. */
export function masked(value: unknown, field = ""): unknown {
  if (typeof value === "string") return CARD_FIELDS.has(field) ? hidden(value) : maskedText(value);
  if (typeof value === "number") return isCard(String(value)) ? hidden(String(value)) : value;
  if (Array.isArray(value)) return value.map((one) => masked(one, field));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, masked(one, name)]));
}

function maskedText(text: string): string {
  return text.replace(/\d(?:[ -]?\d){11,18}/g, (digits) =>
    isCard(digits.replace(/\D/g, "")) ? hidden(digits) : digits,
  );
}

function isCard(digits: string): boolean {
  if (parseCode({ bytes: Buffer.from(digits) }, rules).kind === "card") return true;
  // Thirteen digits are an article; longer ones that pass a card's check are taken for one.
  return digits.length >= 14 && hasLuhnCheckDigit(digits);
}

function hidden(text: string): string {
  return text.length > 4 ? `••••${text.slice(-2)}` : "••••";
}
