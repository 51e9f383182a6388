import { expect, test } from "vitest";
import {
  down,
  neverMoreInOneOutage,
  neverMoreThanSaid,
  nothingLostWithHq,
  play,
  type Step,
  saidBefore,
} from "./partitions.ts";

/** `npm run test:long -- partitions` plays thousands. */
const RUNS = 4;

test("whenever lines break and mend, what is lost is no more than was said before, and HQ finds all of it", async () => {
  // Schedules that lose nothing would prove nothing.
  expect(await neverMoreThanSaid(2 * RUNS)).toBeGreaterThan(0);
});

test("in one outage of several days the allowance of an outage holds too", () => neverMoreInOneOutage(RUNS));

test("while every till reaches HQ nothing is lost, whatever allowances say", () => nothingLostWithHq(RUNS));

test("a store whose two tills reach nobody: each uses the same coupons within its own allowance, and no more", async () => {
  const both: Step[] = [0, 1, 2, 3].flatMap((coupon) =>
    [0, 1].map((at): Step => ({ kind: "coupon", till: at, coupon, pays: true })),
  );
  // Two coupons at both tills: two uses too many. All four tills' allowances together are eight.
  expect(await play([...down, ...both], { perTillAndDay: 2 }, { perTillAndDay: 0 })).toEqual({
    coupons: 2 * 500,
    points: 0,
  });
  expect(saidBefore({ perTillAndDay: 2 }, { perTillAndDay: 0 }, 1).coupons).toBe(4 * 2 * 500);
});
