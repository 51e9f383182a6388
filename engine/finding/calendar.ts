/** Dates as text. The engine has no clock and no zone data: another day is arithmetic on "YYYY-MM-DD". */

import type { Weekday } from "../context.ts";

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

export function dayBefore(date: string): string {
  return dayAfter(date, -1);
}

/** So many days later; earlier if negative. */
export function dayAfter(date: string, days: number): string {
  return dateOf(dayNumber(date) + days);
}

/** Whole days from the first date to the second; negative if the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** "MM-DD" as a date of that year. 29 February is 28 February in years without it. */
export function dayOfYear(year: number, monthDay: string): string {
  const month = Number(monthDay.slice(0, 2));
  return write(year, month, Math.min(Number(monthDay.slice(3, 5)), daysIn(year, month)));
}

/** "2026-01-31" as 20260131: days in their order, told apart faster than texts. */
export function asInteger(date: string): number {
  return Number(date.slice(0, 4)) * 10_000 + Number(date.slice(5, 7)) * 100 + Number(date.slice(8, 10));
}

/**
 * Days since 1 March of the year 0. Years begin in March here, so that the day a leap year adds is the last one of
 * its year and every month before it has its length from one formula.
 */
function dayNumber(date: string): number {
  const month = Number(date.slice(5, 7));
  const year = Number(date.slice(0, 4)) - (month < 3 ? 1 : 0);
  const sinceMarch = (month + 9) % 12;
  return daysUpTo(year) + Math.floor((153 * sinceMarch + 2) / 5) + Number(date.slice(8, 10)) - 1;
}

function dateOf(day: number): string {
  let year = Math.floor(day / 365.2425);
  if (daysUpTo(year) > day) year--;
  else if (daysUpTo(year + 1) <= day) year++;
  const inYear = day - daysUpTo(year);
  const sinceMarch = Math.floor((5 * inYear + 2) / 153);
  const month = ((sinceMarch + 2) % 12) + 1;
  return write(year + (month < 3 ? 1 : 0), month, inYear - Math.floor((153 * sinceMarch + 2) / 5) + 1);
}

function daysUpTo(year: number): number {
  return year * 365 + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}

export function weekdayBefore(weekday: Weekday): Weekday {
  return (weekday === 1 ? 7 : weekday - 1) as Weekday;
}

/** Monday is 1. Sakamoto's method; for any date of the Gregorian calendar. */
export function weekdayOf(date: string): Weekday {
  const offsets = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
  const month = Number(date.slice(5, 7));
  const year = Number(date.slice(0, 4)) - (month < 3 ? 1 : 0);
  const leaps = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  const sunday0 = (year + leaps + offsets[month - 1]! + Number(date.slice(8, 10))) % 7;
  return (sunday0 === 0 ? 7 : sunday0) as Weekday;
}

/** Whether the text is a day that exists. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(Number(text.slice(0, 4)), month);
}

function daysIn(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return LENGTHS[month - 1]! + (leap ? 1 : 0);
}

function write(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
