import { expect, test } from "vitest";
import { type Lease, leaseLeftMs, type Moment } from "./lease-clock.ts";

const HOUR = 3_600_000;
const at = (hours: number, more: Partial<Moment> = {}): Moment => ({
  uptimeMs: 10 * HOUR + hours * HOUR,
  wallMs: 1_000 * HOUR + hours * HOUR,
  boot: "b",
  ...more,
});
const lease: Lease = { number: 1, forMs: 8 * HOUR, asked: at(0) };

test("a lease of eight hours ends at home a hundredth before HQ's", () => {
  expect(leaseLeftMs(lease, at(0))).toBe(0.99 * 8 * HOUR);
  expect(leaseLeftMs(lease, at(7.9))).toBeGreaterThan(0);
  expect(leaseLeftMs(lease, at(7.93))).toBe(0);
  expect(leaseLeftMs(undefined, at(0))).toBe(0);
});

test("a clock that is set back makes it no longer, one that is set forward shorter", () => {
  const back = { wallMs: 0 };
  expect(leaseLeftMs(lease, at(5, back))).toBe(leaseLeftMs(lease, at(5)));
  expect(leaseLeftMs(lease, at(9, back))).toBe(0);
  expect(leaseLeftMs(lease, at(1, { wallMs: at(9).wallMs }))).toBe(0);
});

test("a clock that stood still while the machine slept is not believed", () => {
  expect(leaseLeftMs(lease, at(9, { uptimeMs: at(1).uptimeMs }))).toBe(0);
});

test("after the machine's start there is none until HQ has been asked again", () => {
  expect(leaseLeftMs(lease, at(1, { boot: "c" }))).toBe(0);
  expect(leaseLeftMs(lease, at(0, { uptimeMs: 1, wallMs: at(0).wallMs }))).toBe(0);
});
