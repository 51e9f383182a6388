import { expect, test } from "vitest";
import type { Effect } from "../../engine/index.ts";
import type { StoredReturn } from "../store/stored-return.ts";
import { vouchersOf } from "./vouchers.ts";

const voucher = (promotionId: string, pieces: number, amountCents: number) =>
  ({ kind: "voucher", promotionId, series: "NEXT", pieces, amountCents }) as Effect;

test("every voucher of a sale has a name of its own, and so has the one that takes its place", () => {
  const sale = {
    saleId: "s",
    effects: [voucher("P1", 2, 500), voucher("P1", 1, 300), voucher("P2", 1, 100)],
  };
  const back = {
    kind: "of-sale",
    returnId: "r1",
    vouchersToVoid: [{ couponId: "s/P1/1" }, { couponId: "s/P1/2", replacedByCents: 200 }],
  } as unknown as StoredReturn;
  expect(vouchersOf(sale, [back]).map(({ couponId, amountCents }) => [couponId, amountCents])).toEqual([
    ["s/P1/1", 500],
    ["s/P1/2", 500],
    ["s/P1/3", 300],
    ["s/P2/1", 100],
    ["s/P1/2/r1", 200],
  ]);
});
