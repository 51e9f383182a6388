import { expect, test } from "vitest";
import { type Completion, hashesOf } from "./sale-to-commit.ts";

const share = { lineId: "1", amountCents: 10 };
const completion: Completion = {
  transactionId: "t1",
  receipt: "R1",
  applied: [{ promotionId: "P1", amountCents: 10, shares: [share] }],
  tenders: [{ kind: "cash", amountCents: 90 }],
  totalCents: 90,
};
const basket = { at: "2026-11-21T10:31:00+01:00", lines: [], coupons: [] };
const [own] = hashesOf(completion);

test.each([{ transactionId: "t2" }, { receipt: "R2" }, { applied: [] }, { tenders: [] }, { totalCents: 91 }])(
  "a sale completed with other contents is another completion: %j",
  (change) => {
    expect(hashesOf({ ...completion, ...change })[0]).not.toBe(own);
  },
);

test("whatever evaluation the POS names, it is the same completion", () => {
  expect(hashesOf({ ...completion, evaluationId: "t1#9" })).toEqual([own]);
});

test("a sale told whole is its own completion, or the one it had before; other goods are another", () => {
  const [whole, before, ...more] = hashesOf({ ...completion, basket });
  expect([whole === own, before, more]).toEqual([false, own, []]);
  expect(hashesOf({ ...completion, basket: { ...basket, at: "2026-11-21T10:32:00+01:00" } })[0]).not.toBe(
    whole,
  );
});

test("no number of a card or coupon goes into it, where it could be guessed at", () => {
  const shown = { ...basket, card: "2600000000012", coupons: ["990001"] } as Completion["basket"];
  expect(hashesOf({ ...completion, basket: shown })).toEqual(hashesOf({ ...completion, basket }));
});
