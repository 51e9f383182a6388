/** Dates on labels: six digits without a century, and a day 00 that means the end of the month. */

/**
 * Digits of the year: labels have two of them. General Specifications, section 7.12 look 50 years back and 49 ahead from
 * today; without a clock 80 to 99 are the last century and the rest is this one, which is the same for every
 * date that a shop can meet until 2030 and for every expiry long after.
 */
const yearOf = (yy: string): number => (yy >= "80" ? 1900 : 2000) + Number(yy);

const daysIn = (year: number, month: number): number =>
  month === 2
    ? (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

/** "261130" is "2026-11-30", "261100" too. `undefined` for a day that does not exist. */
export function dayOf(yymmdd: string): string | undefined {
  if (!/^[0-9]{6}$/.test(yymmdd)) return undefined;
  return isoDay(yearOf(yymmdd.slice(0, 2)), Number(yymmdd.slice(2, 4)), Number(yymmdd.slice(4)));
}

/** The same for a year of four digits: "19850414". A day 00 is no day of birth. */
export function longDayOf(yyyymmdd: string): string | undefined {
  if (!/^[0-9]{8}$/.test(yyyymmdd) || yyyymmdd.endsWith("00")) return undefined;
  return isoDay(Number(yyyymmdd.slice(0, 4)), Number(yyyymmdd.slice(4, 6)), Number(yyyymmdd.slice(6)));
}

function isoDay(year: number, month: number, day: number): string | undefined {
  if (month < 1 || month > 12) return undefined;
  const last = daysIn(year, month);
  if (day > last) return undefined;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day === 0 ? last : day)}`;
}
