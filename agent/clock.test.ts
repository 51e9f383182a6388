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

test("the second before and the second after the clocks change are told apart, whichever was asked first", () => {
  const spring = ["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z"].map(
    (at) => localTime(new Date(at), "Europe/Rome").at,
  );
  expect(spring).toEqual(["2026-03-29T01:59:59+01:00", "2026-03-29T03:00:00+02:00"]);
  const autumn = ["2026-10-25T01:00:00Z", "2026-10-25T00:59:59Z"].map(
    (at) => localTime(new Date(at), "Europe/Rome").at,
  );
  expect(autumn).toEqual(["2026-10-25T02:00:00+01:00", "2026-10-25T02:59:59+02:00"]);
});

test("a shop west of Greenwich, and one at three quarters of an hour", () => {
  const moment = new Date("2026-01-01T02:00:00Z");
  expect(localTime(moment, "America/St_Johns").at).toBe("2025-12-31T22:30:00-03:30");
  expect(localTime(moment, "Asia/Kathmandu").at).toBe("2026-01-01T07:45:00+05:45");
});
