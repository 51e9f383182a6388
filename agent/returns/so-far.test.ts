import { expect, test } from "vitest";
import { NOTHING_RETURNED, type ReturnedSoFar } from "../../engine/refund/index.ts";
import type { StoredReturn } from "../store/stored-return.ts";
import { returnedSoFar } from "./so-far.ts";

function back(
  returnId: string,
  already: ReturnedSoFar,
  kept: ReturnedSoFar,
  paidOutCents: number,
): StoredReturn {
  const { setOffCents } = kept;
  return {
    returnId,
    kind: "of-sale",
    already,
    kept,
    paidOutCents,
    setOffCents: setOffCents - already.setOffCents,
  } as StoredReturn;
}

const points = (taken: number, givenBack = 0) => [
  { unit: "points", account: "base", taken, givenBack } as const,
];
const first: ReturnedSoFar = {
  goods: [{ lineId: "1", amount: 1 }],
  refundedCents: 100,
  setOffCents: 20,
  balances: points(1, 50),
  vouchersVoided: ["v1"],
  couponsRestored: [],
};

test("returns in a row give what the last one left", () => {
  const second: ReturnedSoFar = {
    goods: [
      { lineId: "1", amount: 2 },
      { lineId: "2", amount: 500 },
    ],
    refundedCents: 250,
    setOffCents: 20,
    // What had been given back was taken again.
    balances: points(3, 0),
    vouchersVoided: ["v1", "v2"],
    couponsRestored: ["c1"],
  };
  const returns = [back("r1", NOTHING_RETURNED, first, 80), back("r2", first, second, 150)];
  expect(returnedSoFar(returns)).toEqual(second);
});

test("returns at two tills that did not know of each other add up, in either order", () => {
  const other: ReturnedSoFar = {
    ...NOTHING_RETURNED,
    goods: [{ lineId: "1", amount: 1 }],
    balances: points(2),
  };
  const here = back("r1", NOTHING_RETURNED, first, 80);
  const there = back("r1", NOTHING_RETURNED, other, 30);
  for (const returns of [
    [here, there],
    [there, here],
  ])
    expect(returnedSoFar(returns)).toEqual({
      goods: [{ lineId: "1", amount: 2 }],
      refundedCents: 130,
      setOffCents: 20,
      balances: points(3, 50),
      vouchersVoided: ["v1"],
      couponsRestored: [],
    });
});

test("what was paid out counts, not what was reckoned; without a sale nothing does", () => {
  expect(returnedSoFar([back("r1", NOTHING_RETURNED, first, 5)]).refundedCents).toBe(25);
  expect(returnedSoFar([{ kind: "without-sale", paidOutCents: 5 } as StoredReturn])).toEqual(
    NOTHING_RETURNED,
  );
});
