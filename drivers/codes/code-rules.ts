/** Which numbers are cards, coupons and in-store labels in this chain. HQ sends them; they are checked here, once. */
import { z } from "zod";
import { couldHidePaymentCards } from "./payment-card.ts";

const prefix = z.string().regex(/^[!-~]{1,20}$/, "1 to 20 printable characters without blanks");

const rangeSchema = z
  .strictObject({
    prefix,
    /** Characters in all, prefix and check digit included. */
    length: z.int().min(4).max(48),
    /** "ean13" is GS1's check digit on any number of digits. */
    check: z.enum(["ean13", "luhn", "none"]),
  })
  .refine((range) => range.prefix.length < range.length, "the prefix is as long as the whole code")
  .refine((range) => range.check === "none" || /^[0-9]+$/.test(range.prefix), "a check digit needs digits")
  .refine(
    (range) => !couldHidePaymentCards(range.prefix, range.length),
    "payment cards begin like this: give at least six digits of the prefix, so that no payment card is taken for one of the chain's",
  );

const measureSchema = z
  .strictObject({
    prefix: z
      .string()
      .regex(/^0?2[0-9]{0,3}$/, "in-store labels begin with 2, or 02 of a UPC-A (GS1 prefixes 20 to 29, 02)"),
    /** Digits of the item number, after the prefix. */
    item: z.int().min(1).max(8),
    /** A verifier digit stands between item and value (General Specifications, section 7.9.2). */
    verifier: z.boolean().default(false),
    /** Digits of the price in cents, or of the weight in grams. */
    value: z.int().min(3).max(6),
    kind: z.enum(["price", "weight"]),
  })
  .refine(
    (m) => m.prefix.length + m.item + (m.verifier ? 1 : 0) + m.value === 12,
    "prefix, item, verifier and value must be 12 digits together",
  )
  .refine((m) => !m.verifier || m.value === 4 || m.value === 5, "only 4 or 5 digits have a verifier");

const refundSchema = z
  .strictObject({
    prefix: z
      .string()
      .regex(/^(980|2[0-9]?)[0-9]{0,4}$/, "receipts that pay out begin with 980, or 2 in a store's own"),
    /** Digits of the amount in cents, before the check digit. */
    value: z.int().min(3).max(6),
  })
  .refine((r) => r.prefix.length + r.value <= 12, "prefix and value must be 12 digits at the most together");

/**
 * Italy: 2, six digits of item number, five of price in cents, check digit.
 * Items 000000 to 199999 are the chain's own, the others are assigned nationally (GS1 Italy, variable measure).
 */
const italianMeasures: z.input<typeof measureSchema>[] = [{ prefix: "2", item: 6, value: 5, kind: "price" }];

export const codeRulesSchema = z
  .strictObject({
    cards: z.array(rangeSchema).default([]),
    coupons: z.array(rangeSchema).default([]),
    measures: z.array(measureSchema).prefault(italianMeasures),
    /** Receipts of bottle machines that say their amount. One under 980 without a rule is told without an amount. */
    refunds: z.array(refundSchema).default([]),
    /** EAN-13 under 981 and 982 are coupons in euro. Off: articles, for a POS that knows them as such. */
    euroCoupons: z.boolean().default(true),
    /** ISO 4217 number of the currency that prices on labels are in; others are left to the POS. */
    currency: z
      .string()
      .regex(/^[0-9]{3}$/, "three digits of ISO 4217: 978 is the euro")
      .default("978"),
    /**
     * What the scanners send for FNC1, where they can't send the character GS (decimal 29), as most keyboard wedges can't:
     * "|", "{GS}". Without it two values of a GS1 label run into one.
     */
    fnc1Substitute: z
      .string()
      .regex(/^[!-~]{1,8}$/, "1 to 8 printable characters")
      .refine(
        (text) => !/^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+$/.test(text),
        "such characters may stand in a value: take one that GS1 leaves free, like |, ~, ^, #, @ or {GS}",
      )
      .optional(),
    /**
     * Eight digits that begin with 0, from a scanner that does not say which symbology it read: UPC-E of imported
     * goods, or EAN-8 that the chain numbers itself. They cannot be told apart by their check digits.
     */
    eightDigitsFromZero: z.enum(["upc-e", "ean-8"]).default("upc-e"),
  })
  .superRefine((rules, context) => {
    const seen = new Map<string, string>();
    const ranges = [
      ...rules.cards.map((r, i) => ({ path: ["cards", i], prefix: r.prefix, length: r.length })),
      ...rules.coupons.map((r, i) => ({ path: ["coupons", i], prefix: r.prefix, length: r.length })),
      ...rules.measures.map((r, i) => ({ path: ["measures", i], prefix: r.prefix, length: 13 })),
      ...rules.refunds.map((r, i) => ({ path: ["refunds", i], prefix: r.prefix, length: 13 })),
    ];
    for (const { path, prefix, length } of ranges) {
      const key = `${prefix} of length ${length}`;
      const other = seen.get(key);
      if (other === undefined) seen.set(key, path.join("."));
      else context.addIssue({ code: "custom", path, message: `prefix ${key} is already taken by ${other}` });
    }
  });

/** Rules that have passed `codeRulesSchema`. */
export type CodeRules = Readonly<z.output<typeof codeRulesSchema>>;
export type CodeRange = Readonly<z.output<typeof rangeSchema>>;

/** A chain that has said nothing: Italian in-store labels, euro coupons, no cards or coupons of its own. */
export const defaultCodeRules: CodeRules = codeRulesSchema.parse({});
