import { expect, it } from "vitest";
import type { Context, Customer } from "../context.ts";
import type { PromotionData, Who } from "../promotion.ts";
import { readContext } from "../wire.ts";
import { ineligibility } from "./eligibility.ts";

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

it("a band that ends on the minute it begins lasts until then on the next day", () => {
  const round = { valid: { weekdays: [5 as const], times: [{ from: "10:00", to: "10:00" }] } };
  expect(reasons(round, { time: "09:59:59" })).toEqual([]);
  expect(reasons(round, { time: "10:00:00" })).toEqual(["not-this-weekday"]);
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

it("of several segments one is enough", () => {
  const who = { segments: ["family", "senior"] };
  expect(whyNot(who, { segments: ["senior", "garden"] })).toEqual([]);
  expect(whyNot(who, { segments: ["garden"] })).toEqual(["not-this-segment"]);
});

it("a band over midnight on Friday is open on Saturday at one, also when Friday is the last day", () => {
  const valid = { to: "2026-11-20", weekdays: [5 as const], times: [{ from: "22:00", to: "02:00" }] };
  const at = (date: string, weekday: 5 | 6, time: string) => reasons({ valid }, { date, weekday, time });
  expect(at("2026-11-20", 5, "21:59:59")).toEqual(["not-at-this-time"]);
  expect(at("2026-11-20", 5, "22:00:00")).toEqual([]);
  expect(at("2026-11-21", 6, "01:59:59")).toEqual([]);
  expect(at("2026-11-21", 6, "02:00:00")).not.toEqual([]);
  expect(at("2026-11-21", 6, "22:00:00")).not.toEqual([]);
});

it("when the clocks go back half past two comes twice, and both times the offer is open", () => {
  const night = { valid: { weekdays: [7 as const], times: [{ from: "02:00", to: "03:00" }] } };
  const at = (moment: string) => reasons(night, readContext({ at: moment }));
  expect(at("2026-10-25T02:30:00+02:00")).toEqual([]);
  expect(at("2026-10-25T02:30:00+01:00")).toEqual([]);
  expect(at("2026-10-25T03:00:00+01:00")).toEqual(["not-at-this-time"]);
});

it("when the clocks go forward there is no half past two: the night offer ends, the day is not lost", () => {
  const saturdayNight = { valid: { weekdays: [6 as const], times: [{ from: "22:00", to: "02:30" }] } };
  const at = (moment: string) => reasons(saturdayNight, readContext({ at: moment }));
  expect(at("2026-03-29T01:59:59+01:00")).toEqual([]);
  expect(at("2026-03-29T03:00:00+02:00")).toEqual(["not-at-this-time", "not-this-weekday"]);
  const sunday = { valid: { from: "2026-03-29", to: "2026-03-29" } };
  expect(reasons(sunday, readContext({ at: "2026-03-29T00:00:00+01:00" }))).toEqual([]);
  expect(reasons(sunday, readContext({ at: "2026-03-29T23:59:59+02:00" }))).toEqual([]);
});

const nobody: Customer = { id: "c", tier: "", segments: [], staff: false, attributes: {}, balances: {} };
const whyNot = (who: Who, customer: Partial<Customer> = {}, date = "2026-11-21") =>
  reasons({ who }, { date, customer: { ...nobody, ...customer } });

it("an offer for people without a card, and one for everybody but the staff", () => {
  expect(whyNot({ card: false })).toEqual(["card-shown"]);
  expect(reasons({ who: { card: false } })).toEqual([]);
  expect(whyNot({ staff: false }, { staff: true })).toEqual(["not-for-staff"]);
  expect(reasons({ who: { staff: false } })).toEqual([]);
});

it("attributes are compared; one that the customer does not have passes only a comparison with what it must not be", () => {
  const attributes = { children: 2, city: "Lodi", age: "30" };
  const test = (more: object, name = "children") =>
    whyNot({ attributes: [{ name, ...more }] }, { attributes }).length === 0;
  expect(test({ atLeast: 2, atMost: 2 })).toBe(true);
  expect(test({ atLeast: 3 })).toBe(false);
  expect(test({ atLeast: 1, atMost: 1 })).toBe(false);
  expect(test({ is: 2 })).toBe(true);
  expect(test({ is: "2" })).toBe(false);
  expect(test({ oneOf: [1, 2] })).toBe(true);
  expect(test({ oneOf: [1, 3] })).toBe(false);
  expect(test({ isNot: "Milano" }, "city")).toBe(true);
  expect(test({ isNot: "Lodi" }, "city")).toBe(false);
  expect(test({ atLeast: 1 }, "city")).toBe(false);
  // Somebody has written the number as a text: it has no size.
  expect(test({ atLeast: 1 }, "age")).toBe(false);
  expect(test({ isNot: "x" }, "pets")).toBe(true);
  expect(test({ isNot: "x", atLeast: 0 }, "pets")).toBe(false);
  expect(test({ is: "x" }, "toString")).toBe(false);
  expect(reasons({ who: { attributes: [{ name: "pets", isNot: 0 }] } })).toEqual(["card-missing"]);
});

it("a birthday window reaches over New Year", () => {
  const who = { birthday: { daysBefore: 7, daysAfter: 3 } };
  const on = (date: string) => whyNot(who, { birthday: "01-02" }, date);
  expect(on("2026-12-25")).toEqual(["not-near-birthday"]);
  expect(on("2026-12-26")).toEqual([]);
  expect(on("2027-01-05")).toEqual([]);
  expect(on("2027-01-06")).toEqual(["not-near-birthday"]);
  expect(whyNot(who, { birthday: "12-30" }, "2027-01-02")).toEqual([]);
  expect(whyNot(who)).toEqual(["not-near-birthday"]);
});

it("who was born on 29 February is congratulated on the 28th in other years", () => {
  const who = { birthday: { daysBefore: 0, daysAfter: 0 } };
  expect(whyNot(who, { birthday: "02-29" }, "2027-02-28")).toEqual([]);
  expect(whyNot(who, { birthday: "02-29" }, "2028-02-28")).toEqual(["not-near-birthday"]);
  expect(whyNot(who, { birthday: "02-29" }, "2028-02-29")).toEqual([]);
});

it("the anniversary of joining begins a year after, not on the day itself", () => {
  const who = { anniversary: { daysBefore: 1, daysAfter: 1 } };
  const on = (date: string) => whyNot(who, { joined: "2024-02-29" }, date);
  expect(on("2024-02-29")).toEqual(["not-near-anniversary"]);
  expect(on("2025-02-27")).toEqual([]);
  expect(on("2025-03-01")).toEqual([]);
  expect(on("2028-02-29")).toEqual([]);
  expect(whyNot(who, { joined: "2026-01-01" }, "2026-12-31")).toEqual([]);
  expect(whyNot(who)).toEqual(["not-near-anniversary"]);
});

it("the first purchase, every tenth one, and nobody whose purchases are not known", () => {
  const after = (purchases: number | undefined, purchase: NonNullable<Who["purchase"]>) =>
    whyNot({ purchase }, { purchases });
  expect(after(0, { nth: 1 })).toEqual([]);
  expect(after(1, { nth: 1 })).toEqual(["not-this-purchase"]);
  expect(after(9, { every: 10 })).toEqual([]);
  expect(after(10, { every: 10 })).toEqual(["not-this-purchase"]);
  expect(after(19, { nth: 1, every: 10 })).toEqual([]);
  expect(after(undefined, { every: 1 })).toEqual(["not-this-purchase"]);
});

it("days since the last visit, both ends included; who has never been here is not meant", () => {
  const since = (lastVisit: string | undefined) =>
    whyNot({ daysSinceVisit: { atLeast: 30, atMost: 60 } }, { lastVisit });
  expect(since("2026-10-23")).toEqual(["not-these-days-since-visit"]);
  expect(since("2026-10-22")).toEqual([]);
  expect(since("2026-09-22")).toEqual([]);
  expect(since("2026-09-21")).toEqual(["not-these-days-since-visit"]);
  expect(since(undefined)).toEqual(["not-these-days-since-visit"]);
});

it("one of the events is enough", () => {
  const who = { events: ["abandoned-basket", "moved-house"] };
  expect(whyNot(who, { events: ["moved-house"] })).toEqual([]);
  expect(whyNot(who)).toEqual(["event-missing"]);
});

it("a limit for each customer needs a card, and what is used up says so", () => {
  const limits = { perCustomer: { applications: 1, period: "day" as const } };
  expect(reasons({ limits })).toEqual(["card-missing"]);
  expect(reasons({ limits, who: { card: true } })).toEqual(["card-missing"]);
  expect(reasons({ limits }, { customer: nobody })).toEqual([]);
  const left = (remaining: Context["remaining"]) => reasons({ limits }, { customer: nobody, remaining });
  expect(left({ P: { applications: 1 } })).toEqual([]);
  expect(left({ P: { applications: 0 } })).toEqual(["used-up"]);
  expect(left({ P: { amountCents: 0 } })).toEqual(["used-up"]);
  expect(left({ Q: { applications: 0 } })).toEqual([]);
});
