/** The words that the terms of several mechanics share, as zod schemas. Loaded at the door, never on the hot path. */

import { z } from "zod";
import { isDate } from "../finding/calendar.ts";
import { DECIMAL } from "../thousandths.ts";

/** Of either sign: what a POS says a line costs may be negative for a return. */
export const wholeCents = z
  .int({ error: ({ input }) => notWhole(input) })
  .min(-1_000_000_000)
  .max(1_000_000_000, "more than ten million: is it in cents?")
  .meta({ title: "cents" });
export const cents = wholeCents.min(0, "an amount is not negative");

/** For an amount that is none; undefined where there is none at all. */
export function notWhole(input: unknown): string | undefined {
  if (input === undefined) return undefined;
  return `whole cents are expected as a number (119 is 1.19), not ${JSON.stringify(input)}`;
}

export const positiveCents = cents.min(1, "at least 1 cent is expected");
export const count = z.int().min(1).max(100_000);
/** Of grams, millilitres or millimetres: up to a hundred tons. */
export const measureThousandths = z.int().min(1).max(100_000_000);
export const points = z.int().min(1).max(1_000_000_000);
export const name = z.string().min(1).max(200).meta({ title: "name" });
export const day = z
  .string()
  .refine(isDate, 'write a day that exists as "2026-12-31"')
  .meta({ title: "day", format: "date", pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
export const account = name;
export const article = z.string().min(1).meta({ title: "article" });

/** One of several shapes; whoever sends none of them is told all. */
export function oneOf<const Shapes extends readonly [z.ZodObject, ...z.ZodObject[]]>(shapes: Shapes) {
  return z.union(shapes, { error: `write one of ${shapes.map(shapeText).join(", ")}` });
}

/** "{ share, select? }" */
function shapeText({ shape }: z.ZodObject): string {
  const names = Object.entries(shape).map(([name, field]) =>
    (field as z.ZodType).isOptional() ? `${name}?` : name,
  );
  return `{ ${names.join(", ")} }`;
}

/** `example` is what a right one looks like. */
export function decimalLike(example: string) {
  return z
    .string({
      error: ({ input }) =>
        input === undefined
          ? undefined
          : `write it as a decimal string such as "${typeof input === "number" ? input : example}", not ${JSON.stringify(input)}`,
    })
    .regex(DECIMAL, `write it as a decimal string such as "${example}": digits, a point, up to six decimals`);
}

export const decimal = decimalLike("12.5");
/** Above 0, at most 100, up to three decimals. */
export const percent = decimal
  .refine(
    (text) => Number(text) > 0 && Number(text) <= 100 && /^\d+(\.\d{1,3})?$/.test(text),
    "a percentage is above 0, at most 100, with up to three decimals",
  )
  .meta({ title: "percentage", pattern: "^(?!0+(\\.0+)?$)0*(100(\\.0{1,3})?|\\d{1,2}(\\.\\d{1,3})?)$" });

export const texts = z
  .record(
    z.string().regex(/^[a-z]{2}$/, "a language is written with two letters: it, en"),
    z.string().min(1),
    {
      error: ({ code, input }) =>
        code === "invalid_type" && typeof input === "string"
          ? `write it by language: { "it": ${JSON.stringify(input)} }`
          : undefined,
    },
  )
  .refine((value) => Object.keys(value).length > 0, "a text needs at least one language")
  .meta({
    id: "texts",
    title: "Text",
    description:
      'One text in one or more languages, by two letters: `{ "it": "Tre per due", "en": "Three for two" }`.',
  });

export const selectorTerm = z
  .strictObject({
    articles: z.array(article).optional().describe("Any of these codes (GTIN or PLU, as digits)."),
    group: name.optional().describe("Articles of the rule set's group of this name."),
    department: name
      .optional()
      .describe('The department itself and everything below it: "10/1020" has "10/1020/5", not "10/10201".'),
    brand: name.optional().describe("Exactly this brand."),
    supplier: name.optional().describe("Exactly this supplier."),
    attribute: z
      .strictObject({
        name: name.describe("The attribute's name."),
        value: z.string().describe("What it must be."),
      })
      .optional()
      .describe('An attribute of the article: `{ "name": "organic", "value": "yes" }`.'),
    priceFromCents: cents.optional().describe("Unit price from here, included."),
    priceToCents: cents.optional().describe("Unit price up to here, included."),
    everything: z.literal(true).optional().describe("All goods that may be discounted or counted."),
  })
  .refine(
    (term) => Object.keys(term).length > 0,
    "a selector's term needs at least one field: articles, department, … or everything",
  )
  .refine(
    ({ priceFromCents = 0, priceToCents = priceFromCents }) => priceFromCents <= priceToCents,
    "no price lies between: priceFromCents is above priceToCents",
  )
  .meta({
    id: "selectorTerm",
    title: "Selector's term",
    description: "Goods of one kind. Several fields in one term must all hold.",
  });

export const selector = z
  .strictObject({
    of: z.array(selectorTerm).describe("Goods of any of these terms."),
    except: z.array(selectorTerm).optional().describe("Less goods of any of these."),
    notYetCut: z
      .boolean()
      .optional()
      .describe(
        "Only units that nothing has made cheaper yet: no earlier layer, and not the point of sale itself.",
      )
      .meta({ default: false }),
  })
  .meta({
    id: "selector",
    title: "Selector",
    description:
      "Names goods. Deposits, gift cards and goods sold by law without discount are outside every selector unless `articles` names them.",
  });

export const pickOn = z
  .strictObject({
    pick: z.enum(["cheapest", "dearest"]).describe("Which of the selected units."),
    units: count.describe("How many of them."),
  })
  .meta({
    id: "pickOn",
    title: "Only some units",
    description: "The n cheapest or dearest of all selected units in the basket that still cost something.",
  });

export const perGoods = z.enum(["unit", "measure", "line"]);
export const roundOnce = z
  .enum(["unit", "line"])
  .describe(
    "Rounding of the saving: for each unit, or once for a line's units together. `line` is meant for `first` and `stack` layers.",
  )
  .meta({ default: "unit" });
export const grouping = z
  .enum(["best", "dearest-first", "cheapest-first", "scan-order"])
  .describe("How units form sets. `best`: however it saves most for the customer.")
  .meta({ default: "best" });
export const spread = z
  .enum(["proportional", "even"])
  .describe(
    "How the saving lies on the units that carry it: in proportion to what is left of their price, or on each the same, but never more than is left of it.",
  )
  .meta({ default: "proportional" });
export const exceptTerms = z.array(selectorTerm);
