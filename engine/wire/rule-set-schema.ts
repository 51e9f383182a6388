import { z } from "zod";
import { mechanicSchemas } from "../mechanics/schemas.ts";
import { article, cents, day, name, selector, texts } from "../mechanics/shared.terms.ts";
import { STAGES } from "../promotion.ts";
import { condition, who } from "./condition-schema.ts";
import { type Glance, glanceOf, isPlain } from "./glance.ts";
import { issueMessage } from "./issue-message.ts";
import { limits } from "./limits-schema.ts";

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'write a time as "09:30", up to "24:00"')
  .meta({ title: "time" });

export const layerSchema = z
  .strictObject({
    id: name.describe("What promotions name in `layer`."),
    stage: z
      .enum(STAGES as [string, ...string[]])
      .describe("Where in the sale it works. Layers stand in this order and never go backwards."),
    mode: z
      .enum(["best", "first", "stack"])
      .describe(
        "`best`: each unit goes to one application, and the combination that saves most is taken. `first`: promotions claim units in order of priority. `stack`: all of them apply, one after the other.",
      ),
    base: z
      .enum(["left", "start"])
      .optional()
      .describe(
        "Only for `stack`: each on what the one before `left`, or on the price at the layer's `start`. A price or floor that a promotion names holds on what is left, always.",
      )
      .meta({ default: "left" }),
  })
  .meta({ id: "layer", title: "Layer", description: "How promotions share the units of the basket." });

const someKind = z.looseObject({ kind: name });
/** Terms of a known mechanic are strict. An unknown one, from a newer HQ, is kept as it is. */
const mechanic = someKind
  .superRefine((value, context) => {
    const known = mechanicSchemas.get(value.kind);
    if (known === undefined) return;
    const { kind: _, ...terms } = value;
    const result = known.terms.safeParse(terms, { error: issueMessage });
    if (!result.success) for (const issue of result.error.issues) context.addIssue({ ...issue } as never);
  })
  .meta({
    id: "mechanic",
    title: "Mechanic",
    description: "What the promotion gives, and its terms by `kind`.",
  });

const weekday = z
  .int({ error: ({ input }) => `a weekday is 1 (Monday) to 7 (Sunday), not ${JSON.stringify(input)}` })
  .min(1)
  .max(7);
const valid = z
  .strictObject({
    from: day.optional().describe("The first day, included."),
    to: day.optional().describe("The last day, included."),
    weekdays: z.array(weekday).optional().describe("1 is Monday, 7 is Sunday."),
    times: z
      .array(
        z.strictObject({
          from: time.describe("Included."),
          to: time.describe("No longer included. Before `from`, or the same: the band ends on the next day."),
        }),
      )
      .optional()
      .describe("Open within one of these bands; one past midnight belongs to the day it begins on."),
  })
  .refine(
    ({ from, to }) => from === undefined || to === undefined || from <= to,
    "it ends before it begins: turn from and to round",
  )
  .meta({
    id: "validity",
    title: "When",
    description: "Local time of the shop. An empty list restricts nothing.",
  });

const where = z
  .strictObject({
    stores: z.array(name).optional().describe("One of these stores, or of the store groups."),
    storeGroups: z.array(name).optional().describe("Stores of one of these groups."),
    tills: z.array(name).optional().describe("One of these tills."),
    channels: z
      .array(z.enum(["till", "self-checkout", "web", "app"]))
      .optional()
      .describe("One of these channels."),
  })
  .meta({
    id: "where",
    title: "Where",
    description: "Every given list must fit; an empty one restricts nothing.",
  });

export const promotionSchema = z
  .strictObject({
    id: name.describe("Its own, for good: receipts and coupons refer to it."),
    name: texts.describe("What the chain calls it."),
    layer: name.describe("The layer that it belongs to."),
    priority: z
      .int()
      .min(-1_000_000)
      .max(1_000_000)
      .optional()
      .describe("Lower is earlier; equal ones go by id.")
      .meta({ default: 0 }),
    valid: valid.optional().describe("When. Without it: always."),
    where: where.optional().describe("Where. Without it: everywhere."),
    who: who.optional().describe("For whom. Without it: everybody."),
    requires: condition.optional().describe("What it requires of basket, coupons, customer and tenders."),
    mechanics: z
      .array(mechanic)
      .min(1)
      .describe("What it gives. Several share condition, coupons and limits."),
    limits: limits.optional().describe("How much of it at most."),
    funding: z
      .strictObject({
        by: z.enum(["retailer", "supplier", "third-party"]).describe("Who pays for it."),
        party: name.optional().describe("Which one."),
      })
      .optional()
      .describe("Who pays. Without it: the retailer."),
    excludes: z
      .array(name)
      .optional()
      .describe("Tags: promotions that share one never meet in a transaction, the earlier layer wins."),
    alone: z
      .literal(true)
      .optional()
      .describe("No other promotion takes money off beside it; the customer gets the better of both worlds."),
    text: texts.optional().describe("For receipt and display. Without it: the name."),
  })
  .meta({ id: "promotion", title: "Promotion" });

const exclusion = z
  .strictObject({
    flag: z
      .enum(["not-discountable", "no-points", "deposit", "gift-card", "no-discount-by-law"])
      .describe("What these goods are, as if the POS had said so of the line."),
    select: selector.describe("Which goods."),
  })
  .meta({ id: "exclusion", title: "Exclusion" });

const values = z
  .strictObject({
    thousandPointsCents: z
      .record(name, cents)
      .optional()
      .describe("By account: what a thousand points are worth."),
    voucherCents: z
      .record(name, cents)
      .optional()
      .describe("By coupon series: what an issued voucher is worth."),
  })
  .meta({ id: "values", title: "Values" });

const frame = {
  semantics: z.int().min(1).describe("Version of the meaning of promotions that it is written for."),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'a currency is written as "EUR"')
    .describe("ISO 4217. All amounts are its minor units (cents)."),
  rounding: z
    .enum(["half-up", "half-even", "down"])
    .optional()
    .describe("Of benefits, never of prices.")
    .meta({ default: "half-up" }),
  groups: z
    .record(name, z.array(article))
    .optional()
    .describe("Lists of articles by name, up to 100,000 each: what selectors name as `group`."),
  priceLists: z
    .record(name, z.record(article, cents))
    .optional()
    .describe(
      "By name: from article to the price of a piece, or of a whole measure. What `price-list` names.",
    ),
  exclusions: z
    .array(exclusion)
    .optional()
    .describe("Goods that stand outside, by law or by the chain's will."),
  values: values
    .optional()
    .describe(
      "What benefits that are not money are worth beside it, where the better of two worlds is asked for.",
    ),
};

export const ruleSetSchema = z
  .strictObject({
    ...frame,
    layers: z.array(layerSchema).min(1).describe("In the order in which they pass over the basket."),
    promotions: z
      .array(promotionSchema)
      .describe("In any order: layers, priorities and ids put them into theirs."),
  })
  .meta({ title: "Rule set", description: "Everything that a till needs to know about promotions." });

/** What a till must be able to read of any rule set; layers and promotions are then read one by one. */
export const ruleSetFrame = z.object({
  ...frame,
  layers: z.array(z.looseObject({ id: name })),
  promotions: z.array(z.looseObject({ id: name })),
});

const isTermsOf = new Map([...mechanicSchemas].map(([kind, { terms }]) => [kind, glanceOf(terms)]));
/** Of known kinds only. */
const isSurelyMechanic: Glance = (value) => {
  if (!isPlain(value)) return false;
  const { kind, ...terms } = value;
  return isTermsOf.get(kind as string)?.(terms) === true;
};
const known = new Map([[mechanic, isSurelyMechanic]]);
export const isSurelyPromotion = glanceOf(promotionSchema, known);
export const isSurelyRuleSet = glanceOf(ruleSetSchema, known);
