import { describe, expect, test } from "vitest";
import type { LineItem } from "../../engine/basket.ts";
import type { Customer } from "../../engine/context.ts";
import { begun } from "../testing/begun.ts";
import { advance } from "./advance.ts";
import type { Command } from "./allowed.ts";
import { basketOf, beginSession, contextOf, type Session } from "./session.ts";

const empty = beginSession({ transactionId: "t1", release: 7, begun, operator: "12", currency: "EUR" });

const item = (lineId: string): LineItem => ({
  lineId,
  article: "8076809513753",
  department: "",
  brand: "",
  supplier: "",
  attributes: {},
  unitPriceCents: 119,
  regularPriceCents: 119,
  pieces: 1,
  extendedCents: 119,
  vatRate: "",
  flags: [],
});

const add = (lineId: string): Command => ({ kind: "line.add", line: { item: item(lineId), fill: [] } });
const customer: Customer = {
  id: "c",
  tier: "gold",
  segments: [],
  staff: false,
  attributes: {},
  balances: {},
};
const coupon: Command = {
  kind: "coupon.present",
  coupon: { presented: { couponId: "k", series: "SPRING5" }, reservation: "r" },
};

function played(...commands: Command[]): Session {
  let session = empty;
  for (const command of commands) {
    const next = advance(session, command);
    if (next.refusal !== undefined) throw new Error(`${command.kind}: ${next.refusal}`);
    session = next.session;
  }
  return session;
}

describe("a sale", () => {
  test("goes from open over subtotal and tendering to finalised, on the release it began with", () => {
    const states = [played(add("1")), played(add("1"), { kind: "subtotal" })].map((session) => session.state);
    expect(states).toEqual(["open", "subtotal"]);
    const paid = played(add("1"), { kind: "subtotal" }, { kind: "complete" }, { kind: "recorded" });
    expect([paid.state, paid.release, paid.completing]).toEqual(["finalised", 7, false]);
  });

  test("a line that is changed keeps its place, and one that is not there can't be changed", () => {
    const more = { item: { ...item("1"), pieces: 3 }, fill: [] };
    const { lines, state } = played(
      add("1"),
      add("2"),
      { kind: "subtotal" },
      { kind: "line.change", line: more },
    );
    expect([lines.map((line) => line.item.pieces), state]).toEqual([[3, 1], "open"]);
    expect(advance(empty, { kind: "line.change", line: more })).toEqual({ refusal: "unknown-line" });
  });

  test("means of payment and rewards are in its context as said last, and leave a subtotal a subtotal", () => {
    const session = played(
      add("1"),
      { kind: "subtotal" },
      { kind: "tenders", tenders: [{ tender: "cash" }] },
      { kind: "tenders", tenders: [{ tender: "store-card", amountCents: 50 }] },
      { kind: "rewards", rewards: [{ promotionId: "R", times: 2 }] },
    );
    expect(session.state).toBe("subtotal");
    expect(contextOf(session)).toMatchObject({
      tenders: [{ tender: "store-card", amountCents: 50 }],
      rewards: [{ promotionId: "R", times: 2 }],
    });
    const paid = played(add("1"), { kind: "complete" });
    expect(advance(paid, { kind: "tenders", tenders: [] })).toEqual({ refusal: "wrong-state" });
  });

  test("shows its basket and its context", () => {
    const session = played(add("1"), add("2"), { kind: "identify", customer }, coupon);
    expect(basketOf(session).lines.map((line) => line.lineId)).toEqual(["1", "2"]);
    expect(contextOf(session)).toMatchObject({ date: "2026-11-21", customer, coupons: [{ couponId: "k" }] });
    expect(contextOf(session)).not.toHaveProperty("at");
  });

  test("opens again when the customer adds something after the subtotal", () => {
    expect(played(add("1"), { kind: "subtotal" }, add("2")).state).toBe("open");
  });

  test("is as before when a line is added and voided", () => {
    expect(played(add("1"), add("2"), { kind: "line.void", lineId: "2" })).toEqual(played(add("1")));
  });

  test("forgets its customer", () => {
    expect(played({ kind: "identify", customer }, { kind: "forget" })).toEqual(empty);
  });
});

describe("a sale that can't go on as asked", () => {
  const refusals: [string, Session, Command, string][] = [
    ["the same line id twice", played(add("1")), add("1"), "line-exists"],
    ["voiding a line that is not there", empty, { kind: "line.void", lineId: "9" }, "unknown-line"],
    ["forgetting nobody", empty, { kind: "forget" }, "no-customer"],
    ["the same coupon twice", played(coupon), coupon, "coupon-exists"],
    ["withdrawing a coupon never shown", empty, { kind: "coupon.withdraw", couponId: "x" }, "unknown-coupon"],
    [
      "a line once the customer is paying",
      played({ kind: "complete" }, { kind: "not-recorded" }),
      add("1"),
      "wrong-state",
    ],
    ["anything after the sale is voided", played({ kind: "cancel" }), add("1"), "wrong-state"],
    [
      "cancelling a sale that may be in the journal",
      played({ kind: "complete" }),
      { kind: "cancel" },
      "completion-pending",
    ],
    ["finalising a sale that nobody completed", empty, { kind: "recorded" }, "wrong-state"],
  ];
  test.each(refusals)("refuses %s, and stays as it was", (_, session, command, reason) => {
    const before = structuredClone(session);
    expect(advance(session, command)).toEqual({ refusal: reason });
    expect(session).toEqual(before);
  });

  test("refuses more coupons than anybody has", () => {
    let session = empty;
    for (let n = 0; n < 50; n += 1) {
      const next = advance(session, {
        kind: "coupon.present",
        coupon: { presented: { couponId: `k${n}`, series: "S" } },
      });
      session = next.session ?? session;
    }
    expect(advance(session, coupon)).toEqual({ refusal: "too-many-coupons" });
  });
});

test("a completion that did not reach the journal can be sent again, taken back to the subtotal, or cancelled", () => {
  const missed = played(add("1"), { kind: "complete" }, { kind: "not-recorded" });
  expect(advance(missed, { kind: "complete" }).session?.state).toBe("tendering");
  expect(advance(missed, { kind: "subtotal" }).session?.state).toBe("subtotal");
  expect(advance(missed, { kind: "cancel" }).session?.state).toBe("voided");
});
