/** What a POS writes wrongly is named, whatever the call and whichever of its shapes: with that a vendor finds it alone. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { promotionSchema } from "../../engine/wire.ts";
import { PosError } from "../pos/protocol.ts";
import { type CallName, isCall, readCall } from "./calls.ts";
import { UNKEEPABLE } from "./fields.ts";
import { LINE_ID_MAX, readLines } from "./read-lines.ts";
import type { Examples } from "./reference/examples.ts";

const examples: Examples = JSON.parse(
  readFileSync(new URL("reference/examples.json", import.meta.url), "utf8"),
);
type Params = Readonly<Record<string, unknown>>;
const good = examples.answered.flatMap(({ call, params, byAmount }) =>
  isCall(call) && !byAmount && Object.keys(params).length > 0 ? [[call, params] as [CallName, Params]] : [],
);

function refusal(call: CallName, params: unknown): PosError | undefined {
  try {
    readCall(call, params);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(PosError);
    return error as PosError;
  }
}

/** As a serializer that is set wrongly writes it. */
function wrong(value: unknown): unknown[] {
  if (typeof value === "string") return [17, null, { text: value }];
  if (typeof value === "number") return [String(value), value + 0.5, null];
  if (typeof value === "boolean") return [String(value), null];
  return ["", 17, null];
}

describe.each(good)("%s %j", (call, params) => {
  test("a field of the wrong kind is named, with what to send instead", () => {
    expect(refusal(call, params)).toBeUndefined();
    for (const [field, value] of Object.entries(params))
      for (const other of wrong(value)) {
        const error = refusal(call, { ...params, [field]: other });
        expect([error?.reason, error?.field], JSON.stringify({ [field]: other })).toEqual([
          "bad-parameters",
          field,
        ]);
        expect(error?.detail).toMatch(/expected|write|missing/);
        expect(error?.detail).not.toMatch(/Invalid input/);
      }
  });

  test("a field that no call has is named", () => {
    expect(refusal(call, { ...params, articel: "1" })).toMatchObject({ field: "articel" });
  });
});

test("the number of a card or a coupon is in no error, however it was written", () => {
  const sale = { transactionId: "t1" };
  const number = 2600000000017;
  const wrongs: readonly [CallName, object][] = [
    ["customer.identify", { ...sale, card: number }],
    ["customer.identify", { ...sale, card: String(number).padEnd(201, "0") }],
    ["coupon.present", { ...sale, code: number }],
    ["scan", { ...sale, data: number }],
    ["transaction.evaluate", { lines: [], card: number, coupons: [number] }],
    ["transaction.evaluate", { lines: [], coupons: [number] }],
  ];
  for (const [call, params] of wrongs) {
    expect(refusal(call, params)?.detail).toMatch(/^expected a text/);
    expect(refusal(call, params)?.detail).not.toContain("26000");
  }
});

test("a promotion's id may be as long here as HQ lets it be", () => {
  const longest = "p".repeat(200);
  const idOf = promotionSchema.shape.id;
  expect([idOf.safeParse(longest).success, idOf.safeParse(`${longest}p`).success]).toEqual([true, false]);
  const sale = { transactionId: "t1" };
  const rewards = [{ promotionId: longest }];
  const applied = [{ promotionId: longest, amountCents: 0, shares: [] }];
  readCall("transaction.complete", { ...sale, receipt: "R1", applied, totalCents: 0 });
  readCall("reward.choose", { ...sale, rewards });
  readCall("tender.add", { ...sale, tenderId: "1", reward: longest });
  readCall("transaction.evaluate", { lines: [], rewards, tenders: [{ tender: longest }] });
});

test("a line's id is taken only as long as it can be voided and its discount booked", () => {
  const line = { article: "80", unitPriceCents: 119, quantity: "1" };
  const lineId = "l".repeat(LINE_ID_MAX);
  const shares = [{ lineId, amountCents: 1 }];
  readCall("line.void", { transactionId: "t1", lineId });
  readCall("transaction.complete", {
    transactionId: "t1",
    receipt: "R1",
    applied: [{ promotionId: "P1", amountCents: 1, shares }],
    totalCents: 0,
  });
  expect(readLines([{ lineId, ...line }], "EUR", "line")).toHaveLength(1);
  for (const [path, field] of [
    ["line", "line.lineId"],
    ["lines", "lines.0.lineId"],
    ["basket.lines", "basket.lines.0.lineId"],
  ] as const)
    expect(() => readLines([{ lineId: `${lineId}l`, ...line }], "EUR", path)).toThrow(
      expect.objectContaining({ reason: "bad-parameters", field }),
    );
});

test("an id is a text that every database keeps as it is", () => {
  const line = { article: "80", unitPriceCents: 119, quantity: "1" };
  for (const id of ["a\0b", "a\ud800b"]) {
    expect(refusal("transaction.begin", { transactionId: id })).toMatchObject({ field: "transactionId" });
    expect(refusal("transaction.begin", { transactionId: "1", operator: id })).toMatchObject({
      field: "operator",
    });
    expect(refusal("explain", { sale: id })).toMatchObject({ field: "sale" });
    expect(() => readLines([{ lineId: id, ...line }], "EUR", "line")).toThrow(
      expect.objectContaining({ field: "line.lineId", detail: UNKEEPABLE }),
    );
  }
  readCall("transaction.begin", { transactionId: "\u0001 😀 Ł\u0301" });
});

test("a moment is of a year that is written with four digits in every zone", () => {
  for (const at of ["9999-12-31T23:59:59-14:00", "0000-01-01T00:00:00+14:00"])
    expect(refusal("transaction.begin", { transactionId: "1", at })).toMatchObject({ field: "at" });
  for (const at of ["9998-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z"])
    readCall("transaction.begin", { transactionId: "1", at });
});

test("what is wrong with a line is said once, and where it stands is the POS's own path", () => {
  const line = { lineId: "1", article: "80", unitPriceCents: 1.19, quantity: "1" };
  expect(() => readLines([line], "EUR", "line")).toThrow(
    expect.objectContaining({
      field: "line.unitPriceCents",
      detail: "whole cents are expected as a number (119 is 1.19), not 1.19",
    }),
  );
});
