import { expect, it } from "vitest";
import { dayAfter, dayOfYear, daysBetween, isDate, weekdayOf } from "./calendar.ts";

it("days are counted over the end of months, of years and of February", () => {
  expect(dayAfter("2026-11-30", 1)).toBe("2026-12-01");
  expect(dayAfter("2026-12-31", 1)).toBe("2027-01-01");
  expect(dayAfter("2027-01-01", -1)).toBe("2026-12-31");
  expect(dayAfter("2028-02-28", 1)).toBe("2028-02-29");
  expect(dayAfter("2026-02-28", 1)).toBe("2026-03-01");
  expect(dayAfter("2100-02-28", 1)).toBe("2100-03-01");
  expect(dayAfter("2026-11-21", 0)).toBe("2026-11-21");
  expect(daysBetween("2026-02-28", "2028-02-29")).toBe(731);
  expect(daysBetween("2026-11-22", "2026-11-21")).toBe(-1);
});

it("four hundred years day by day: every day exists, follows the one before and is the next weekday", () => {
  let day = "2000-01-01";
  let weekday = weekdayOf(day);
  const wrong: string[] = [];
  for (let count = 0; count < 146_097; count++) {
    const next = dayAfter(day, 1);
    weekday = weekday === 7 ? 1 : ((weekday + 1) as typeof weekday);
    const isRight = isDate(next) && next > day && weekdayOf(next) === weekday && daysBetween(day, next) === 1;
    if (!isRight) wrong.push(next);
    day = next;
  }
  expect(wrong).toEqual([]);
  expect(day).toBe("2400-01-01");
});

it("who was born on 29 February has a birthday every year", () => {
  expect(dayOfYear(2027, "02-29")).toBe("2027-02-28");
  expect(dayOfYear(2028, "02-29")).toBe("2028-02-29");
});
