import { expect, test } from "vitest";
import { appliedFor, modifiersByVat } from "./amount-only.ts";

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

test("each VAT rate loses its part, what is without its tax apart, and nothing is said of one that loses nothing", () => {
  const sums = { grossCents: 100, discountCents: 10, netCents: 90 };
  expect(
    modifiersByVat([
      { vatRate: "10", grossCents: 100, discountCents: 0, netCents: 100 },
      { vatRate: "22", ...sums },
      { vatRate: "22", taxExcluded: true, ...sums },
    ]),
  ).toEqual([
    { vatRate: "22", amountCents: 10 },
    { vatRate: "22", taxExcluded: true, amountCents: 10 },
  ]);
});
