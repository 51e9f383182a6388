import { expect, it } from "vitest";
import type { Context } from "./context.ts";
import { ineligibility } from "./eligibility.ts";
import type { PromotionData } from "./promotion.ts";

const saturday: Context = {
  date: "2026-11-21",
  time: "10:31:00",
  weekday: 6,
  store: "0042",
  storeGroups: ["north"],
  till: "3",
  channel: "till",
  coupons: [],
};
const reasons = (more: Partial<PromotionData>, context: Partial<Context> = {}) =>
  ineligibility({ id: "P", name: {}, layer: "l", mechanics: [], ...more }, { ...saturday, ...context }).map(
    ({ kind }) => kind,
  );

it("the last day is included, the day after is not", () => {
  expect(reasons({ valid: { to: "2026-11-21" } }, { time: "23:59:59" })).toEqual([]);
  expect(reasons({ valid: { to: "2026-11-20" } })).toEqual(["expired"]);
  expect(reasons({ valid: { from: "2026-11-22" } })).toEqual(["not-yet-valid"]);
});

it("a band ends on the minute it names", () => {
  const morning = { valid: { times: [{ from: "09:00", to: "12:00" }] } };
  expect(reasons(morning, { time: "09:00:00" })).toEqual([]);
  expect(reasons(morning, { time: "11:59:59" })).toEqual([]);
  expect(reasons(morning, { time: "12:00:00" })).toEqual(["not-at-this-time"]);
});

it("a band from 22 to 02 on Friday includes Saturday at one", () => {
  const night = { valid: { weekdays: [5 as const], times: [{ from: "22:00", to: "02:00" }] } };
  expect(reasons(night, { time: "01:00:00" })).toEqual([]);
  expect(reasons(night, { time: "22:30:00" })).toEqual(["not-this-weekday"]);
  const lastNight = { valid: { to: "2026-11-20", times: [{ from: "22:00", to: "02:00" }] } };
  expect(reasons(lastNight, { time: "01:59:59" })).toEqual([]);
  expect(reasons(lastNight, { time: "02:00:00" })).toEqual(["not-at-this-time", "expired"]);
});

it("the night before the first of March is in February, in a leap year too", () => {
  const night = { valid: { to: "2028-02-29", times: [{ from: "22:00", to: "02:00" }] } };
  expect(reasons(night, { date: "2028-03-01", weekday: 3, time: "01:00:00" })).toEqual([]);
});

it("stores by number or by group, tills and channels by name", () => {
  expect(reasons({ where: { stores: ["0001"], storeGroups: ["north"] } })).toEqual([]);
  expect(reasons({ where: { stores: ["0001"] } })).toEqual(["not-in-this-store"]);
  expect(reasons({ where: { tills: ["1"], channels: ["web"] } })).toEqual([
    "not-at-this-till",
    "not-in-this-channel",
  ]);
});

it("every part of who must hold, and a missing card is said once", () => {
  const gold = { who: { card: true, tiers: ["gold"], segments: ["family"], staff: true } };
  expect(reasons(gold)).toEqual(["card-missing"]);
  const customer = {
    id: "c",
    tier: "silver",
    segments: ["family"],
    staff: false,
    attributes: {},
    balances: {},
  };
  expect(reasons(gold, { customer })).toEqual(["not-this-tier", "only-staff"]);
});
