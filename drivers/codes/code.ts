/** What a label turns out to be, and the shape of the families that read labels. */
import type { CodeRules } from "./code-rules.ts";

/** Why a label was turned away. A refusal carries no part of the label: it may be logged as it is. */
export type RefusalReason =
  | "empty"
  | "too-long"
  | "not-text"
  | "check-digit"
  | "payment-card"
  /** GS1 data that can't be taken apart: too short, too long, a letter among digits, a separator in the wrong place. */
  | "gs1-syntax"
  /** One value of GS1 data is impossible: a 31 June, a country that does not exist. */
  | "gs1-value"
  /** GS1 data that must not stand together, that lack what must go with them, or that contradict each other. */
  | "gs1-pairing"
  /** A GS1 Digital Link that breaks the rules of such addresses. */
  | "digital-link";

/** One value of a GS1 label: (17) 261130. */
export interface ElementString {
  /** Application identifier: two to four digits. */
  readonly ai: string;
  readonly value: string;
}

/** What GS1 labels tell besides the number. Absent on all others. */
export interface Gs1Details {
  /** The last day on which it may be sold or used, "2026-11-30" (AI 17, 7003; field 3 of AI 8110). */
  readonly expiresOn?: string;
  /** All that the label says and this release can read, in the label's order. */
  readonly elements?: readonly ElementString[];
  /** Application identifiers that this release does not know; their values were skipped. */
  readonly unknownAis?: readonly string[];
}

export type Code =
  /**
   * An article. 13 digits for EAN-13, UPC-A and UPC-E (zeros in front), 8 digits for EAN-8, 14 for a trade unit
   * that is none of these (a case, an article of variable measure). `addOn`: a periodical's issue, 2 or 5 digits.
   */
  | ({ readonly kind: "gtin"; readonly gtin: string; readonly addOn?: string } & Gs1Details)
  /**
   * Goods weighed or priced in the shop, or by their maker. `article` is prefix and item number as the article master
   * has it ("2012345"), or the GTIN of a GS1 label. Where both are there, `extendedCents` is what the label shows.
   */
  | ({
      readonly kind: "measure";
      readonly article: string;
      readonly extendedCents: number;
      readonly weightGrams?: number;
    } & Gs1Details)
  | ({
      readonly kind: "measure";
      readonly article: string;
      readonly weightGrams: number;
      readonly extendedCents?: undefined;
    } & Gs1Details)
  /**
   * A loyalty card: the chain's own range, or a GSRN (AI 8018) with its instance (AI 8019). Personal data: tokenise it
   * before it is stored or logged.
   */
  | { readonly kind: "card"; readonly number: string; readonly instance?: string }
  /** A coupon. What it says of its worth is for display and checks: what it gives, HQ's promotion decides. */
  | ({
      readonly kind: "coupon";
      readonly code: string;
      /** In the currency of the code rules. */
      readonly amountCents?: number;
      /** 12.5 is 12.5 %. */
      readonly percent?: number;
      readonly points?: number;
      /** The goods themselves are what is given. */
      readonly freeGoods?: true;
      /** First day, "2026-11-01". */
      readonly validFrom?: string;
    } & Gs1Details)
  /** A receipt that pays out: returned bottles (EAN-13 under 980, or the chain's own prefix). */
  | { readonly kind: "refund"; readonly number: string; readonly amountCents?: number }
  /** Text that no family knows: Code 128 of somebody else, a web address, a number with no meaning here. */
  | ({ readonly kind: "unknown"; readonly text: string } & Gs1Details)
  /** `ai`: the application identifier that GS1 data were refused for. */
  | { readonly kind: "refused"; readonly reason: RefusalReason; readonly ai?: string };

/** A label after decoding: printable text (and FNC1 as U+001D), never empty, no blanks around it. */
export interface Label {
  readonly text: string;
  /** What the scanner says it read; `undefined` if it does not say, and then the text alone decides. */
  readonly symbology: Symbology | undefined;
}

/** "gs1": element strings, whatever carries them. "itf": 14 digits are a trade unit. */
export type Symbology = "ean-13" | "ean-13-with-add-on" | "ean-8" | "gs1" | "itf" | "other";

/**
 * What a family makes of a label. The most specific reading wins: a family that goes by a prefix gives the
 * prefix's length, one that goes by the symbology gives 0. A refusal loses to every reading, for another family may know
 * better, unless it is firm.
 */
export interface Reading {
  readonly specificity: number;
  readonly code: Code;
  /** The label is this family's for sure, and wrong: only a more specific reading may say otherwise. */
  readonly isFirm?: true;
}

/** One kind of code: one file that exports one of these, and one line in `families.ts`. */
export interface Family {
  readonly name: string;
  /** Pure. `undefined` when the label is none of its own. Never throws. */
  read(label: Label, rules: CodeRules): Reading | undefined;
}

export const refused = (reason: RefusalReason, ai?: string): Code => ({
  kind: "refused",
  reason,
  ...(ai === undefined ? {} : { ai }),
});

export const isDigits = (text: string): boolean => /^[0-9]+$/.test(text);
