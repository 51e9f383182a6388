/** What the crash lab may say of a coupon: it must find every fault of the agent's, and invent none. */

import { expect, test } from "vitest";
import { Truth } from "./truth.ts";

const CODE = "9900000000127";
const granted = { couponId: "c1", outcome: "accepted" };
const refused = { couponId: "c1", outcome: "refused", reason: "reserved-elsewhere" };

function truthOf(): Truth {
  return new Truth({ couponIdOf: () => "c1", lateCoupons: [] });
}

test("a coupon that nobody has must not be refused", () => {
  const truth = truthOf();
  truth.shown(CODE, "A");
  expect(() => truth.presented(CODE, "A", refused)).toThrow("free coupon");
});

test("a coupon that one sale holds must not be granted to another", () => {
  const truth = truthOf();
  truth.shown(CODE, "A");
  truth.presented(CODE, "A", granted);
  truth.shown(CODE, "B");
  expect(() => truth.presented(CODE, "B", granted)).toThrow("held by A, was granted in B");
});

test("of two sales that show a coupon at once either may get it, and the refusal may come first", () => {
  const truth = truthOf();
  truth.shown(CODE, "A");
  truth.shown(CODE, "B");
  expect(truth.presented(CODE, "B", refused)).toBe(false);
  expect(truth.presented(CODE, "A", granted)).toBe(true);
  truth.shown(CODE, "B");
  expect(truth.presented(CODE, "B", refused)).toBe(false);
});

test("a coupon on its way back may be granted already, or not yet", () => {
  for (const answer of [granted, refused]) {
    const truth = truthOf();
    truth.shown(CODE, "A");
    truth.presented(CODE, "A", granted);
    truth.ending("A");
    truth.shown(CODE, "B");
    expect(truth.presented(CODE, "B", answer)).toBe(answer === granted);
    truth.freed("A");
    expect(truth.coupons.get(CODE)?.by).toBe(answer === granted ? "B" : undefined);
  }
});

test("a coupon that came back while it was shown to another sale may have been refused before", () => {
  const truth = truthOf();
  truth.shown(CODE, "A");
  truth.presented(CODE, "A", granted);
  truth.shown(CODE, "B");
  truth.ending("A");
  truth.freed("A");
  expect(truth.presented(CODE, "B", refused)).toBe(false);
  truth.shown(CODE, "B");
  expect(() => truth.presented(CODE, "B", refused)).toThrow("free coupon");
});
