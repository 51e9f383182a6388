/** When, where and for whom: answered before any mechanic is asked. */

import { dayBefore, weekdayBefore } from "./calendar.ts";
import type { Context } from "./context.ts";
import type { Reason } from "./effect.ts";
import type { PromotionData, TimeBand, Validity, Where, Who } from "./promotion.ts";

/** True if the promotion is open now, here and for this customer. Says nothing about the basket. */
export function isEligible(promotion: PromotionData, context: Context): boolean {
  return ineligibility(promotion, context, true).length === 0;
}

/** Every reason why not; with `firstOnly`, one at most. */
export function ineligibility(promotion: PromotionData, context: Context, firstOnly = false): Reason[] {
  const reasons: Reason[] = [];
  if (promotion.valid !== undefined) whenReasons(promotion.valid, context, reasons);
  if (firstOnly && reasons.length > 0) return reasons;
  if (promotion.where !== undefined) whereReasons(promotion.where, context, reasons);
  if (firstOnly && reasons.length > 0) return reasons;
  if (promotion.who !== undefined) reasons.push(...whoReasons(promotion.who, context));
  return reasons;
}

function whenReasons(valid: Validity, context: Context, reasons: Reason[]): void {
  const today = { date: context.date, weekday: context.weekday };
  if (valid.times === undefined || valid.times.length === 0) {
    reasons.push(...dayReasons(valid, today));
    return;
  }
  const bands = valid.times.filter((band) => isInside(band, context.time));
  if (bands.length === 0) reasons.push({ kind: "not-at-this-time" }, ...dayReasons(valid, today));
  // A band over midnight belongs to the day it starts. One open band is enough; the first says why none is.
  const closed = bands.map((band) =>
    dayReasons(valid, isTail(band, context.time) ? yesterday(context) : today),
  );
  if (closed.every((why) => why.length > 0)) reasons.push(...(closed[0] ?? []));
}

interface Day {
  readonly date: string;
  readonly weekday: Context["weekday"];
}

function dayReasons(valid: Validity, { date, weekday }: Day): Reason[] {
  const reasons: Reason[] = [];
  if (valid.from !== undefined && date < valid.from)
    reasons.push({ kind: "not-yet-valid", from: valid.from });
  if (valid.to !== undefined && date > valid.to) reasons.push({ kind: "expired", to: valid.to });
  if (valid.weekdays !== undefined && valid.weekdays.length > 0 && !valid.weekdays.includes(weekday)) {
    reasons.push({ kind: "not-this-weekday" });
  }
  return reasons;
}

/** After midnight in a band that began yesterday. */
function isTail(band: TimeBand, time: string): boolean {
  return crossesMidnight(band) && time < seconds(band.from);
}

function yesterday({ date, weekday }: Context): Day {
  return { date: dayBefore(date), weekday: weekdayBefore(weekday) };
}

function crossesMidnight(band: TimeBand): boolean {
  return band.to <= band.from;
}

function isInside(band: TimeBand, time: string): boolean {
  const from = seconds(band.from);
  const to = seconds(band.to);
  return crossesMidnight(band) ? time >= from || time < to : time >= from && time < to;
}

/** "09:00" to "09:00:00", so that texts compare as times do. */
function seconds(time: string): string {
  return time.length === 5 ? `${time}:00` : time;
}

function whereReasons(where: Where, context: Context, reasons: Reason[]): void {
  const { stores = [], storeGroups = [], tills = [], channels = [] } = where;
  if (stores.length + storeGroups.length > 0) {
    const here = stores.includes(context.store) || storeGroups.some((g) => context.storeGroups.includes(g));
    if (!here) reasons.push({ kind: "not-in-this-store" });
  }
  if (tills.length > 0 && !tills.includes(context.till)) reasons.push({ kind: "not-at-this-till" });
  if (channels.length > 0 && !channels.includes(context.channel))
    reasons.push({ kind: "not-in-this-channel" });
}

/** Every reason why this customer is not the one meant. */
export function whoReasons(who: Who, { customer }: Context): Reason[] {
  const reasons: Reason[] = [];
  const { tiers = [], segments = [] } = who;
  const needsCard = who.card === true || who.staff === true || tiers.length + segments.length > 0;
  if (customer === undefined) {
    if (needsCard) reasons.push({ kind: "card-missing" });
    return reasons;
  }
  if (tiers.length > 0 && !tiers.includes(customer.tier)) reasons.push({ kind: "not-this-tier" });
  if (segments.length > 0 && !segments.some((s) => customer.segments.includes(s))) {
    reasons.push({ kind: "not-this-segment" });
  }
  if (who.staff === true && !customer.staff) reasons.push({ kind: "only-staff" });
  return reasons;
}
