import fc from "fast-check";
import { expect, test } from "vitest";
import { type CrowdStory, crowd } from "./crowd.ts";
import { Happenings } from "./happenings.ts";
import { MEASURED } from "./inputs.ts";
import { news } from "./news.ts";

/** As many tills for each process as a hundred thousand have with eight. */
const back: CrowdStory = {
  tills: 6_000,
  hubs: 1,
  databases: 1,
  costs: { ...MEASURED, requestUs: 1_400, receiptUs: 52, commitUs: 1_000, storedUs: 72 },
  salesPerHour: 150,
  awayHours: 1,
  minutes: 20,
};

test("things happen in the order of their time, whenever they were said", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 }), (times) => {
      const happenings = new Happenings();
      times.forEach((ms, who) => {
        happenings.at(ms, who % 7, who);
      });
      const seen: number[] = [];
      while (happenings.next()) {
        expect(happenings.nowMs).toBe(times[happenings.who]);
        expect(happenings.what).toBe(happenings.who % 7);
        seen.push(happenings.nowMs);
      }
      expect(seen).toEqual(times.toSorted((a, b) => a - b));
    }),
    { numRuns: 200 },
  );
});

test("six thousand tills come back at once after an hour, and HQ has everything in minutes: nothing is done in vain", () => {
  const outcome = crowd(back);
  expect(outcome.drainedMinutes).toBeLessThan(5);
  expect(outcome.refused).toBeGreaterThan(1_000);
  expect(outcome.inVain).toBe(0);
  expect(outcome.mostWaiting).toBeLessThan(600);
  expect(crowd(back)).toEqual(outcome);
  expect(crowd({ ...back, seed: 2 })).not.toEqual(outcome);
});

test("were everybody to wait, HQ would work for tills that have gone, and not be done in four times the time", () => {
  const outcome = crowd({ ...back, turning: "everybody waits" });
  expect(outcome.drainedMinutes).toBeUndefined();
  expect(outcome.inVain).toBeGreaterThan(10_000);
});

test("on an ordinary day HQ hears of a sale as soon as line and disk allow", () => {
  const outcome = crowd({ ...back, awayHours: 0, minutes: 2 });
  expect(outcome.refused + outcome.inVain).toBe(0);
  expect(outcome.liveMs.p50).toBeLessThan(50);
  expect(outcome.liveMs.p99).toBeLessThan(150);
  expect(outcome.receipts).toBeGreaterThan(6_000 * 150 * (2 / 60) * 0.95);
});

test("a month of a hundred tills takes what the busier of process and database needs for it, and no turn is lost", () => {
  const month = { tills: 100, salesPerHour: 0, awayHours: 720, backlogEach: 45_000, hubs: 1, databases: 1 };
  const { drainedMinutes } = crowd({ ...month, minutes: 60 });
  const batches = 9_000;
  const needs = (batches * MEASURED.requestUs + 4_500_000 * MEASURED.receiptUs) / 60e6;
  // Tills begin somewhere in their longest back-off of five minutes.
  expect(drainedMinutes).toBeGreaterThan(needs * 0.99);
  expect(drainedMinutes).toBeLessThan(Math.max(5, needs) * 1.1);
});

test("a release is active everywhere a few seconds after the edges let go of the old head, as tills look again", () => {
  const through = { tills: 20_000, hubs: 1, edges: 200, edgeKeepsMs: 10_000 };
  expect(news(through).activeSeconds.last).toBeLessThan(17);
  expect(news({ ...through, looksAgain: false }).activeSeconds.p99).toBeGreaterThan(25);
  expect(news({ ...through, edgeKeepsMs: 0 }).activeSeconds.last).toBeLessThan(3);
});
