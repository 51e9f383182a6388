/** What a promotion may require, and of whom. */

import { z } from "zod";
import { count, measureThousandths, name, positiveCents, selector } from "../mechanics/shared.terms.ts";
import type { Condition } from "../promotion.ts";

const textOrNumber = z.union([z.string(), z.number()]);
const comparisons = ["is", "isNot", "oneOf", "atLeast", "atMost"] as const;

const attributeTest = z
  .strictObject({
    name: name.describe("The attribute's name."),
    is: textOrNumber.optional().describe("It is this."),
    isNot: textOrNumber.optional().describe("It is anything else, or not known."),
    oneOf: z.array(textOrNumber).min(1).optional().describe("It is one of these."),
    atLeast: z.number().optional().describe("It is a number, and not below."),
    atMost: z.number().optional().describe("It is a number, and not above."),
  })
  .refine(
    (test) => comparisons.some((one) => test[one] !== undefined),
    `say what the attribute is compared with: ${comparisons.join(", ")}`,
  )
  .refine(
    ({ atLeast, atMost }) => atLeast === undefined || atMost === undefined || atLeast <= atMost,
    "no number lies between: atLeast is above atMost",
  )
  .meta({
    id: "attributeTest",
    title: "Attribute of the customer",
    description: "All given comparisons must hold.",
  });

const days = z.int().min(0).max(366);
const anniversary = z
  .strictObject({
    daysBefore: days.describe("So many days before the day."),
    daysAfter: days.describe("So many days after it."),
  })
  .meta({
    id: "anniversary",
    title: "Days around a day",
    description:
      "The day itself and both ends are included. 29 February counts as 28 February in other years.",
  });

const daysSince = z.int().min(0).max(36_600);

export const who = z
  .strictObject({
    card: z.boolean().optional().describe("True: only who shows a card. False: only who shows none."),
    tiers: z.array(name).optional().describe("One of these tiers."),
    segments: z.array(name).optional().describe("In one of these segments."),
    staff: z.boolean().optional().describe("True: only staff. False: everybody else."),
    attributes: z.array(attributeTest).optional().describe("Attributes of the customer, all of them."),
    birthday: anniversary.optional().describe("Around the customer's birthday."),
    anniversary: anniversary
      .optional()
      .describe("Around the day the customer joined, from its first return on."),
    purchase: z
      .strictObject({
        nth: count.optional().describe("This is the nth purchase; 1 is the first."),
        every: count.min(2).optional().describe("This is every nth one."),
      })
      .refine(({ nth, every }) => (nth === undefined) !== (every === undefined), "write either nth or every")
      .optional()
      .describe("Which of the customer's purchases."),
    daysSinceVisit: z
      .strictObject({
        atLeast: daysSince.optional().describe("Not here for so many days."),
        atMost: daysSince.optional().describe("Last here no longer ago."),
      })
      .refine(
        ({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined,
        "write atLeast, atMost or both",
      )
      .refine(
        ({ atLeast = 0, atMost = atLeast }) => atLeast <= atMost,
        "no day lies between: atLeast is above atMost",
      )
      .optional()
      .describe("Whole days since the last visit. Who has never been here is not meant."),
    events: z
      .array(name)
      .min(1)
      .optional()
      .describe('One of these flags was raised by somebody else: "abandoned-basket".'),
  })
  .refine(
    ({ card, ...others }) => card !== false || Object.values(others).every((one) => one === undefined),
    "without a card nothing is known about the customer: leave card false alone, or out",
  )
  .meta({
    id: "who",
    title: "Who",
    description: "Every given part must hold; an empty list restricts nothing.",
  });

const SEVERAL = 'several conditions stand in one: { "kind": "all", "of": [ … ] }, or "any"';

/** Refers to itself: all, any, not. */
export const condition: z.ZodType<Condition> = z
  .lazy(() =>
    z.discriminatedUnion(
      "kind",
      [
        z.strictObject({
          kind: z.enum(["all", "any"]).describe("All of them must hold, or one of them."),
          of: z.array(condition).min(1).describe("These conditions."),
        }),
        z.strictObject({
          kind: z.literal("not").describe("The condition `of` must not hold."),
          of: condition,
        }),
        z.strictObject({
          kind: z.literal("items").describe("Goods in the basket, claimed by others or not."),
          select: selector.describe("Which goods."),
          pieces: count.optional().describe("At least so many pieces. Without any number: one."),
          amountCents: positiveCents
            .optional()
            .describe("At least so much money, as the layer finds the prices."),
          measureThousandths: measureThousandths
            .optional()
            .describe("At least so much of measured goods: 1,500 is 1.5 kg."),
        }),
        z.strictObject({
          kind: z.literal("basket").describe("The whole basket."),
          amountCents: positiveCents.describe("At least so much money, deposits and the like not counted."),
        }),
        z.strictObject({
          kind: z.literal("coupon").describe("A coupon on the counter, used up when the promotion applies."),
          series: name.describe("Its series."),
        }),
        z.strictObject({
          kind: z.literal("customer").describe("Somebody of this kind is buying."),
          who: who.describe("Of which kind."),
        }),
        z.strictObject({
          kind: z.literal("tender").describe("Means of payment."),
          tenders: z.array(name).min(1).describe("Any of these, together."),
          amountCents: positiveCents.optional().describe("To cover so much. Without it: anything at all."),
        }),
      ],
      { error: ({ input }) => (Array.isArray(input) ? SEVERAL : undefined) },
    ),
  )
  .meta({
    id: "condition",
    title: "Condition",
    description: "What must be so when the promotion's layer begins.",
  }) as never;
