/**
 * What tills may give while nobody else can be asked: HQ's configuration for each series of coupons, each account of points
 * and each promotion's budget.
 */

import { z } from "zod";

const count = z.int().min(0);

const refuse = z.literal("refuse");

/** Of unique coupons of a series. */
export const couponAllowanceSchema = z.union([
  refuse,
  z.strictObject({
    /** The most that one of them takes off a sale. */
    worthCents: count,
    /** Of a business day. */
    perTillAndDay: count,
    /** From the last word of HQ to the next, at one till. */
    perTillAndOutage: count.optional(),
    /** That one card may use at one till in a business day and in an outage. */
    perCardCents: count.optional(),
  }),
]);
export type CouponAllowance = z.output<typeof couponAllowanceSchema>;

/** Of points that pay for rewards. All but the value are in points. */
export const pointsAllowanceSchema = z.union([
  refuse,
  z.strictObject({
    /** What a hundred of them are worth at most. */
    worthCentsPerHundred: count,
    perTillAndDay: count,
    perTillAndOutage: count.optional(),
    perCard: count.optional(),
  }),
]);
export type PointsAllowance = z.output<typeof pointsAllowanceSchema>;

/** Of a promotion's budget: what one till may give of it, all in all. */
export const partSchema = z
  .strictObject({ applications: count.optional(), amountCents: count.optional() })
  .refine((part) => part.applications !== undefined || part.amountCents !== undefined, {
    error: "a till's part of a budget needs applications or amountCents",
  });
export type Part = z.output<typeof partSchema>;
