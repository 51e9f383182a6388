import { expect, test } from "vitest";
import { manyDays } from "./many.ts";
import type { Faults } from "./world.ts";

test("on a hundred bad days no coupon is granted twice, no grant is forgotten, and all books are alike", () => {
  expect(manyDays({ from: 1, count: 100, happenings: 700 })).toBeGreaterThan(1500);
});

test.each<[string, Faults]>([
  ["an answer before a majority has it", { hastyAnswers: true }],
  ["a disk that forgets what it has kept", { forgetfulDisk: true }],
  ["a vote that is forgotten", { forgottenVotes: true }],
  ["a till that lost its file and is taken for the one it was", { sameLife: true }],
])("%s is noticed", (_, faults) => {
  expect(() => manyDays({ from: 1, count: 400, happenings: 700, faults })).toThrow(
    /twice|forgotten|differ|fell/,
  );
});
