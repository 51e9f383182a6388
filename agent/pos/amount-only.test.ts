import { expect, test } from "vitest";
import { appliedFor } from "./amount-only.ts";

const offered = [
  {
    promotionId: "A",
    amountCents: 100,
    shares: [
      { lineId: "1", amountCents: 60 },
      { lineId: "2", amountCents: 40 },
    ],
  },
  { promotionId: "B", amountCents: 30, shares: [{ lineId: "1", amountCents: 30 }] },
];

test("all that was offered was applied when all of it was taken off", () => {
  expect(appliedFor(offered, 130)).toEqual(offered);
  expect(appliedFor([], 0)).toEqual([]);
});

test("less is taken from the last promotion first, and from its last line", () => {
  expect(appliedFor(offered, 100)).toEqual([offered[0]]);
  expect(appliedFor(offered, 70)).toEqual([
    {
      promotionId: "A",
      amountCents: 70,
      shares: [
        { lineId: "1", amountCents: 60 },
        { lineId: "2", amountCents: 10 },
      ],
    },
  ]);
  expect(appliedFor(offered, 0)).toEqual([]);
});

test("more than was offered is nothing we can name", () => {
  expect(appliedFor(offered, 131)).toBeUndefined();
});
