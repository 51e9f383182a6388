/** When, where and for whom: answered before any mechanic is asked. */

import type { Context, Customer, Remaining } from "../context.ts";
import type { Reason } from "../effect.ts";
import type {
  Anniversary,
  AttributeTest,
  PromotionData,
  TimeBand,
  Validity,
  Where,
  Who,
} from "../promotion.ts";
import { asInteger, dayBefore, dayOfYear, daysBetween, weekdayBefore } from "./calendar.ts";

/** True if the promotion is open now, here and for this customer. Says nothing about the basket. */
export function isEligible(promotion: PromotionData, context: Context): boolean {
  return ineligibility(promotion, context, true).length === 0;
}

/** From its first to its last day, as integers, a promotion is open for everybody, everywhere, at any hour. */
export interface Days {
  readonly first: number;
  readonly last: number;
}

const ALWAYS: Days = { first: 0, last: Number.MAX_SAFE_INTEGER };

/** Undefined if more is asked than the day: most promotions are told by that alone, unless counters are at work. */
export function daysOf({ valid, where, who, limits }: PromotionData): Days | undefined {
  if (where !== undefined || who !== undefined || limits !== undefined) return undefined;
  if (valid === undefined) return ALWAYS;
  const { from, to, weekdays, times } = valid;
  if (weekdays !== undefined || times !== undefined) return undefined;
  return {
    first: from === undefined ? ALWAYS.first : asInteger(from),
    last: to === undefined ? ALWAYS.last : asInteger(to),
  };
}

/** Every reason why not; with `firstOnly`, one at most. */
export function ineligibility(promotion: PromotionData, context: Context, firstOnly = false): Reason[] {
  const reasons: Reason[] = [];
  const because = switchedOff(context, promotion.id);
  if (because !== undefined) reasons.push({ kind: "switched-off", because });
  if (firstOnly && reasons.length > 0) return reasons;
  if (promotion.valid !== undefined) whenReasons(promotion.valid, context, reasons);
  if (firstOnly && reasons.length > 0) return reasons;
  if (promotion.where !== undefined) whereReasons(promotion.where, context, reasons);
  if (firstOnly && reasons.length > 0) return reasons;
  if (promotion.who !== undefined) reasons.push(...whoReasons(promotion.who, context));
  if (firstOnly && reasons.length > 0) return reasons;
  limitReasons(promotion, context, reasons);
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
export function whoReasons(who: Who, { customer, date }: Context): Reason[] {
  if (customer === undefined) return needsCard(who) ? [{ kind: "card-missing" }] : [];
  const reasons: Reason[] = [];
  const { tiers = [], segments = [], attributes = [], events = [] } = who;
  if (who.card === false) reasons.push({ kind: "card-shown" });
  if (tiers.length > 0 && !tiers.includes(customer.tier)) reasons.push({ kind: "not-this-tier" });
  if (segments.length > 0 && !segments.some((s) => customer.segments.includes(s))) {
    reasons.push({ kind: "not-this-segment" });
  }
  if (who.staff === true && !customer.staff) reasons.push({ kind: "only-staff" });
  if (who.staff === false && customer.staff) reasons.push({ kind: "not-for-staff" });
  for (const test of attributes) {
    if (!passes(test, customer)) reasons.push({ kind: "not-this-attribute", name: test.name });
  }
  if (who.birthday !== undefined && !isNear(customer.birthday, who.birthday, date)) {
    reasons.push({ kind: "not-near-birthday" });
  }
  if (who.anniversary !== undefined && !isAnniversary(customer.joined, who.anniversary, date)) {
    reasons.push({ kind: "not-near-anniversary" });
  }
  if (who.purchase !== undefined && !isPurchase(who.purchase, customer)) {
    reasons.push({ kind: "not-this-purchase" });
  }
  if (who.daysSinceVisit !== undefined && !isAway(who.daysSinceVisit, customer, date)) {
    reasons.push({ kind: "not-these-days-since-visit" });
  }
  if (events.length > 0 && !events.some((event) => customer.events?.includes(event))) {
    reasons.push({ kind: "event-missing" });
  }
  return reasons;
}

/** Whatever is asked about the customer can't be answered without a card, except "has no card" and "is not staff". */
function needsCard(who: Who): boolean {
  const { card, staff, tiers = [], segments = [], attributes = [], events = [] } = who;
  const { birthday, anniversary, purchase, daysSinceVisit } = who;
  return (
    card === true ||
    staff === true ||
    tiers.length + segments.length + attributes.length + events.length > 0 ||
    [birthday, anniversary, purchase, daysSinceVisit].some((part) => part !== undefined)
  );
}

function passes(test: AttributeTest, { attributes }: Customer): boolean {
  const value = Object.hasOwn(attributes, test.name) ? attributes[test.name] : undefined;
  const { is, isNot, oneOf, atLeast, atMost } = test;
  if (isNot !== undefined && value === isNot) return false;
  if (value === undefined) return [is, oneOf, atLeast, atMost].every((one) => one === undefined);
  if (is !== undefined && value !== is) return false;
  if (oneOf !== undefined && !oneOf.includes(value)) return false;
  if (atLeast === undefined && atMost === undefined) return true;
  // A text has no size: "10" is not a number that somebody forgot to write as one.
  return typeof value === "number" && value >= (atLeast ?? value) && value <= (atMost ?? value);
}

/** Within the window around a day of last year, this year or the next: windows reach over New Year. */
function isNear(
  monthDay: string | undefined,
  window: Anniversary,
  date: string,
  isCelebrated = (_year: number) => true,
): boolean {
  if (monthDay === undefined) return false;
  const thisYear = Number(date.slice(0, 4));
  return [thisYear - 1, thisYear, thisYear + 1].some((year) => {
    const days = daysBetween(dayOfYear(year, monthDay), date);
    return isCelebrated(year) && days >= -window.daysBefore && days <= window.daysAfter;
  });
}

/** The day of joining itself is none: the first is a year later. */
function isAnniversary(joined: string | undefined, window: Anniversary, date: string): boolean {
  const joinedIn = Number(joined?.slice(0, 4));
  return isNear(joined?.slice(5), window, date, (year) => year > joinedIn);
}

function isPurchase({ nth, every }: NonNullable<Who["purchase"]>, { purchases }: Customer): boolean {
  if (purchases === undefined) return false;
  const thisOne = purchases + 1;
  return thisOne === nth || (every !== undefined && thisOne % every === 0);
}

function isAway(
  { atLeast, atMost }: NonNullable<Who["daysSinceVisit"]>,
  { lastVisit }: Customer,
  date: string,
): boolean {
  if (lastVisit === undefined) return false;
  const days = daysBetween(lastVisit, date);
  return days >= (atLeast ?? days) && days <= (atMost ?? days);
}

/** Who is to be counted must be known; and something must be left of what counters count. */
function limitReasons({ id, limits }: PromotionData, context: Context, reasons: Reason[]): void {
  const isUnknown = limits?.perCustomer !== undefined && context.customer === undefined;
  if (isUnknown && !reasons.some(({ kind }) => kind === "card-missing")) {
    reasons.push({ kind: "card-missing" });
  }
  const { applications = 1, amountCents = 1 } = remainingOf(context, id);
  if (applications <= 0 || amountCents <= 0) reasons.push({ kind: "used-up" });
}

/** Why headquarters has switched it off; undefined where they have not. */
export function switchedOff({ switchedOff: off }: Context, id: string): string | undefined {
  return off !== undefined && Object.hasOwn(off, id) ? off[id] : undefined;
}

/** What counters leave of a promotion; nothing is said of one that has everything left. */
export function remainingOf({ remaining }: Context, id: string): Remaining {
  return remaining !== undefined && Object.hasOwn(remaining, id) ? remaining[id]! : {};
}
