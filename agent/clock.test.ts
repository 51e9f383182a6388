import { expect, test } from "vitest";
import { localTime } from "./clock.ts";

test("a moment is what the clock in the shop shows, in winter and in summer", () => {
  expect(localTime(new Date("2026-11-21T09:31:00Z"), "Europe/Rome")).toEqual({
    at: "2026-11-21T10:31:00+01:00",
    date: "2026-11-21",
    time: "10:31:00",
    weekday: 6,
  });
  expect(localTime(new Date("2026-07-05T22:30:00Z"), "Europe/Rome").at).toBe("2026-07-06T00:30:00+02:00");
});

test("midnight is hour 00 of the new day, and Sunday is the seventh", () => {
  const { date, time, weekday, at } = localTime(new Date("2026-11-22T00:00:00Z"), "UTC");
  expect([date, time, weekday, at]).toEqual(["2026-11-22", "00:00:00", 7, "2026-11-22T00:00:00+00:00"]);
});
