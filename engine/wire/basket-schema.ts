import { z } from "zod";
import type { Basket, LineItem } from "../basket.ts";
import { cents, decimalLike, wholeCents } from "../mechanics/shared.terms.ts";
import { extend, extendCents, majorToCents } from "../money.ts";
import { divide } from "../rounding.ts";
import { thousandths } from "../thousandths.ts";
import { EngineInputError } from "./error.ts";

export const lineSchema = z.object({
  lineId: z.string().min(1).describe("The POS's own name for the line, once in a sale."),
  article: z.string().min(1).describe("GTIN or PLU, as digits."),
  text: z.string().optional().describe("As on the receipt. What is left out here the article master fills."),
  unitPriceCents: cents
    .optional()
    .describe(
      "What one piece, or one whole measure, costs on the shelf, tax included but for `taxExcluded`.",
    ),
  unitPrice: decimalLike("1.7990")
    .optional()
    .describe('Instead of it, for prices finer than a cent, in major units: "1.7990".'),
  quantity: decimalLike("0.454").describe('Pieces: "2"; or so much of `measure`: "0.454".'),
  measure: z
    .enum(["kg", "g", "l", "ml", "m", "m2"])
    .optional()
    .describe(
      "Of goods sold by weight, volume or length; then `quantity` is of it, and prices are of one of it. Grams and millilitres are taken as kilos and litres, to the whole gram: so promotions, suggestions and returns speak of them.",
    ),
  department: z.string().default("").describe('With all above it: "10/1020".'),
  brand: z.string().default(""),
  supplier: z.string().default(""),
  attributes: z
    .record(z.string(), z.string())
    .default({})
    .describe("The chain's own words for its articles."),
  regularPriceCents: cents.optional().describe("Before any markdown that the price contains already."),
  extendedCents: wholeCents
    .optional()
    .describe(
      "What the POS reckons for the whole line; it wins over price times quantity. Negative for a return.",
    ),
  vatRate: z.string().default("").describe('Percent: "22".'),
  taxExcluded: z
    .literal(true)
    .optional()
    .describe(
      "The amounts of this line are without its tax, as on the shelf of a wholesaler; what is taken off it then is as well, and the tax comes on what is left.",
    ),
  flags: z
    .array(z.enum(["not-discountable", "no-points", "return", "deposit", "gift-card", "no-discount-by-law"]))
    .default([]),
  floorCents: cents
    .optional()
    .describe("The least that a piece, or a whole measure, may cost after all promotions."),
  giftOf: z
    .string()
    .min(1)
    .optional()
    .describe("The promotion whose gift it is: the POS added it because it was asked to."),
});

export const basketSchema = z.object({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'a currency is written as "EUR"')
    .optional(),
  lines: z.array(lineSchema).max(5000),
});

/** Pieces of a whole basket. Beyond, somebody has mistaken grams for pieces. */
const PIECES_MAX = 20_000;
/** Of a whole basket: shares are products of two amounts, and must stay exact below 2^53. */
const CENTS_MAX = 90_000_000;
/** Thousandths of one line. */
const MEASURE_MAX = 100_000_000;
/** "2.00 off the kilo" is off a thousand grams: what is smaller than the measures of promotions, and how many make one. */
const PARTS: Readonly<Record<string, number>> = { g: 1000, ml: 1000 };

/** @param currency of a basket that names none */
export function toBasket(value: z.output<typeof basketSchema>, currency: string): Basket {
  const seen = new Set<string>();
  const lines = value.lines.map((one, index) => {
    if (seen.has(one.lineId)) {
      fail(index, "lineId", `line "${one.lineId}" stands twice; give each line its own lineId`);
    }
    seen.add(one.lineId);
    return toLine(one, index);
  });
  const excess = excessOf(lines);
  if (excess !== undefined) throw new EngineInputError("bad-basket", "lines", `basket: ${excess}`);
  return { currency: value.currency ?? currency, lines };
}

/** What a sale has too much of, whose lines may have come one by one; undefined: nothing. */
export function excessOf(lines: readonly LineItem[]): string | undefined {
  let [cents, pieces] = [0, 0];
  for (const line of lines) {
    cents += Math.abs(line.extendedCents);
    pieces += line.pieces;
  }
  if (cents > CENTS_MAX) return "more than 900000.00 in one sale";
  return pieces > PIECES_MAX ? `more than ${PIECES_MAX} pieces in one sale` : undefined;
}

function toLine(value: z.output<typeof lineSchema>, index: number): LineItem {
  const { measure, quantity, unitPrice, flags, regularPriceCents, floorCents } = value;
  const parts = PARTS[measure ?? ""] ?? 1;
  const sentCents = value.unitPriceCents ?? (unitPrice === undefined ? undefined : majorToCents(unitPrice));
  if (sentCents === undefined) return fail(index, "unitPriceCents", "send unitPriceCents, or unitPrice");
  const isFiner = unitPrice !== undefined && parts > 1;
  const unitPriceCents = isFiner ? extend(unitPrice, parts * 1000) : sentCents * parts;
  let amount: number;
  try {
    amount = thousandths(quantity);
  } catch (error) {
    return fail(index, "quantity", (error as Error).message);
  }
  if (amount === 0) return fail(index, "quantity", "a quantity is above 0; leave the line out instead");
  if (measure === undefined && amount % 1000 !== 0) {
    return fail(
      index,
      "quantity",
      `"${quantity}" pieces are not whole; send measure for goods sold by weight`,
    );
  }
  if (measure === undefined && amount > 10_000_000) {
    return fail(index, "quantity", `"${quantity}" pieces are more than 10000`);
  }
  if (amount > MEASURE_MAX * parts)
    return fail(index, "quantity", `"${quantity}" ${measure} in one line is too much`);
  const computed = unitPrice === undefined ? extendCents(sentCents, amount) : extend(unitPrice, amount);
  const extendedCents = value.extendedCents ?? computed;
  if (extendedCents < 0 && !flags.includes("return")) {
    return fail(index, "extendedCents", "only a line flagged return may be negative");
  }
  return {
    lineId: value.lineId,
    article: value.article,
    ...(value.text === undefined ? {} : { text: value.text }),
    department: value.department,
    brand: value.brand,
    supplier: value.supplier,
    attributes: value.attributes,
    unitPriceCents,
    regularPriceCents: regularPriceCents === undefined ? unitPriceCents : regularPriceCents * parts,
    pieces: measure === undefined ? amount / 1000 : 1,
    ...(measure === undefined ? {} : { measureThousandths: Math.max(1, divide(amount, parts, "half-up")) }),
    extendedCents,
    vatRate: value.vatRate,
    ...(value.taxExcluded === undefined ? {} : { taxExcluded: value.taxExcluded }),
    flags,
    ...(floorCents === undefined ? {} : { floorCents: floorCents * parts }),
    ...(value.giftOf === undefined ? {} : { giftOf: value.giftOf }),
  };
}

function fail(index: number, field: string, message: string): never {
  throw new EngineInputError("bad-basket", `lines[${index}].${field}`, `basket: ${message}`);
}
