import { z } from "zod";
import { type Context, couponRefusals, type Weekday } from "../context.ts";
import { isDate, weekdayOf } from "../finding/calendar.ts";
import { cents, count, day, percent, positiveCents } from "../mechanics/shared.terms.ts";
import { EngineInputError } from "./error.ts";

const customer = z.object({
  id: z.string().min(1),
  tier: z.string().default(""),
  segments: z.array(z.string()).default([]),
  staff: z.boolean().default(false),
  attributes: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  balances: z.record(z.string(), z.int()).default({}),
  /** The year is nobody's business. 29 February exists. */
  birthday: z
    .string()
    .refine((text) => /^\d{2}-\d{2}$/.test(text) && isDate(`2028-${text}`), 'write a birthday as "02-29"')
    .optional(),
  joined: day.optional(),
  /** Before this one. */
  purchases: z.int().min(0).optional(),
  lastVisit: day.optional(),
  events: z.array(z.string()).optional(),
});

const tender = z.object({
  tender: z.string().min(1),
  /** What it is to cover. Without it: all that is left. */
  amountCents: cents.optional(),
});

const reward = z.object({ promotionId: z.string().min(1), times: count });

const remaining = z.object({
  applications: z.int().min(0).optional(),
  amountCents: cents.optional(),
});

const coupon = z
  .object({
    couponId: z.string().min(1),
    series: z.string().default(""),
    refusal: z.enum(couponRefusals).optional(),
    customerId: z.string().optional(),
    amountCents: positiveCents.optional(),
    percent: percent.optional(),
  })
  .refine(
    ({ amountCents, percent }) => amountCents === undefined || percent === undefined,
    "a coupon says an amount or a percentage, not both",
  );

export const contextSchema = z.object({
  /** Local time of the shop: "2026-11-21T10:31:00+01:00". What follows the seconds is not looked at. */
  at: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?/, 'write it as "2026-11-21T10:31:00+01:00"')
    .optional(),
  date: z.string().optional(),
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'write it as "10:31:00"')
    .optional(),
  weekday: z.int().min(1).max(7).optional(),
  store: z.string().default(""),
  storeGroups: z.array(z.string()).default([]),
  till: z.string().default(""),
  channel: z.enum(["till", "self-checkout", "web", "app"]).default("till"),
  customer: customer.nullish(),
  coupons: z.array(coupon).max(200).default([]),
  tenders: z.array(tender).max(100).optional(),
  rewards: z.array(reward).max(100).optional(),
  /** By promotion. */
  remaining: z.record(z.string(), remaining).optional(),
  /** By promotion: why headquarters has switched it off. */
  switchedOff: z.record(z.string(), z.string()).optional(),
});

export function toContext(value: z.output<typeof contextSchema>): Context {
  const date = value.date ?? value.at?.slice(0, 10);
  const time = value.time ?? value.at?.slice(11, 19).replace(/[^0-9:].*$/, "");
  if (date === undefined || time === undefined) {
    throw new EngineInputError("bad-context", "at", "context: send at, or date and time");
  }
  if (!isDate(date)) throw new EngineInputError("bad-context", "date", `context: "${date}" is no day`);
  return {
    date,
    time: time.length === 5 ? `${time}:00` : time,
    weekday: (value.weekday as Weekday | undefined) ?? weekdayOf(date),
    store: value.store,
    storeGroups: value.storeGroups,
    till: value.till,
    channel: value.channel,
    ...(value.customer == null ? {} : { customer: value.customer }),
    coupons: value.coupons.map(({ couponId, series, refusal, customerId, amountCents, percent }) => ({
      couponId,
      series,
      ...(refusal === undefined ? {} : { refusal }),
      ...(customerId === undefined ? {} : { customerId }),
      ...(amountCents === undefined ? {} : { amountCents }),
      ...(percent === undefined ? {} : { percent }),
    })),
    ...(value.tenders === undefined ? {} : { tenders: value.tenders }),
    ...(value.rewards === undefined ? {} : { rewards: value.rewards }),
    ...(value.remaining === undefined ? {} : { remaining: value.remaining }),
    ...(value.switchedOff === undefined ? {} : { switchedOff: value.switchedOff }),
  };
}
