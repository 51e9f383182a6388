import { expect, test } from "vitest";
import { readLines } from "./contract/read-lines.ts";
import { plainBooking } from "./plain-booking.ts";
import { beginSession } from "./session/session.ts";
import { begun } from "./testing/begun.ts";
import { line } from "./testing/shop.ts";

const session = {
  ...beginSession({ transactionId: "t1", release: 7, begun, operator: "", currency: "EUR" }),
  lines: readLines([line("1"), { ...line("2", "x", 450), vatRate: "22" }], "EUR", "lines"),
  coupons: ["used", "unused"].map((couponId) => ({ presented: { couponId, series: "S" }, reserved: true })),
};
const applied = [{ promotionId: "P1", amountCents: 50, shares: [{ lineId: "2", amountCents: 50 }] }];

test("without rules to ask, what the POS took off is booked, by line and VAT rate", () => {
  const booking = plainBooking(session, applied, undefined);
  expect([booking.grossCents, booking.discountCents, booking.totalCents]).toEqual([569, 50, 519]);
  expect(booking.lines.map(({ netCents }) => netCents)).toEqual([119, 400]);
  expect(booking.vat.map(({ vatRate, netCents }) => [vatRate, netCents])).toEqual([
    ["", 119],
    ["22", 400],
  ]);
  expect(booking.effects).toEqual([]);
});

test("what was sold without its tax is booked apart from what has it in its price", () => {
  const bare = { ...line("3", "x", 450), vatRate: "22", taxExcluded: true };
  const mixed = { ...session, lines: [...session.lines, ...readLines([bare], "EUR", "lines")] };
  expect(plainBooking(mixed, applied, undefined).vat.slice(1)).toEqual([
    { vatRate: "22", grossCents: 450, discountCents: 50, netCents: 400 },
    { vatRate: "22", taxExcluded: true, grossCents: 450, discountCents: 0, netCents: 450 },
  ]);
});

test("a coupon that the last good evaluation spent on it is used up, others are free again", () => {
  const spent = { kind: "price-modifier", promotionId: "P1", couponIds: ["used"] };
  const { redeemed, freed } = plainBooking(session, applied, { effects: [spent] } as never);
  expect([redeemed, freed]).toEqual([["used"], ["unused"]]);
  expect(plainBooking(session, [], { effects: [spent] } as never).freed).toEqual(["used", "unused"]);
});

test("points and stamps that it cost are used up, none are earned", () => {
  const effects = [
    { kind: "reward", promotionId: "P1", points: 500, couponIds: [] },
    { kind: "stamps", promotionId: "P1", stamps: -10, couponIds: [] },
    { kind: "stamps", promotionId: "P1", stamps: 2, couponIds: [] },
    { kind: "reward", promotionId: "P2", points: 300, couponIds: [] },
  ];
  const booked = (cuts: typeof applied) => plainBooking(session, cuts, { effects } as never).effects;
  expect(booked(applied)).toEqual(effects.slice(0, 2));
  expect(booked([])).toEqual([]);
});
