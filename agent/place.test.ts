import { expect, test } from "vitest";
import { createPlace } from "./place.ts";

test.each([
  ["in the evening, at four the next morning", "2026-11-21T20:15:30+01:00", "2026-11-22T04:00:30+01:00"],
  ["after midnight, at four the same morning", "2026-11-21T01:00:00+01:00", "2026-11-21T04:00:00+01:00"],
  ["at four, a whole day later", "2026-11-21T04:00:00+01:00", "2026-11-22T04:00:00+01:00"],
])("the business day ends, %s", (_, now, end) => {
  const releases = { current: () => undefined } as never;
  const place = createPlace({ store: "0042", till: "3", timeZone: "Europe/Rome", releases });
  expect(place.dayEndsMs(Date.parse(now))).toBe(Date.parse(end));
});
