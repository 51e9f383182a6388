import { expect, test } from "vitest";
import { manyDays } from "./many.ts";
import type { Faults } from "./world.ts";

test("on a hundred bad days no coupon is granted twice, no grant is forgotten, and all books are alike", () => {
  expect(manyDays({ from: 1, count: 100, happenings: 700 })).toBeGreaterThan(1500);
});

test.each([
  ["a lead had written itself out, and nobody else had that", 6624],
  ["a book came half from one lead and half from the next", 3174],
])("a day that went wrong once: %s", (_, seed) => {
  expect(manyDays({ from: seed, count: 1, happenings: 3000 })).toBeGreaterThan(0);
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
