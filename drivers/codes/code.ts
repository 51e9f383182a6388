/** What a label turns out to be, and the shape of the families that read labels. */
import type { CodeRules } from "./code-rules.ts";

/** Why a label was turned away. A refusal carries no part of the label: it may be logged as it is. */
export type RefusalReason = "empty" | "too-long" | "not-text" | "check-digit" | "payment-card";

export type Code =
  /** An article. 13 digits for EAN-13, UPC-A and UPC-E (zeros in front), 8 digits for EAN-8. */
  | { readonly kind: "gtin"; readonly gtin: string }
  /** A label weighed in the shop. `article` is prefix and item number, as the article master has it: "2012345". */
  | { readonly kind: "measure"; readonly article: string; readonly extendedCents: number }
  | { readonly kind: "measure"; readonly article: string; readonly weightGrams: number }
  /** A loyalty card of the chain. Personal data: tokenise it before it is stored or logged. */
  | { readonly kind: "card"; readonly number: string }
  | { readonly kind: "coupon"; readonly code: string }
  /** Text that no family knows: Code 128 of somebody else, a QR code, a number with no meaning here. */
  | { readonly kind: "unknown"; readonly text: string }
  | { readonly kind: "refused"; readonly reason: RefusalReason };

/** A label after decoding: printable text (and FNC1 as U+001D), never empty, no blanks around it. */
export interface Label {
  readonly text: string;
  /** What the scanner says it read; `undefined` if it does not say, and then the text alone decides. */
  readonly symbology: Symbology | undefined;
}

export type Symbology = "ean-13" | "ean-13-with-add-on" | "ean-8" | "other";

/**
 * What a family makes of a label. The most specific reading wins: a family that goes by a prefix gives the
 * prefix's length, one that goes by the symbology gives 0. Readings beat refusals of the same specificity.
 */
export interface Reading {
  readonly specificity: number;
  readonly code: Code;
}

/** One kind of code: one file that exports one of these, and one line in `families.ts`. */
export interface Family {
  readonly name: string;
  /** Pure. `undefined` when the label is none of its own. Never throws. */
  read(label: Label, rules: CodeRules): Reading | undefined;
}

export const refused = (reason: RefusalReason): Code => ({ kind: "refused", reason });

export const isDigits = (text: string): boolean => /^[0-9]+$/.test(text);
